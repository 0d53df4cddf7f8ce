"""Which of the products that were spoken of is meant by "the cheaper one", "the other one", "the family one"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import prod

from bot.grounding.facts import facts_of
from bot.recommend.shelf import cheapest
from bot.turn.asks import ordinal
from bot.turn.memory import Memory
from knowledge.categories import names_of
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

_MEASURE_WORD = "[个款件双条台只种张把本套盒顶辆]"
_ONE = re.compile(
    r"\bthe (?P<en>(?:[\w'-]+ ){0,3}?)(?:one|ones|model|version)\b"
    r"|\bthe (?P<bare>(?:\w+er|\w+est|(?:more|most|less|least) \w+))(?=\W*$|[,.?!]| (?:is|has|does|of)\b)"
    rf"|(?P<zh>[^\s，,。？?！!、]{{1,8}}?)(?:一点|点|些|一些)?的那?一?(?:那|这){_MEASURE_WORD}"
    rf"|(?P<which>[^\s，,。？?！!、]{{1,4}}?)(?:一点|点|些|一些)?的(?={_MEASURE_WORD}?(?:呢|[？?]|$))",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\bthe other(?: one| ones| model| product)?\b(?! (?:day|week|night|orders?|parcels?|two|three))"
    rf"|另外?一?{_MEASURE_WORD}(?!订单|包裹)",
    re.IGNORECASE,
)
_DEGREES: tuple[tuple[str, int, str], ...] = (
    ("price", -1, r"\bcheap(?:er|est)|less expensive|lower[- ]priced|affordable|便宜|实惠"),
    ("price", 1, r"\b(?:more|most) expensive|\bpric(?:ier|iest)|\bdearer|贵"),
    ("weight", -1, r"\blight(?:er|est)\b|轻"),
    ("weight", 1, r"\bheav(?:ier|iest)\b|重"),
    ("size", 1, r"\bbig(?:ger|gest)?\b|\blarg(?:er|est|e)\b|大"),
    ("size", -1, r"\bsmall(?:er|est)?\b|小"),
)
_ATTRIBUTES: Mapping[str, frozenset[str]] = {
    "weight": frozenset(content_stems("weight 重量")),
    "size": frozenset(content_stems("capacity volume size dimensions 容量 尺寸 体积 容积")),
}
_INSTEAD = {"size": "weight"}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The chosen products and where the text points at them."""

    products: tuple[str, ...]
    start: int
    end: int


def chosen(question: str, memory: Memory, knowledge: Knowledge) -> Chosen | None:
    """The choice among the products that were spoken of; None when the question makes none, or it is unclear."""
    known = [p for p in map(knowledge.catalogue.product, memory.choices) if p]
    other = _OTHER.search(question)
    if other:
        rest = tuple(p.product_id for p in known if p.product_id not in memory.products[:1])
        return Chosen(rest, other.start(), other.end()) if len(rest) == 1 else None
    found = _ONE.search(question)
    if not found or len(known) < 2:
        return None
    said = next(filter(None, found.groups()), "")
    meant = by_degree(said, known) or by_words(said, known)
    return Chosen((meant,), found.start(), found.end()) if meant else None


def answered(text: str, unclear: Sequence[str], knowledge: Knowledge) -> str | None:
    """The product that a reply to "which one do you mean?" picks: by its place, a degree, or a word of its name."""
    products = [p for p in map(knowledge.catalogue.product, unclear) if p]
    place = ordinal(text)
    if place is not None and -len(products) <= place <= len(products):
        return products[place - 1 if place > 0 else place].product_id
    return by_degree(text, products) or by_words(text, products)


def by_degree(said: str, products: Sequence[Product]) -> str | None:
    """The product with the least or most of what a comparative asks for."""
    for measure, sign, pattern in _DEGREES:
        if re.search(pattern, said, re.IGNORECASE):
            figures = {p.product_id: _figure(p, measure) for p in products}
            known = {product_id: sign * n for product_id, n in figures.items() if n is not None}
            best = max(known.values(), default=None)
            first = [product_id for product_id, n in known.items() if n == best]
            return first[0] if len(known) == len(products) > 1 and len(first) == 1 else None
    return None


def by_words(said: str, products: Sequence[Product]) -> str | None:
    """The only product whose name, or else whose record, holds more of the words than any other's."""
    wanted = set(content_stems(said))
    for texts in (_names, _record):
        shared = {p.product_id: len(wanted & set(content_stems(texts(p)))) for p in products}
        most = max(shared.values(), default=0)
        best = [product_id for product_id, count in shared.items() if count == most]
        if most and len(best) == 1:
            return best[0]
    return None


def _figure(product: Product, measure: str) -> Decimal | None:
    if measure == "price":
        return Decimal(cheapest(product))
    for name, value in product.attributes.items():
        if _ATTRIBUTES[measure] & set(content_stems(name)):
            numbers = [Decimal(fact.value) for fact in facts_of(value) if fact.kind == "number"]
            if numbers:
                return prod(numbers, start=Decimal(1)) if measure == "size" else numbers[0]
    return _figure(product, _INSTEAD[measure]) if measure in _INSTEAD else None


def _names(product: Product) -> str:
    return " ".join((*names_of(product), product.brand or ""))


def _record(product: Product) -> str:
    options = (str(value) for variant in product.variants for value in variant.options.values())
    return " ".join((product.description, *product.features, *product.attributes.values(), *options))
