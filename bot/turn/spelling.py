"""Slips of the keyboard in words that the record of a product knows: "battrey" becomes "battery"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.categories import names_of
from knowledge.english_words import common_english
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

SHORTEST = 5
LONG = 8
"""A word of so many letters may have two slips, a shorter one one."""
_WORD = re.compile(r"[A-Za-z]{5,}")


def spelled(question: str, product_ids: Sequence[str], knowledge: Knowledge) -> str:
    """The question with the words of these products' records that it means; words that are known otherwise stay."""
    products = [p for p in map(knowledge.catalogue.product, product_ids) if p]
    if not products:
        return question
    known = _words_of_shop(knowledge)
    own = sorted({word for product in products for word in _words(product)})
    return _WORD.sub(lambda m: m.group() if _is_known(m.group(), known) else _meant(m.group(), own), question)


def _is_known(word: str, known: frozenset[str]) -> bool:
    stems = content_stems(word)
    plain = word.lower() in known or word.lower() in common_english().counts
    return plain or not stems or not known.isdisjoint(stems)


def _meant(word: str, own: Iterable[str]) -> str:
    slips = 2 if len(word) >= LONG else 1
    near = [(OSA.distance(word.lower(), other, score_cutoff=slips), other) for other in own]
    found = sorted((distance, other) for distance, other in near if distance <= slips)
    return found[0][1] if found and (len(found) == 1 or found[0][0] < found[1][0]) else word


@lru_cache(maxsize=4)
def _words_of_shop(knowledge: Knowledge) -> frozenset[str]:
    words = {word for product in knowledge.catalogue.products() for word in _words(product)}
    return frozenset(words | {stem for word in words for stem in content_stems(word)})


def _words(product: Product) -> Iterator[str]:
    """Every longer English word of a product's record, lower case."""
    texts = [
        *names_of(product),
        product.description,
        *product.features,
        *product.attributes,
        *product.attributes.values(),
    ]
    for translation in product.translations.values():
        texts += [translation.description or "", *translation.features, *translation.attributes]
        texts += translation.attributes.values()
    for text in texts:
        yield from (word.lower() for word in _WORD.findall(text))
