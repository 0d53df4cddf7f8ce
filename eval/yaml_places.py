"""A YAML file that knows on which line each of its values stands, for errors that name the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar, cast

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.errors import InputError

T = TypeVar("T")
Place = Sequence[int | str]
Models = Mapping[str, type[BaseModel]]
"""The type of what stands under a key, to name the keys it may have; `""` is that of the list's own entries."""


@dataclass(frozen=True, slots=True)
class YamlFile:
    """One document. `tree` is None for an empty file."""

    path: Path
    tree: yaml.Node | None

    @property
    def plain(self) -> Any:
        """Its values.

        Raises:
            InputError: one of them cannot be made; names file and line.
        """
        if self.tree is None:
            return None
        try:
            return yaml.SafeLoader("").construct_document(self.tree)  # pyright: ignore
        except yaml.MarkedYAMLError as error:
            raise _broken(self.path, error) from error

    def line(self, place: Place = ()) -> int:
        """The line of the deepest part of `place` that the file has."""
        node = self.tree
        line = node.start_mark.line + 1 if node is not None else 1
        for part in place:
            node = _child(node, part)
            if node is None:
                return line
            line = node.start_mark.line + 1
        return line

    def at(self, place: Place = ()) -> str:
        """`file:line` of a place."""
        return f"{self.path}:{self.line(place)}"


def read_yaml(path: Path) -> YamlFile:
    """The file, parsed.

    Raises:
        InputError: it cannot be read, is not YAML, or has a key twice; names file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        tree = cast(yaml.Node | None, cast(Any, yaml).compose(text, Loader=yaml.SafeLoader))
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}. Expected a YAML file.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8. Save the file as UTF-8.") from error
    except yaml.MarkedYAMLError as error:
        raise _broken(path, error) from error
    except yaml.YAMLError as error:
        raise InputError(f"{path}: not YAML: {error}") from error
    twins = [f"{path}:{line}: {key}: found the key twice, expected it once" for line, key in _twins(tree)]
    if twins:
        raise InputError("\n".join(twins))
    return YamlFile(path, tree)


def validated(file: YamlFile, adapter: TypeAdapter[T], models: Models | None = None) -> T:
    """The file's values as the type of `adapter`.

    Raises:
        InputError: a line for each thing that is wrong: `file:line: key: found, expected`.
    """
    try:
        return adapter.validate_python(file.plain)
    except ValidationError as error:
        lines = (_problem(file, dict(item), models or {}) for item in error.errors())
        raise InputError("\n".join(lines)) from error


def _problem(file: YamlFile, item: Mapping[str, Any], models: Models) -> str:
    place: tuple[int | str, ...] = tuple(item["loc"])
    key = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place) or "file"
    return f"{file.at(place)}: {key}: {_found(item)}, expected {_expected(item, place, models)}"


def _found(item: Mapping[str, Any]) -> str:
    if item["type"] == "missing" or item["input"] is None:
        return "found nothing"
    found = repr(item["input"])
    return f"found {found if len(found) <= 80 else f'{found[:77]}...'}"


def _expected(item: Mapping[str, Any], place: Place, models: Models) -> str:
    if item["type"] == "missing":
        return "a value"
    if item["type"] == "extra_forbidden":
        parent = next((part for part in reversed(place[:-1]) if isinstance(part, str)), "")
        known = models[parent].model_fields if parent in models else ()
        return f"one of the keys {', '.join(known)}" if known else "no such key"
    return f"otherwise: {item['msg']}"


def _broken(path: Path, error: yaml.MarkedYAMLError) -> InputError:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    return InputError(f"{path}:{line}: not YAML: {error.problem}")


def _child(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return cast(list[yaml.Node], node.value)[part]
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in _pairs(node) if key.value == part), None)
    return None


def _pairs(node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    return cast(list[tuple[yaml.Node, yaml.Node]], node.value)


def _twins(node: yaml.Node | None) -> Iterator[tuple[int, str]]:
    """Line and name of every key that stands in its mapping already."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in _pairs(node):
            name = str(key.value)
            if name in seen:
                yield key.start_mark.line + 1, name
            seen.add(name)
            yield from _twins(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in cast(list[yaml.Node], node.value):
            yield from _twins(value)
