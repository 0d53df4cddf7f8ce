"""Whether a product suits what a customer said about themselves, by the product's own record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from bot.recommend.candidates import buyable_options
from bot.recommend.rank import Suggestion
from bot.recommend.said import Fact, facts_in, traits
from bot.recommend.variety import DEPTH
from knowledge.bilingual import Bilingual
from knowledge.catalogue import Catalogue
from knowledge.records import Product
from knowledge.words import content_stems, has_cjk, words

FAVOURED = 0.1
SAME_SYSTEM = 3.0
"""Numbered sizes of which one is nearer than that belong to one system, such as shoe sizes."""
_DENIED_BEFORE = re.compile(
    r"(?:\b(?:no|not|non|without|free (?:of|from)|zero|faux|vegan|imitation|artificial|synthetic|never|avoid|except)"
    r"(?: [\w-]+(?:,| or| and|/))*|不含|不用|没有|未添加|无|非|仿|人造|避免|勿用?)[\s-]*$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(r"^[\s-]+(?:free|alternative|substitute)\b|^过敏者?(?:可用|友好)", re.IGNORECASE)
_SIZE_OPTIONS = frozenset({"size", "shoe size", "尺码", "尺寸", "码", "鞋码"})
_AROUND = 40


def against(product: Product, facts: Sequence[Fact]) -> Fact | None:
    """The first statement that speaks against the product; None when it may be suggested."""
    return next((fact for fact in facts if _opposes(product, fact)), None)


def favoured(product: Product, facts: Sequence[Fact]) -> bool:
    """Whether the product has what the customer said they like or need."""
    return any(_favours(product, fact) for fact in facts)


@dataclass(frozen=True, slots=True)
class Suited:
    """Suggestions that suit, best first. Because of `minded` better ones were left out; `despite` those none was."""

    suggestions: list[Suggestion]
    minded: tuple[Fact, ...] = ()
    despite: tuple[Fact, ...] = ()


def suiting(ranked: Sequence[Suggestion], facts: Sequence[Fact], k: int) -> Suited:
    """The best `DEPTH` that nothing said speaks against, what is liked or needed first of its like.

    Where everything is spoken against, allergies are kept to and the rest gives way.
    """
    if not facts:
        return Suited(list(ranked))
    kept, minded = _kept(ranked, facts, k)
    if kept or all(fact.kind == "allergy" for fact in minded):
        return Suited(kept, minded)
    kept, strict = _kept(ranked, [fact for fact in facts if fact.kind == "allergy"], k)
    return Suited(kept, strict, tuple(fact for fact in minded if fact not in strict) if kept else ())


def _kept(
    ranked: Sequence[Suggestion], facts: Sequence[Fact], k: int
) -> tuple[list[Suggestion], tuple[Fact, ...]]:
    kept: list[Suggestion] = []
    minded: dict[Fact, None] = {}
    for suggestion in ranked:
        spoken = against(suggestion.product, facts)
        if spoken is None:
            bonus = FAVOURED if favoured(suggestion.product, facts) else 0.0
            kept.append(replace(suggestion, score=suggestion.score + bonus))
        elif len(kept) < k:
            minded[spoken] = None
        if len(kept) == DEPTH:
            break
    return sorted(kept, key=lambda s: -s.score), tuple(minded)


def named(fact: Fact, text: str) -> bool:
    """Whether a text itself asks for what the statement speaks of."""
    return fact.kind in ("avoid", "like", "body") and _holds(text, fact.topic)


def tastes_in(text: str, catalogue: Catalogue) -> tuple[Fact, ...]:
    """What a message says of things that the shop's records speak of: "I hate wool", not "I hate waiting"."""
    return tuple(fact for fact in facts_in(text) if is_spoken_of(fact, catalogue))


def is_spoken_of(fact: Fact, catalogue: Catalogue) -> bool:
    """Whether the statement concerns anything the shop's records speak of; allergies, traits and sizes always count."""
    if fact.kind in ("allergy", "trait", "size"):
        return True
    return any(_holds(text, fact.topic) for product in catalogue.products() for text in _made_of(product))


def same_topic(one: str, other: str) -> bool:
    """Whether two topics name the same thing, in either language."""
    mine, theirs = (
        {name for stem in content_stems(topic) for name in (stem, *_bilingual().alternatives(stem))}
        for topic in (one, other)
    )
    return bool(mine & theirs)


def _opposes(product: Product, fact: Fact) -> bool:
    if fact.kind == "trait":
        return any(
            _undenied((m.span() for m in traits()[fact.topic].opposes.finditer(text)), text)
            for text in _texts(product)
        )
    if fact.kind == "size":
        return _lacks_size(product, fact.topic)
    if fact.kind == "allergy":
        return any(_holds(text, fact.topic) for text in _texts(product))
    return fact.kind == "avoid" and any(_holds(text, fact.topic) for text in _made_of(product))


def _favours(product: Product, fact: Fact) -> bool:
    if fact.kind == "trait":
        return any(traits()[fact.topic].favours.search(text) for text in _texts(product))
    return fact.kind in ("like", "body") and any(_holds(text, fact.topic) for text in _made_of(product))


def _lacks_size(product: Product, size: str) -> bool:
    """Whether the product comes in sizes of that kind, and this one cannot be bought."""
    every, there = buyable_options(product, _SIZE_OPTIONS)
    if size in there or not every:
        return False
    return size in every or any(_same_system(size, other) for other in every)


def _same_system(one: str, other: str) -> bool:
    if not (_is_number(one) and _is_number(other)):
        return one.isalpha() and other.isalpha() and _is_letters(one) and _is_letters(other)
    return abs(float(one) - float(other)) < SAME_SYSTEM


def _is_number(size: str) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)?", size) is not None


def _is_letters(size: str) -> bool:
    return re.fullmatch(r"X*[SL]|M", size) is not None


def _texts(product: Product) -> Iterator[str]:
    """Everything the record says of a product."""
    yield from _made_of(product)
    for said in (product, *product.translations.values()):
        if said.description:
            yield said.description


def _made_of(product: Product) -> Iterator[str]:
    """What the product is and is made of: names, kind, attributes, features, options; not its description."""
    yield from filter(None, (product.category, product.brand))
    for said in (product, *product.translations.values()):
        yield from filter(None, (said.name,))
        yield from (f"{name}: {value}" for name, value in said.attributes.items())
        yield from said.features
    yield from (value for variant in product.variants for value in variant.options.values())


def _holds(text: str, topic: str) -> bool:
    """Whether a text says all words of the topic, in either language, and does not deny them."""
    stems = _stems(topic)
    return bool(stems) and all(
        any(_undenied(_spans(stem, text), text) for stem in either) for either in stems
    )


def _undenied(spans: Iterable[tuple[int, int]], text: str) -> bool:
    return any(
        not _DENIED_BEFORE.search(text[max(0, start - _AROUND) : start])
        and not _DENIED_AFTER.search(text[end : end + _AROUND])
        for start, end in spans
    )


def _spans(stem: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a text holds the stem, alone or at the end of a compound: an allergy to nuts is one to hazelnuts."""
    if stem not in text.lower():
        return
    if has_cjk(stem):
        yield from (found.span() for found in re.finditer(re.escape(stem), text))
        return
    for word in words(text):
        whole = text[word.start : word.end].lower()
        if word.stem == stem or (len(stem) > 2 and whole.endswith((stem, f"{stem}s"))):
            yield word.start, word.end


@lru_cache(maxsize=1024)
def _stems(topic: str) -> tuple[tuple[str, ...], ...]:
    """For every word of a topic its stem and what it is called in the other language."""
    return tuple((stem, *_bilingual().alternatives(stem)) for stem in content_stems(topic))


@cache
def _bilingual() -> Bilingual:
    return Bilingual()
