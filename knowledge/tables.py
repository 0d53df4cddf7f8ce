"""Tables of a shop folder: JSON Lines or CSV to raw rows that know where they came from."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

from knowledge.errors import ShopFolderError
from knowledge.files import read_lines
from knowledge.json_text import JsonTextError, parse_json
from knowledge.record import Record
from knowledge.reports import Report, shown

LONGEST_LINE = 16_000_000
LONGEST_CELL_OVER_LINES = 1_000_000
MOST_LINES_IN_A_ROW = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One raw record; `line` is where it starts, counted from 1, None for a whole file, whose `field_lines` help."""

    file: str
    line: int | None
    values: dict[str, Any]
    field_lines: Mapping[str, int] = dataclasses.field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class _Cells:
    line: int
    cells: list[str]


def read_rows(root: Path, table: str, model: type[Record]) -> tuple[list[Row], list[Report]] | None:
    """The rows of `table.jsonl` or `table.csv` below `root`, and what could not be read; None without a file.

    An empty CSV cell stays an empty text. A cell of a field that holds a list or an object is read as JSON.

    Raises:
        ShopFolderError: both files are there, or one cannot be read at all.
    """
    lines = read_lines(root, f"{table}.jsonl")
    csv_lines = read_lines(root, f"{table}.csv")
    if lines is not None and csv_lines is not None:
        raise ShopFolderError(
            f"{table}: found {table}.jsonl and {table}.csv, expected one of them; remove the other"
        )
    if lines is not None:
        found = list(_json_rows(f"{table}.jsonl", lines))
    elif csv_lines is not None:
        found = list(_csv_rows(f"{table}.csv", csv_lines, model))
    else:
        return None
    return [r for r in found if isinstance(r, Row)], [r for r in found if isinstance(r, Report)]


def _json_rows(file: str, lines: Sequence[str]) -> Iterator[Row | Report]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield Row(file, number, _json_object(line))
        except JsonTextError as fault:
            yield Report(file, number, None, str(fault))


def _json_object(line: str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise JsonTextError(f"found a line of {len(line):,} characters, expected at most {LONGEST_LINE:,}")
    value = parse_json(line.removeprefix("\ufeff"))
    if not isinstance(value, dict):
        raise JsonTextError(f"found {shown(value)}, expected one JSON object a line")
    return cast(dict[str, Any], value)


def _csv_rows(file: str, lines: Sequence[str], model: type[Record]) -> Iterator[Row | Report]:
    rows = _rows_of_cells(file, lines)
    header = next(rows, None)
    if header is None or isinstance(header, Report):
        yield header or Report(
            file, None, None, "found an empty file, expected a first line with the columns' names"
        )
        return
    names = [name.strip() for name in header.cells]
    fault = _header_fault(names, model)
    if fault:
        yield Report(file, header.line, None, f"{fault}; the table is left out")
        return
    nested = {name for name, field in model.model_fields.items() if _is_nested(field.annotation)}
    for row in rows:
        yield row if isinstance(row, Report) else _row(file, row, names, nested)


def _header_fault(names: Sequence[str], model: type[Record]) -> str | None:
    found = f"found the columns {shown(','.join(names))}"
    missing = [
        name for name, field in model.model_fields.items() if field.is_required() and name not in names
    ]
    if missing:
        return f"{found}, expected also {', '.join(missing)}, separated by commas"
    if "" in names or len(set(names)) < len(names):
        return f"{found}, expected a name for each column, used once"
    return None


def _rows_of_cells(file: str, lines: Sequence[str]) -> Iterator[_Cells | Report]:
    """Rows go on over line ends inside quotes. A broken one is reported and costs no other, if possible."""
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        end = _end_of_row(lines, at)
        row = _split(lines[at:end]) if end else "found a quote that is not closed, expected its partner"
        yield Report(file, at + 1, None, row) if isinstance(row, str) else _Cells(at + 1, row)
        at = end or at + 1


def _end_of_row(lines: Sequence[str], start: int) -> int | None:
    quotes = length = 0
    for end in range(start, min(len(lines), start + MOST_LINES_IN_A_ROW)):
        quotes += lines[end].count('"')
        length += len(lines[end])
        if quotes % 2 == 0:
            return end + 1
        if length > LONGEST_CELL_OVER_LINES and end > start:
            return None
    return None


def _split(lines: Sequence[str]) -> list[str] | str:
    length = sum(map(len, lines))
    if length > LONGEST_LINE:
        return f"found a row of {length:,} characters, expected at most {LONGEST_LINE:,}"
    limit = csv.field_size_limit(LONGEST_LINE)
    try:
        rows = list(csv.reader([f"{line}\n" for line in lines], strict=True))
    except csv.Error as error:
        return f"found a broken row ({error}), expected cells between commas, quoted where they hold commas"
    finally:
        csv.field_size_limit(limit)
    return rows[0] if len(rows) == 1 else "found a broken row, expected cells between commas"


def _row(file: str, row: _Cells, names: Sequence[str], nested: set[str]) -> Row | Report:
    if not any(cell.strip() for cell in row.cells):
        return Report(file, row.line, None, "found a blank row, expected a record")
    if len(row.cells) != len(names):
        fault = f"found {len(row.cells)} cells, expected {len(names)} as in the first line"
        return Report(file, row.line, None, fault)
    values: dict[str, Any] = {}
    for name, cell in zip(names, row.cells, strict=True):
        try:
            values[name] = parse_json(cell) if name in nested and cell.lstrip()[:1] in {"[", "{"} else cell
        except JsonTextError as fault:
            return Report(file, row.line, name, str(fault))
    return Row(file, row.line, values)


def _is_nested(annotation: Any) -> bool:
    if get_origin(annotation) in {Union, UnionType}:
        return any(_is_nested(part) for part in get_args(annotation))
    return annotation is Any or get_origin(annotation) in {tuple, Mapping}
