"""The attributes of products side by side as rows, and which of them a question asks for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from bot.grounding.facts import facts_of
from bot.tools.cards import rating_of
from bot.tools.comparative import measures_compared
from bot.tools.desk import Desk
from knowledge.measures import Quantity, told_by
from knowledge.records import Product
from knowledge.search import Hit
from knowledge.words import slug

MOST_ROWS, MOST_ATTRIBUTES = 5, 3
GOOD_MATCH = 0.5
DEPTH = 12
FAIR_MATCH, AHEAD = 0.3, 2.0
"""An attribute is asked for too when it scores fairly, and this many times as much as any other."""
_PRICE = re.compile(r"price|cheap|expensive|cost|afford|how much do i save|价|钱|便宜|贵", re.I)
_HOW_MUCH = re.compile(r"how much (?:more|less)", re.I)
"""Asks for the price where nothing measured is asked for."""
_RATING = re.compile(
    r"\brat(?:ed|ings?)\b|review|popular|\bstars?\b|\b(?:people|buyers|customers|others)\b.{0,30}\bbetter\b"
    r"|评分|评价|口碑|好评",
    re.I,
)

Row = tuple[str, str, tuple[str, ...]]
"""Label, part of the source id, one value per product."""


def asked_rows(products: Sequence[Product], question: str, desk: Desk) -> list[Row]:
    """The rows that the question asks for."""
    labels = _asked_labels(products, question, desk)
    attributes = attribute_rows(products, desk)
    rows = [row for row in attributes if row[0] in labels]
    compared = measures_compared(_without_names(question, desk))
    if not any(compared & told_by(value) for row in rows for value in row[2]):
        rows = _measured_rows(attributes, compared, products, question, desk) or rows
    rating = _rating_row(products, desk) if _RATING.search(question) else None
    priced = _PRICE.search(question) or (not rows and _HOW_MUCH.search(question))
    rows += [_price_row(products, desk)] if priced else []
    return [*rows, *([rating] if rating else [])][:MOST_ROWS]


def _measured_rows(
    rows: Sequence[Row],
    quantities: Collection[Quantity],
    products: Sequence[Product],
    question: str,
    desk: Desk,
) -> list[Row]:
    """The attribute, of those that tell a quantity in which the question compares, that it is nearest to."""
    telling = [row for row in rows if all(told_by(value).intersection(quantities) for value in row[2])]
    near = nearness(products, question, desk) if len(telling) > 1 else {}
    return [max(telling, key=lambda row: near.get(row[0], 0.0))] if telling else []


def all_rows(products: Sequence[Product], near: Mapping[str, float], desk: Desk) -> list[Row]:
    """Price, rating and the attributes in which the products differ, those first that the question is nearest to."""
    rating = _rating_row(products, desk)
    rows = attribute_rows(products, desk)
    rows = sorted(
        [row for row in rows if len(set(row[2])) > 1] or rows, key=lambda row: -near.get(row[0], 0.0)
    )
    return [_price_row(products, desk), *([rating] if rating else []), *rows[:MOST_ATTRIBUTES]]


def nearness(products: Sequence[Product], question: str, desk: Desk) -> dict[str, float]:
    """How near in meaning the question is to each attribute, by its label: the sum of the cosines by product."""
    found: defaultdict[str, float] = defaultdict(float)
    for product in products:
        for hit in own_facts(product, question, desk, DEPTH):
            found[hit.passage.heading] += max(hit.dense, 0.0)
    return found


def _attributes(product: Product, language: str) -> dict[str, str]:
    translation = product.translations.get(language)
    return dict((translation and translation.attributes) or product.attributes)


def attribute_rows(products: Sequence[Product], desk: Desk) -> list[Row]:
    """The attributes that all the products have."""
    tables = [_attributes(product, desk.language) for product in products]
    shared = [label for label in tables[0] if all(label in table for table in tables)]
    return [
        (label, _part(products[0], label, desk.language), tuple(t[label] for t in tables)) for label in shared
    ]


def _part(product: Product, label: str, language: str) -> str:
    """The attribute's part of a source id, which is named after its default-language label."""
    names = list(_attributes(product, language))
    own = list(product.attributes)
    position = names.index(label)
    return slug(own[position] if position < len(own) else label)


def _asked_labels(products: Sequence[Product], question: str, desk: Desk) -> set[str]:
    said = _without_names(question, desk).casefold()
    rows = attribute_rows(products, desk)
    named = {row[0] for row in rows if row[0].casefold() in said}
    found = [own_facts(product, question, desk) for product in products]
    if named:
        return named | _nearer(named, found) | _measured_beside(named, rows, found)
    clear = {hit.passage.heading for hits in found for hit in _clear(hits) if hit.passage.heading}
    return clear or _nearest_of_all(found)


def _nearest_of_all(found: Sequence[Sequence[Hit]]) -> set[str]:
    """The attribute that is fairly near and the nearest one for every product."""
    nearest = {hits[0].passage.heading if hits and hits[0].score >= FAIR_MATCH else "" for hits in found}
    return nearest - {""} if len(nearest) == 1 else set()


def _nearer(named: Collection[str], found: Sequence[Sequence[Hit]]) -> set[str]:
    """The attributes that are nearer to the question than the named one: "which carries more weight?" is the load."""
    best = [max((h.score for h in hits if h.passage.heading in named), default=1.0) for hits in found]
    nearer = [
        {h.passage.heading for h in hits if h.score > least} for hits, least in zip(found, best, strict=True)
    ]
    return {heading for heading in set[str].intersection(*nearer) if heading}


def _measured_beside(named: Collection[str], rows: Sequence[Row], found: Sequence[Sequence[Hit]]) -> set[str]:
    """The near measured ones, where the named are only a condition: "with cooling on, which lasts longer?"."""
    told = {label: all(facts_of(value) for value in values) for label, _, values in rows}
    if any(told.get(label) for label in named):
        return set()
    near = {h.passage.heading for hits in found for h in hits if h.score >= FAIR_MATCH}
    return {label for label in near if label and told.get(label)}


def _clear(hits: Sequence[Hit]) -> list[Hit]:
    """The good hits; without one, the only fair one."""
    good = [hit for hit in hits if hit.score >= GOOD_MATCH]
    rest = max((hit.score for hit in hits[1:]), default=0.0)
    fair = bool(hits) and hits[0].score >= max(FAIR_MATCH, AHEAD * rest)
    return good or (list(hits[:1]) if fair else [])


def own_facts(product: Product, question: str, desk: Desk, count: int = 3) -> tuple[Hit, ...]:
    """The product's own facts nearest to the question, from which the names are left out.

    Features are none: what one product praises has no counterpart in the other.
    """
    hits = own_passages(product, question, desk, 2 * count)
    return tuple(hit for hit in hits if not hit.passage.source.partition("#")[2].startswith("feature"))[
        :count
    ]


def own_passages(product: Product, question: str, desk: Desk, count: int) -> Sequence[Hit]:
    """The product\'s own passages nearest to the question, from which the names are left out."""
    return desk.knowledge.search(
        _without_names(question, desk),
        kinds=("product",),
        product_ids=(product.product_id,),
        language=desk.language,
        k=count,
    )


def _without_names(question: str, desk: Desk) -> str:
    named = {
        place
        for mention in desk.knowledge.mentions(question)
        if mention.kind == "product"
        for place in range(mention.start, mention.end)
    }
    return "".join(" " if place in named else char for place, char in enumerate(question))


def _price_row(products: Sequence[Product], desk: Desk) -> Row:
    return (desk.say("compare_price"), "price", tuple(p.price.format(desk.language) for p in products))


def _rating_row(products: Sequence[Product], desk: Desk) -> Row | None:
    ratings = [rating_of(product, desk) for product in products]
    if any(average is None for average, _ in ratings):
        return None
    shown = (desk.say("compare_rating_value", average=average, count=count) for average, count in ratings)
    return (desk.say("compare_rating"), "rating", tuple(shown))
