"""Versions of a product that a question names by colour or size: price and stock from the record, exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from bot.tools.fields import record_fact
from knowledge.constraints import Constraints
from knowledge.records import Product, Variant
from knowledge.words import content_stems

MOST_VERSIONS = 4
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![A-Za-z0-9]|[.,]\d)")


def version_facts(product: Product, asked: Constraints, desk: Desk) -> tuple[Evidence, ...]:
    """One complete fact per version that was asked for; which versions there are, when there is no such one."""
    wanted = [value for value in (asked.colour, asked.size) if value]
    if not wanted or not product.variants:
        return ()
    matching = [variant for variant in product.variants if all(_has(variant, value) for value in wanted)]
    if not matching:
        return (record_fact("variants", _none(product, wanted, desk), product, desk),)
    return tuple(
        record_fact("variants", _stock(product, v, desk), product, desk) for v in matching[:MOST_VERSIONS]
    )


def bare_size(product: Product, question: str, desk: Desk) -> str | None:
    """A number in the question, names aside, that is an option of the product: "in stock in 42?"."""
    spans = [(m.start, m.end) for m in desk.knowledge.mentions(question) if m.kind == "product"]
    said = {
        found.group()
        for found in _NUMBER.finditer(question)
        if not any(start <= found.start() < end for start, end in spans)
    }
    options = (value for variant in product.variants for value in variant.options.values())
    return next((value for value in options if value in said), None)


def _has(variant: Variant, value: str) -> bool:
    asked = set(content_stems(value)) or {value.casefold()}
    return any(
        option.casefold() == value.casefold() or asked <= set(content_stems(option))
        for option in variant.options.values()
    )


def _stock(product: Product, variant: Variant, desk: Desk) -> str:
    count = variant.stock
    stock = "stock_unknown" if count is None else "stock_some" if count else "stock_none"
    return desk.say(
        "version_stock",
        name=name_of(product, desk.language),
        options=_options(variant),
        price=(variant.price or product.price).format(desk.language),
        stock=desk.say(stock),
        count=count or "",
    )


def _none(product: Product, wanted: list[str], desk: Desk) -> str:
    versions = desk.say("list_join_raw", items=list(dict.fromkeys(_listed(product))))
    return desk.say(
        "version_none", name=name_of(product, desk.language), options=" / ".join(wanted), all=versions
    )


def _listed(product: Product) -> Iterator[str]:
    return (_options(variant) for variant in product.variants)


def _options(variant: Variant) -> str:
    return " / ".join(variant.options.values())
