"""The version whose label says that it is for a measure that a question tells: "L (dogs to 30 kg)" for 22 kilos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.grounding.facts import facts_of
from knowledge.measures import asked_for
from knowledge.records import Product, Variant

_UP_TO = re.compile(r"(?:\b(?:to|max\.?|maximum|under|below)|[≤<至到]|最[大多高重])\s*$", re.IGNORECASE)
_AT_MOST = re.compile(r"\s*(?:or less|max\b|以[下内]|内)", re.IGNORECASE)
_FIGURE = re.compile(
    r"(?:(?P<low>\d+(?:\.\d+)?)\s*(?:[-–~至到]|to)\s*)?(?P<high>\d+(?:\.\d+)?)", re.IGNORECASE
)
_OF_A_PERSON = re.compile(
    r"\b(?:i|he|she)(?:['’]?m|['’]?s| am| is)\s+(?P<en>1\d\d|2[01]\d)(?!\d|[.,]\d)|身?高\s*(?P<zh>1\d\d|2[01]\d)(?!\d)",
    re.IGNORECASE,
)
"""A person's height, told without its unit."""


@dataclass(frozen=True, slots=True)
class _Limit:
    """From where to where a version is for, in one unit."""

    unit: str
    low: Decimal
    high: Decimal


def suited(product: Product, question: str) -> Variant | None:
    """The smallest version that is for what the question measures; None where the labels say nothing of such."""
    told = dict(_told(question)) if product.variants else {}
    fitting = [
        (limit.high, position)
        for position, variant in enumerate(product.variants)
        for limit in _limits(variant)
        if limit.unit in told and limit.low <= told[limit.unit] <= limit.high
    ]
    return product.variants[min(fitting)[1]] if fitting else None


def _told(question: str) -> Iterator[tuple[str, Decimal]]:
    """The measures that a question tells, by their unit; none where it asks for one."""
    if asked_for(question) & {"mass", "time", "volume"}:
        return
    person = _OF_A_PERSON.search(question)
    if person:
        yield "cm", Decimal(person["en"] or person["zh"])
    for fact in facts_of(question):
        if fact.kind == "number" and fact.unit:
            yield fact.unit, Decimal(fact.value)


def _limits(variant: Variant) -> Iterator[_Limit]:
    """What a version's label bounds: "to 30 kg", 以下, "15-30 kg"; a bare figure is the version's own measure."""
    for value in variant.options.values():
        for found in _FIGURE.finditer(value):
            rest = value[found.start("high") :]
            fact = next((f for f in facts_of(rest) if f.unit and rest.startswith(f.written)), None)
            if fact is None:
                continue
            before, after = value[: found.start()], rest[len(fact.written) :]
            if found["low"] or _UP_TO.search(before) or _AT_MOST.match(after):
                yield _Limit(fact.unit, Decimal(found["low"] or 0), Decimal(found["high"]))
