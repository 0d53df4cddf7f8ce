"""Reading what other systems export: text, CSV and TSV, JSON, JSON Lines. Errors name file and line."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError
from knowledge.importers.items import Unmapped
from knowledge.reports import shown

LARGEST_FILE = 1 << 29
LONGEST_CELL = 10_000_000

_LINE_END = re.compile(rb"\r\n|\n|\r")
_BINARY = {b"PK\x03\x04": "a ZIP or Excel file", b"\x1f\x8b": "a gzip file", b"%PDF": "a PDF"}
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: the cells by column; `place` is `file:line` of its first line."""

    cells: dict[str, str]
    place: str


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark.

    Raises:
        SourceError: no such file, not readable, larger than 512 MiB, or not text.
    """
    check_file(path)
    data = path.read_bytes()
    encoding = "utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    kind = next((kind for magic, kind in _BINARY.items() if data.startswith(magic)), None)
    if kind or (encoding == "utf-8-sig" and b"\0" in data[:4096]):
        raise SourceError(f"{path.name}: found {kind or 'a binary file'}, expected text in UTF-8")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start])) + 1
        found = f"found byte 0x{data[min(error.start, len(data) - 1)]:02x}"
        raise SourceError(
            f"{path.name}:{line}: {found}, expected UTF-8; export or save the file as UTF-8"
        ) from error


def check_file(path: Path) -> None:
    """Refuses what is no readable file of at most 512 MiB.

    Raises:
        SourceError: says which of these it is.
    """
    if not path.is_file():
        found = "a folder" if path.is_dir() else "no such file"
        raise SourceError(f"{path}: found {found}, expected a file")
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise SourceError(
            f"{path}: found {size:,} bytes, expected at most {LARGEST_FILE:,}; split the export"
        )
    if not os.access(path, os.R_OK):
        raise SourceError(f"{path}: cannot be read; check its permissions")


def read_table(
    path: Path, required: Iterable[str], column: Callable[[str], str], *, delimiter: str = ","
) -> Iterator[Line | Unmapped]:
    """The rows of a CSV or TSV file; rows with too few or too many cells are left out and told.

    `column` gives the name by which the importer knows a column; the `required` ones have to be there.

    Raises:
        SourceError: not such a table, wrong delimiter, a required column missing, a quote not closed.
    """
    rows = _rows(path, delimiter)
    empty: tuple[int, list[str]] = (1, [])
    number, header = next(rows, empty)
    columns = [column(name.strip()) for name in header]
    _check_header(f"{path.name}:{number}", columns, required, delimiter)
    for number, cells in rows:
        place = f"{path.name}:{number}"
        if len(cells) == len(columns):
            yield Line(dict(zip(columns, cells, strict=True)), place)
        else:
            found = f"{len(cells)} cells, {len(columns)} columns"
            yield Unmapped("row", "another number of cells than the first line has columns", place, found)


def _rows(path: Path, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Read at once, since the limit on a cell's length is one for the whole process and has to be put back."""
    source = io.StringIO(read_text(path), newline="")
    limit = csv.field_size_limit(LONGEST_CELL)
    try:
        return iter(list(_numbered(source, path.name, delimiter)))
    finally:
        csv.field_size_limit(limit)


def _numbered(source: io.StringIO, name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, each with the number of its first line."""
    reader = csv.reader(source, delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        expected = f"expected cells between {_DELIMITERS[delimiter]}, quoted where they hold them"
        raise SourceError(f"{name}:{number}: found a broken row ({error}), {expected}") from error


def _check_header(place: str, columns: list[str], required: Iterable[str], delimiter: str) -> None:
    if not columns:
        raise SourceError(f"{place}: found an empty file, expected a first line with the columns' names")
    missing = [name for name in required if name not in columns]
    if not missing:
        return
    other = _other_delimiter(columns, delimiter)
    if other:
        found = f"found columns between {_DELIMITERS[other]}, expected {_DELIMITERS[delimiter]}"
        raise SourceError(f"{place}: {found}; export the file again with that separator")
    found = f"found the columns {shown(', '.join(columns))}"
    raise SourceError(
        f"{place}: {found}, expected also {', '.join(missing)}; is this the right kind of export?"
    )


def _other_delimiter(columns: list[str], delimiter: str) -> str | None:
    if len(columns) > 1:
        return None
    return next((mark for mark in _DELIMITERS if mark != delimiter and mark in columns[0]), None)


def read_json(path: Path) -> Any:
    """The value of a JSON file; numbers with a decimal point become `Decimal`.

    Raises:
        SourceError: not text, or not valid JSON.
    """
    try:
        return parse_json(read_text(path))
    except ValueError as error:
        raise SourceError(f"{path.name}:{error}") from error


def parse_json(text: str, first_line: int = 1) -> Any:
    """The value of a JSON text.

    Raises:
        ValueError: broken JSON; the message starts with the line, counted from `first_line`.
    """
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        line = error.lineno + first_line - 1
        raise ValueError(f"{line}: found broken JSON ({error.msg}), expected valid JSON") from error
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{first_line}: found JSON that is too deep or too big ({error})") from error


def read_json_lines(path: Path) -> Iterator[tuple[str, Any] | Unmapped]:
    """Pairs of `file:line` and value of a JSON Lines file, gzipped or not, line by line. Broken lines are told.

    Raises:
        SourceError: no such file, not text, or a gzip file that is cut off.
    """
    for number, line in enumerate(_text_lines(path), 1):
        place = f"{path.name}:{number}"
        if not line.strip():
            continue
        try:
            yield place, parse_json(line)
        except ValueError:
            yield Unmapped("line", "broken JSON; the line is left out", place, line.strip())


def _text_lines(path: Path) -> Iterator[str]:
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            for number, line in enumerate(file, 1):
                yield line.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(f"{path.name}:{number}: found bytes that are not UTF-8, expected UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{path}: cannot be read to its end ({error})") from error
