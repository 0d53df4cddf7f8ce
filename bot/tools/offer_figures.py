"""Offers called by what they take off: "the 25% lamps thing", "the 15 euro one", 减两百, 八八折."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.grounding.facts import facts_of
from bot.tools.desk import Desk
from bot.tools.offer_terms import concerns
from knowledge.amounts import chinese_number
from knowledge.records import Product, Promotion

_OF_TEN = re.compile(r"(?<![\d满])([1-9]\d?|[一二三四五六七八九]{1,2})(?:\.\d)?折")
_LESS = re.compile(r"[减省少便宜](?:了|过|掉)?\s*([\d,]+|[一二两三四五六七八九十百千]+)(?!\d*\s*[%折码])")
_OFF = re.compile(r"\boff\b|[减省折]|便宜", re.IGNORECASE)
_DIGITS = "一二三四五六七八九"


def offers_of_share(question: str, desk: Desk) -> list[Promotion]:
    """The offers that take off a share that the question names: "with just the 10%"."""
    said = _shares(question)
    return [p for p in desk.knowledge.catalogue.promotions() if p.percent and Decimal(str(p.percent)) in said]


def offers_of_figure(
    question: str, products: Sequence[Product], category: str | None, desk: Desk
) -> list[Promotion]:
    """The offers, running or not, that take off a share or an amount that the question names, of those that concern the
    products or the category it asks about.
    """
    by_share = offers_of_share(question, desk)
    said = _amounts(question)
    by_amount = [p for p in desk.knowledge.catalogue.promotions() if p.amount and p.amount.decimal in said]
    about: Sequence[Product | str] = products or ([category] if category else [])
    found = [*by_share, *by_amount]
    return [p for p in found if not about or any(concerns(p, each) for each in about)]


def _shares(question: str) -> set[Decimal]:
    """Shares in hundredths that are named, as they are taken off."""
    plain = {Decimal(fact.value) for fact in facts_of(question) if fact.unit == "%"}
    return plain | {100 - _hundredths(found.group(1)) for found in _OF_TEN.finditer(question)}


def _hundredths(said: str) -> Decimal:
    """What is left of a price: 88折, 八八折, 九折."""
    digits = "".join(str(_DIGITS.index(c) + 1) if c in _DIGITS else c for c in said)
    return Decimal(digits) * (10 if len(digits) == 1 else 1)


def _amounts(question: str) -> set[Decimal]:
    """Amounts of money that are named as taken off."""
    if not _OFF.search(question):
        return set()
    written = {
        Decimal(f.value) for f in facts_of(question) if f.kind == "number" and f.unit in ("eur", "cny", "usd")
    }
    less = (found.group(1).replace(",", "") for found in _LESS.finditer(question))
    return written | {Decimal(n) if n.isdigit() else Decimal(chinese_number(n)) for n in less}
