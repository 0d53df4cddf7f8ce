"""Amounts as other systems write them, turned into exact money."""

from __future__ import annotations

import re
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
_GROUPS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+")
_EXPECTED = "expected a price such as 12.99 or 12.99 EUR"


class PriceError(ValueError):
    """A price that cannot be read without guessing: what was `found`, and the `problem` with it."""

    def __init__(self, found: str, problem: str) -> None:
        super().__init__(f"found {shown(found)}, {problem}")
        self.found = found
        self.problem = problem


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
        raise PriceError(text, _EXPECTED)
    named = parts["before"] or parts["after"]
    code = _code(named, currency, text) if named else currency
    if code is None:
        raise PriceError(text, "without a currency; give it with --currency")
    number = _decimal(parts["number"].strip())
    if number is None:
        raise PriceError(text, _EXPECTED)
    try:
        return parse_money(number, code)
    except ValueError as error:
        raise PriceError(text, f"finer than the smallest unit of {code}, or too large") from error


def amount(money: Money) -> str:
    """The amount as a shop folder writes it: `79.90`."""
    return f"{money.decimal:f}"


def written(money: Money) -> str:
    """The amount with its currency, for an attribute's text: `79.90 EUR`."""
    return f"{money.decimal:f} {money.currency}"


def _code(named: str, currency: str | None, text: str) -> str:
    if is_currency(named.upper()):
        return named.upper()
    candidates = _SYMBOLS.get(named, ())
    if currency in candidates:
        return str(currency)
    if len(candidates) == 1:
        return candidates[0]
    if candidates:
        raise PriceError(text, f"which may be {', '.join(candidates)}; say which with --currency")
    raise PriceError(text, "expected an ISO 4217 currency such as EUR")


def _decimal(number: str) -> str | None:
    """The number with a decimal point alone; None when its separators make no sense."""
    plain = re.sub(r"['’\s]", "", number)
    last = max(plain.rfind(","), plain.rfind("."))
    if last < 0:
        return plain
    groups_alone = plain.count(plain[last]) > 1 or (plain[last] == "," and len(plain) - last == 4)
    one_kind = "," not in plain or "." not in plain
    if one_kind and groups_alone:
        return _ungrouped(plain)
    whole = _ungrouped(plain[:last])
    return f"{whole}.{plain[last + 1 :]}".rstrip(".") if whole else None


def _ungrouped(whole: str) -> str | None:
    if not re.search(r"[.,]", whole):
        return whole
    return re.sub(r"[.,]", "", whole) if _GROUPS.fullmatch(whole.lstrip("-")) else None
