"""What a text must hold to state an exact value of an order, however it is written. Patterns of `eval.patterns`."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def exactly(text: str) -> str:
    """`text` as a word of its own: `42` is not in `O0042` nor in `4.42`."""
    return rf"/(?<![A-Za-z0-9.]){re.escape(text)}(?![A-Za-z0-9]|\.\d)/"


def one_of(pattern: str) -> str:
    """The alternatives of a regular expression, not in the middle of an English word."""
    return f"/(?<![A-Za-z])(?:{pattern})/"


def amount(value: Decimal) -> str:
    """An amount of money: `1,299.50`, `1299.5`; `103`, `103.00`."""
    whole, fraction = divmod(abs(value), 1)
    digits = f"{int(whole):,}".replace(",", "[, ]?")
    minor = f"{fraction:.2f}".partition(".")[2]
    cents = f"[.,]{minor[0]}{minor[1]}{'?' if minor[1] == '0' else ''}" if fraction else "(?:[.,]00)?"
    return rf"/(?<![\d.,]){digits}{cents}(?![.,]?\d)/"


def day(value: date) -> str:
    """A date: `22 January`, `January 22`, `2026-01-22`, `1月22日`."""
    month = f"{_MONTHS[value.month - 1][:3]}[a-z]*"
    ordinal = rf"{value.day}(?:st|nd|rd|th)?"
    english = rf"(?<!\d){ordinal} (?:of )?{month}|{month}\.? {ordinal}(?!\d)"
    return rf"/{english}|{value:%Y-%m-%d}|(?<!\d){value.month} ?月 ?{value.day} ?[日号]/"
