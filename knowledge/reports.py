"""What was wrong with one record, in one line for the person who keeps the data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from pydantic import ValidationError

_LONGEST_FOUND = 60
_MOST_FAULTS = 10

_EXPECTED_IN_FIELD = {"rating": "1 to 5", "percent": "more than 0 and at most 100"}
_EXPECTED_BY_TYPE = {
    "missing": "a value",
    "string_type": "text",
    "string_too_short": "text",
    "string_too_long": "at most {max_length:,}",
    "string_unicode": "text",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a number",
    "tuple_type": "a list",
    "list_type": "a list",
    "too_short": "at least one entry",
    "mapping_type": "an object of names and values",
    "dict_type": "an object of names and values",
    "model_type": "an object of names and values",
    "model_attributes_type": "an object of names and values",
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "literal_error": "one of {expected}",
}


@dataclass(frozen=True, slots=True)
class Report:
    """One fault: `file` relative to the shop folder, `line` counted from 1, None where there is none."""

    file: str
    line: int | None
    field: str | None
    message: str

    def __str__(self) -> str:
        """`reviews.jsonl:12: rating: found 7, expected 1 to 5`."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(part for part in (place, self.field, self.message) if part)


class Placed(Protocol):
    """What stands in a file: `field_lines` are the lines of single fields, where they are known."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int | None: ...
    @property
    def field_lines(self) -> Mapping[str, int]: ...


def report_on(item: Placed, field: str | None, message: str) -> Report:
    """A fault in a field of `item`, with the field's own line where it is known."""
    outermost = re.split(r"[.\[]", field or "", maxsplit=1)[0]
    return Report(item.file, item.field_lines.get(outermost, item.line), field, message)


def shown(value: Any) -> str:
    """A found value as a report quotes it: on one line and at most about 60 characters."""
    if value is None:
        return "nothing"
    text = value.isoformat() if isinstance(value, date) else _quoted(value)
    return text if len(text) <= _LONGEST_FOUND else f"{text[: _LONGEST_FOUND - 1]}…"


def _quoted(value: Any) -> str:
    return repr(value[: _LONGEST_FOUND + 1]) if isinstance(value, str) else repr(value)


def faults(error: ValidationError) -> list[tuple[str | None, str]]:
    """A pydantic error as pairs of field and `found X, expected Y`, ten at most."""
    details: list[Any] = error.errors(include_url=False)[: _MOST_FAULTS * 10]
    inner = {item["loc"][:n] for item in details for n in range(len(item["loc"]))}
    causes = [item for item in details if item["loc"] not in inner or "field" in item.get("ctx", {})]
    return [(_field(item), _message(item)) for item in causes[:_MOST_FAULTS]]


def _field(item: dict[str, Any]) -> str | None:
    path = [*item["loc"], *([item["ctx"]["field"]] if "field" in item.get("ctx", {}) else [])]
    name = ""
    for part in path:
        name += f"[{part}]" if isinstance(part, int) else f".{part}"
    return name.removeprefix(".") or None


def _message(item: dict[str, Any]) -> str:
    context: dict[str, Any] = item.get("ctx", {})
    if "problem" in context:
        return str(context["problem"])
    return f"found {_found(item)}, expected {_expected(item, context)}"


def _found(item: dict[str, Any]) -> str:
    if item["type"] == "string_too_long":
        return f"{len(item['input']):,} characters"
    return "nothing" if item["type"] == "missing" else shown(item["input"])


def _expected(item: dict[str, Any], context: dict[str, Any]) -> str:
    if "wanted" in context:
        return str(context["wanted"])
    last = item["loc"][-1] if item["loc"] else ""
    by_type = _EXPECTED_BY_TYPE.get(item["type"])
    known = by_type if item["type"] == "missing" else _EXPECTED_IN_FIELD.get(str(last), by_type)
    return known.format(**context) if known else str(item["msg"])


def summary(reports: Iterable[Report], most: int = 20) -> str:
    """The reports one a line, at most `most` of them, then how many there are besides."""
    lines = [str(report) for report in reports]
    rest = [f"and {len(lines) - most} more"] if len(lines) > most else []
    return "\n".join([*lines[:most], *rest])
