"""Reads a shop's interactions from parquet or CSV, without returns and cancelled baskets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from bot.errors import InputError
from bot.recommend.interactions import SECONDS_A_DAY, Interactions

pd: Any = import_module("pandas")
Table: TypeAlias = Any
Series: TypeAlias = Any
"""Of pandas, which has no types."""

QUANTITIES = ("quantity", "qty", "units")
BASKETS = ("invoiceno", "invoice", "invoice_no", "orderid", "order_id", "basket", "basket_id", "order_number")
STATUSES = ("status", "order_status")
GIVEN_BACK = r"(?i)cancel|return|refund"


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file are called."""

    user: str
    item: str
    time: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class ReadFile:
    """What a file holds. `dropped` counts rows by why they were left out; `texts` are the items' newest ones."""

    interactions: Interactions
    texts: dict[str, str]
    rows: int
    dropped: dict[str, int]


def read_interactions(path: Path, columns: Columns) -> ReadFile:
    """The rows of a file in which somebody took something.

    Left out, and counted: rows without a user, an item or a readable time; returns (a column called `Quantity` or
    the like is not above 0); cancelled baskets (an invoice number that begins with C, or a status that says so).

    Raises:
        InputError: the file cannot be read, lacks a column (all are named), or nothing is left of it.
    """
    table = _table(path)
    _require(path, table, columns)
    table = table.assign(**{columns.time: pd.to_datetime(table[columns.time], errors="coerce", utc=True)})
    dropped: dict[str, int] = {}
    kept = table
    for why, wrong in _faults(table, columns):
        dropped[why] = int(wrong.reindex(kept.index).sum())
        kept = kept[~wrong.reindex(kept.index)]
    if not len(kept):
        raise InputError(f"{path}: no row is left of {len(table)}: {_told(dropped)}")
    return ReadFile(_interactions(kept, columns), _texts(kept, columns), len(table), dropped)


def _table(path: Path) -> Table:
    if not path.is_file():
        raise InputError(f"{path}: found no such file, expected parquet or CSV")
    try:
        if path.suffix.lower() in (".parquet", ".pq"):
            return pd.read_parquet(path)
        return pd.read_csv(path, low_memory=False)
    except ImportError as error:
        raise InputError(f"{path}: parquet needs pyarrow; run: pip install 'shopkeeper[peers]'") from error
    except (ValueError, OSError) as error:
        reason = str(error).splitlines()[0]
        raise InputError(f"{path}: not readable as parquet or CSV ({reason})") from error


def _require(path: Path, table: Table, columns: Columns) -> None:
    asked = {"--user": columns.user, "--item": columns.item, "--time": columns.time, "--text": columns.text}
    missing = [f"{option} {name!r}" for option, name in asked.items() if name and name not in table.columns]
    if missing:
        there = ", ".join(map(str, table.columns))
        raise InputError(f"{path}: found no column {', '.join(missing)}; the file has: {there}")


def _faults(table: Table, columns: Columns) -> Iterator[tuple[str, Series]]:
    yield "without a user", _blank(table[columns.user])
    yield "without an item", _blank(table[columns.item])
    yield "without a readable time", table[columns.time].isna()
    quantity = _named(table, QUANTITIES, columns)
    if quantity:
        yield f"returned ({quantity} not above 0)", ~(pd.to_numeric(table[quantity], errors="coerce") > 0)
    basket = _named(table, BASKETS, columns)
    if basket:
        yield f"cancelled ({basket} begins with C)", table[basket].astype(str).str.fullmatch(r"[Cc]\d+")
    status = _named(table, STATUSES, columns)
    if status:
        yield f"cancelled or returned ({status})", table[status].astype(str).str.contains(GIVEN_BACK)


def _named(table: Table, names: Sequence[str], columns: Columns) -> str | None:
    given = {columns.user, columns.item, columns.time, columns.text}
    return next((c for c in map(str, table.columns) if c.lower() in names and c not in given), None)


def _blank(values: Series) -> Series:
    return values.isna() | (values.astype(str).str.strip() == "")


def _interactions(table: Table, columns: Columns) -> Interactions:
    moments = table[columns.time].astype("datetime64[ns, UTC]").astype("int64") / 1e9 / SECONDS_A_DAY
    return Interactions.of(zip(_ids(table[columns.user]), _ids(table[columns.item]), moments, strict=True))


def _texts(table: Table, columns: Columns) -> dict[str, str]:
    if columns.text is None:
        return {}
    told = table[~_blank(table[columns.text])].sort_values(columns.time)
    return dict(zip(_ids(told[columns.item]), told[columns.text].astype(str), strict=True))


def _ids(values: Series) -> list[str]:
    """Ids as text; whole numbers that a gap in the column made into fractions lose their `.0`."""
    if pd.api.types.is_float_dtype(values):
        return [f"{value:.0f}" if float(value).is_integer() else str(value) for value in values]
    return values.astype(str).str.strip().tolist()


def _told(dropped: dict[str, int]) -> str:
    return ", ".join(f"{count} {why}" for why, count in dropped.items() if count)
