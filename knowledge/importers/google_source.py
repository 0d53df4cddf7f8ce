"""Reading Google Merchant feeds: XML (RSS 2.0 or Atom) and TSV, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from knowledge.errors import SourceError
from knowledge.importers.items import ShopName, Unmapped
from knowledge.importers.sources import check_file, read_table

_REQUIRED = ("id", "title", "price")
_ENTRIES = {"item", "entry"}
_DETAIL = ("section_name", "attribute_name", "attribute_value")

Entry = dict[str, list[str]]
"""The values of one entry by attribute name, in the order in which they stand; parts of a value have colons between."""

Found = tuple[str, Entry] | ShopName | Unmapped


def read_entries(path: Path) -> Iterator[Found]:
    """Pairs of place and entry; besides them the feed's title and rows that cannot be read.

    Raises:
        SourceError: neither XML nor a TSV file with `id`, `title` and `price`; broken XML; XML that declares entities.
    """
    check_file(path)
    with path.open("rb") as file:
        start = file.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    yield from _xml_entries(path) if start.startswith(b"<") else _tsv_entries(path)


def attribute_name(name: str) -> str:
    """The name of an attribute without namespace or prefix, in lower case with underscores: `image_link`."""
    return name.rpartition("}")[2].removeprefix("g:").strip().lower().replace(" ", "_")


def _tsv_entries(path: Path) -> Iterator[Found]:
    for line in read_table(path, _REQUIRED, attribute_name, delimiter="\t"):
        if isinstance(line, Unmapped):
            yield line
        else:
            yield line.place, {name: [cell.strip()] for name, cell in line.cells.items() if cell.strip()}


def _xml_entries(path: Path) -> Iterator[Found]:
    number = 0
    open_names: list[str] = []
    for event, element in _events(path):
        name = attribute_name(element.tag)
        if event == "start":
            open_names.append(name)
            continue
        open_names.pop()
        if name in _ENTRIES and not _ENTRIES.intersection(open_names):
            number += 1
            yield f"{path.name}: {name} {number}", _entry(element)
            element.clear()
        elif name == "title" and open_names and open_names[-1] in {"channel", "feed"} and element.text:
            yield ShopName(element.text)
    if not number:
        raise SourceError(
            f"{path.name}: found XML without any <item> or <entry>, expected a Google Merchant feed"
        )


def _events(path: Path) -> Iterator[tuple[str, Element]]:
    parse = cast(Any, ElementTree).iterparse
    try:
        yield from parse(str(path), events=("start", "end"), forbid_dtd=True)
    except ParseError as error:
        line, column = error.position
        raise SourceError(f"{path.name}:{line}: found broken XML at column {column + 1} ({error})") from error
    except DefusedXmlException as error:
        found = "found a document type or entity declaration, which is refused"
        raise SourceError(f"{path.name}: {found}; export the feed without it") from error
    except (ValueError, LookupError) as error:
        raise SourceError(
            f"{path.name}: found XML that cannot be decoded ({error}), expected UTF-8"
        ) from error


def _entry(element: Element) -> Entry:
    """Google's own attributes win over RSS or Atom elements of the same name."""
    own: Entry = {}
    plain: Entry = {}
    for child in element:
        target = own if "base.google.com" in child.tag else plain
        value = _value(child)
        if value:
            target.setdefault(attribute_name(child.tag), []).append(value)
    return {**plain, **own}


def _value(element: Element) -> str:
    parts = {attribute_name(child.tag): (child.text or "").strip() for child in element}
    if set(parts) & set(_DETAIL):
        return ":".join(parts.get(name, "") for name in _DETAIL)
    if parts:
        return ":".join(parts.values())
    return (element.text or "").strip() or element.get("href", "")
