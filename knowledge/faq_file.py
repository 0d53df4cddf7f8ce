"""Adds a question and its answer to a shop folder's `faqs.jsonl` or `faqs.csv`."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import ValidationError

from knowledge.errors import ShopFolderError
from knowledge.files import read_lines
from knowledge.records import Faq
from knowledge.reports import faults
from knowledge.tables import read_rows

_JSONL, _CSV = "faqs.jsonl", "faqs.csv"
_PREFIX = "Q"


def add_faq(root: Path, question: str, answer: str, language: str) -> Faq:
    """The new record, written at the end of the folder's table; what stands in the file stays as it is.

    The file is replaced in one step: a reader sees it with the record or without.

    Raises:
        ShopFolderError: question or answer cannot be used, or the table cannot be read or written.
    """
    found = read_rows(root, "faqs", Faq)
    taken = {str(row.values.get("faq_id")) for row in found[0]} if found else set[str]()
    faq = _checked({"faq_id": _free_id(taken), "question": question, "answer": answer, "language": language})
    name = _CSV if (root / _CSV).exists() else _JSONL
    lines = [line for line in read_lines(root, name) or [] if line or name == _CSV]
    header = next((line for line in lines if line.strip()), None)
    new = _csv_line(faq, header) if name == _CSV else json.dumps(_values(faq), ensure_ascii=False)
    _replace(root / name, [*_without_end(lines), new])
    return faq


def _checked(values: Mapping[str, str]) -> Faq:
    try:
        return Faq.model_validate(values)
    except ValidationError as error:
        field, message = faults(error)[0]
        raise ShopFolderError(f"{field}: {message}") from error


def _free_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"{_PREFIX}{number:03d}" in taken:
        number += 1
    return f"{_PREFIX}{number:03d}"


def _values(faq: Faq) -> dict[str, str]:
    return {
        "faq_id": faq.faq_id,
        "question": faq.question,
        "answer": faq.answer,
        "language": faq.language or "",
    }


def _csv_line(faq: Faq, header: str | None) -> str:
    names = next(csv.reader([header])) if header else list(_values(faq))
    out = io.StringIO()
    values = _values(faq)
    csv.writer(out, lineterminator="").writerow([values.get(name.strip(), "") for name in names])
    return out.getvalue()


def _without_end(lines: Iterable[str]) -> list[str]:
    kept = list(lines)
    while kept and not kept[-1].strip():
        kept.pop()
    return kept


def _replace(path: Path, lines: Iterable[str]) -> None:
    partial = path.with_name(f".{path.name}.part")
    try:
        partial.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ShopFolderError(f"{path.name}: cannot be written ({error.strerror})") from error
    finally:
        partial.unlink(missing_ok=True)
