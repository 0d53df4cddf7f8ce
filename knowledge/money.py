"""Money as an integer number of minor units and a currency; never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from operator import add
from typing import Any

from babel.numbers import format_currency, get_currency_precision, list_currencies
from pydantic import BaseModel, ConfigDict

from knowledge.reports import shown

_LOCALES = {"en": "en_US", "zh": "zh_CN"}
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")


class Money(BaseModel):
    """`minor` is in the currency's smallest unit: 7990 and "EUR" are 79.90 euros."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minor: int
    currency: str

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, exact."""
        return Decimal(self.minor).scaleb(-get_currency_precision(self.currency))

    def format(self, language: str = "en") -> str:
        """The amount as people of `language` write it: `€79.90`."""
        return format_currency(self.decimal, self.currency, locale=_LOCALES.get(language, language))

    def __add__(self, other: Money) -> Money:
        """The sum; both must be in one currency."""
        return Money(minor=self.minor + self._same(other).minor, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        """The difference; both must be in one currency."""
        return Money(minor=self.minor - self._same(other).minor, currency=self.currency)

    def __mul__(self, quantity: int) -> Money:
        """The amount taken `quantity` times."""
        return Money(minor=self.minor * quantity, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        """Whether it is less; both must be in one currency."""
        return self.minor < self._same(other).minor

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} cannot be put together")
        return other


def sum_of(amounts: Iterable[Money]) -> Money:
    """The sum of at least one amount; all must be in one currency."""
    return reduce(add, amounts)


def is_currency(code: Any) -> bool:
    """Whether `code` is an ISO 4217 currency code."""
    return isinstance(code, str) and code in list_currencies()


def parse_money(value: Any, currency: str) -> Money:
    """Money from a decimal string such as `"79.90"`.

    Raises:
        ValueError: not a decimal string, finer than the currency's smallest unit, or an unknown currency.
    """
    if not is_currency(currency):
        raise ValueError(f"found currency {shown(currency)}, expected an ISO 4217 code such as EUR")
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(f'found {shown(value)}, expected a decimal string such as "79.90"')
    return Money(minor=_minor(text, currency), currency=currency)


def _minor(text: str, currency: str) -> int:
    scaled = Decimal(text).scaleb(get_currency_precision(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"found {text!r}, finer than the smallest unit of {currency}")
    return int(scaled)
