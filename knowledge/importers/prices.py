"""Amounts as other systems write them, turned into exact money."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from knowledge.money import Money, is_currency, parse_money
from knowledge.reports import shown

_SYMBOLS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "US$": ("USD",),
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "元": ("CNY",),
    "kr": ("SEK", "NOK", "DKK"),
    "zł": ("PLN",),
    "₹": ("INR",),
}
_PARTS = re.compile(r"(?P<before>[^\d\s.,+-]*)\s*(?P<number>-?\d[\d.,'’\s]*)\s*(?P<after>[^\d\s.,]*)")
_GROUPS = re.compile(r"\d{1,3}(?:[,.'’ ]\d{3})+")


class PriceError(ValueError):
    """A price that cannot be read without guessing; the message says what was found and what was expected."""


def read_price(value: Any, currency: str | None) -> Money:
    """Money from `12.99 EUR`, `1,299.00 €`, `1.299,00`, or a number; `currency` is for prices that name none.

    A named currency wins. The last of two different separators is the decimal one; a single comma is one unless three
    digits follow. Amounts finer than the currency's smallest unit are refused, not rounded.

    Raises:
        PriceError: no number, no currency, or an ambiguous currency sign.
    """
    text = " ".join(str(value).replace("\u00a0", " ").replace("\u202f", " ").split())
    parts = _PARTS.fullmatch(text)
    if parts is None:
        raise PriceError(f"found {shown(text)}, expected a price such as 12.99 or 12.99 EUR")
    named = parts["before"] or parts["after"]
    code = _code(named, currency) if named else currency
    if code is None:
        raise PriceError(f"found {shown(text)} without a currency; give it with --currency")
    try:
        return parse_money(_decimal(parts["number"].strip()), code)
    except ValueError as error:
        raise PriceError(str(error)) from error


def amount(money: Money) -> str:
    """The amount as a shop folder writes it: `79.90`."""
    return f"{money.decimal:f}"


def written(money: Money) -> str:
    """The amount with its currency, for an attribute's text: `79.90 EUR`."""
    return f"{money.decimal:f} {money.currency}"


def _code(named: str, currency: str | None) -> str:
    if is_currency(named.upper()):
        return named.upper()
    candidates = _SYMBOLS.get(named, ())
    if currency in candidates:
        return str(currency)
    if len(candidates) == 1:
        return candidates[0]
    known = f"which may be {', '.join(candidates)}; say which with --currency" if candidates else ""
    raise PriceError(f"found the currency {shown(named)}, {known or 'expected an ISO 4217 code such as EUR'}")


def _decimal(number: str) -> str:
    plain = re.sub(r"['’\s]", "", number)
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return plain
    mark, digits = plain[last], plain[last + 1 :]
    both = "," in plain and "." in plain
    grouped = _GROUPS.fullmatch(plain.lstrip("-")) and (mark == "," or plain.count(".") > 1)
    if (not both and grouped) or (not both and plain.count(mark) > 1):
        return _ungrouped(plain, number)
    return f"{_ungrouped(plain[:last], number)}.{digits}" if digits else _ungrouped(plain[:last], number)


def _ungrouped(whole: str, number: str) -> str:
    if not re.search(r"[.,]", whole):
        return whole
    if not _GROUPS.fullmatch(whole.lstrip("-")):
        raise PriceError(f"found {shown(number)}, expected a price such as 12.99 or 1,299.00")
    return str(Decimal(re.sub(r"[.,]", "", whole)))
