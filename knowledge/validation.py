"""Raw rows to records: validated, unknown fields named, duplicate ids found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, cast

from pydantic import ValidationError

from knowledge.cleaning import clean_values
from knowledge.errors import ShopFolderError
from knowledge.record import Record
from knowledge.reports import Report, faults, report_on, summary
from knowledge.tables import Row

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Located(Generic[R]):
    """A record and where it stands; `line` is None for a page, whose `field_lines` are those of its front matter."""

    record: R
    file: str
    line: int | None
    field_lines: Mapping[str, int] = field(default_factory=dict[str, int])


def validate(rows: Iterable[Row], model: type[R]) -> tuple[list[Located[R]], list[Report]]:
    """The records of `rows`, cleaned, and the reports on those left out and on fields that no one knows."""
    records: list[Located[R]] = []
    reports: list[Report] = []
    unknown: set[tuple[str, str]] = set()
    for row in rows:
        values = clean_values(row.values)
        try:
            record = model.model_validate(values)
        except ValidationError as error:
            reports += [report_on(row, name, message) for name, message in faults(error)]
            continue
        records.append(Located(record, row.file, row.line, row.field_lines))
        for name in dict.fromkeys(_unknown_fields(values, record)):
            if (row.file, name) not in unknown:
                unknown.add((row.file, name))
                reports.append(report_on(row, name, "found an unknown field, kept under extra"))
    return records, reports


def drop_duplicates(items: Iterable[Located[R]], *fields: str) -> tuple[list[Located[R]], list[Report]]:
    """The items without repeated ones; `fields` together are the id. Items without an id are never repeated.

    Raises:
        ShopFolderError: two records with one id and different content.
    """
    first: dict[tuple[Any, ...], Located[R]] = {}
    kept: list[Located[R]] = []
    same: list[Report] = []
    different: list[Report] = []
    for item in items:
        key = tuple(getattr(item.record, field) for field in fields)
        earlier = first.setdefault(key, item)
        if earlier is item or key[0] is None:
            kept.append(item)
        elif earlier.record == item.record:
            same.append(_duplicate(item, earlier, fields[0], "expected it once; one is kept"))
        else:
            different.append(
                _duplicate(item, earlier, fields[0], "but other content, expected one record an id")
            )
    if different:
        raise ShopFolderError(summary(different))
    return kept, same


def _duplicate(item: Located[R], earlier: Located[R], name: str, rest: str) -> Report:
    place = earlier.file if earlier.line is None else f"{earlier.file}:{earlier.line}"
    found = f"found {getattr(item.record, name)!r}, which {place} has too, {rest}"
    return report_on(item, name, found)


def _unknown_fields(raw: Mapping[str, Any], record: Record, prefix: str = "") -> Iterator[str]:
    for name in record.extra:
        if name in raw:
            yield f"{prefix}{name}"
    for name, value in record:
        if name != "extra" and value and name in raw:
            yield from _inside(raw[name], value, f"{prefix}{name}.")


def _inside(raw: Any, value: Any, prefix: str) -> Iterator[str]:
    if isinstance(value, Record) and isinstance(raw, Mapping):
        yield from _unknown_fields(cast(Mapping[str, Any], raw), value, prefix)
    elif isinstance(value, tuple) and isinstance(raw, list):
        for part, item in zip(cast(list[Any], raw), cast(tuple[Any, ...], value), strict=False):
            yield from _inside(part, item, prefix)
    elif isinstance(value, Mapping) and isinstance(raw, Mapping):
        for key, item in cast(Mapping[str, Any], value).items():
            yield from _inside(cast(Mapping[str, Any], raw).get(key), item, prefix)
