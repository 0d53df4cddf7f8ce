"""Finding schema.org products in JSON-LD: files, or the scripts of HTML pages, one or a folder of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from knowledge.errors import SourceError
from knowledge.importers.items import Unmapped
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.sources import parse_json, read_text

_PAGES = {".html", ".htm", ".xhtml"}
_DOCUMENTS = {".json", ".jsonld", ".json-ld"}
_OF_OTHERS = {
    "isRelatedTo", "isSimilarTo", "isAccessoryOrSparePartFor", "isConsumableFor", "itemReviewed", "itemOffered",
    "isVariantOf", "hasVariant",
}  # fmt: skip
_DEEPEST = 50

Node = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A product or product group, where it stands, and the nodes of its document by `@id`."""

    node: Node
    place: str
    nodes: Mapping[str, Node]

    def follow(self, value: Any) -> Node:
        """The object that a value is or, by `@id` alone, refers to; empty for anything else."""
        node = mapping(value)
        return self.nodes.get(text(node.get("@id")), node) if set(node) == {"@id"} else node


def read_products(path: Path) -> Iterator[Found | Unmapped]:
    """The products of a file or of all JSON-LD and HTML files of a folder; broken scripts are told.

    Raises:
        SourceError: no such file, a file that is not text, or a folder without such files.
    """
    for file in _files(path):
        for place, document in _documents(file):
            if isinstance(document, Unmapped):
                yield document
            else:
                nodes = {name: node for node in _nodes(document) if (name := text(node.get("@id")))}
                for node in _nodes(document):
                    if types(node) & {"Product", "ProductGroup", "ProductModel"}:
                        yield Found(node, place, nodes)


def types(node: Node) -> set[str]:
    """The types of a node without their namespace: `Product`."""
    return {text(name).rpartition("/")[2].rpartition(":")[2] for name in listed(node.get("@type"))}


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in _PAGES | _DOCUMENTS)
    if not files:
        raise SourceError(f"{path}: found no .json, .jsonld or .html file, expected at least one")
    return files


def _documents(file: Path) -> Iterator[tuple[str, Any]]:
    source = read_text(file)
    is_page = file.suffix.lower() in _PAGES or source.lstrip()[:1] == "<"
    for line, script in _scripts(source) if is_page else [(1, source)]:
        try:
            yield f"{file.name}:{line}", parse_json(script, line)
        except ValueError as error:
            number, _, problem = str(error).partition(": ")
            yield (
                file.name,
                Unmapped("JSON-LD", "broken JSON; it is left out", f"{file.name}:{number}", problem),
            )


def _scripts(page: str) -> list[tuple[int, str]]:
    soup = BeautifulSoup(page, "html.parser")
    tags = soup.find_all("script", attrs={"type": lambda kind: bool(kind) and "ld+json" in str(kind).lower()})
    return [(tag.sourceline or 1, tag.get_text()) for tag in tags]


def _nodes(value: Any, depth: int = 0) -> Iterator[Node]:
    """All objects of a document, but not those that only tell of other products."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in listed(value):
            yield from _nodes(item, depth + 1)
    elif node := mapping(value):
        yield node
        for name, part in node.items():
            if name not in _OF_OTHERS:
                yield from _nodes(part, depth + 1)
