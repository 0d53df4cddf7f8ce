"""Lists that are not all alike: Maximal Marginal Relevance, with brands and price bands given their share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log

from bot.recommend.rank import Suggestion
from bot.recommend.shelf import cheapest
from knowledge.records import Product
from knowledge.words import content_stems

RELEVANCE = 0.75
"""The share of relevance against likeness to what is chosen already (lambda of Carbonell and Goldstein 1998)."""
DEPTH = 30


def varied(suggestions: Sequence[Suggestion], k: int) -> list[Suggestion]:
    """The `k` that are relevant and unlike each other: the best first, then whatever adds most.

    Only the first `DEPTH` are looked at, so that nothing far from the wish comes up for being different.
    """
    rest = list(suggestions[:DEPTH])
    chosen: list[Suggestion] = []
    while rest and len(chosen) < k:
        best = max(rest, key=lambda s: RELEVANCE * s.score - (1 - RELEVANCE) * _nearest(s.product, chosen))
        chosen.append(best)
        rest.remove(best)
    return chosen


def _nearest(product: Product, chosen: Iterable[Suggestion]) -> float:
    return max((likeness(product, other.product) for other in chosen), default=0.0)


def likeness(one: Product, other: Product) -> float:
    """0..1: the same brand, the same price band (within about a third), common words of the names."""
    brand = bool(one.brand) and one.brand == other.brand
    prices = max(cheapest(one), 1), max(cheapest(other), 1)
    band = max(0.0, 1 - abs(log(prices[0] / prices[1])) / log(1.5))
    words = set(content_stems(one.name)), set(content_stems(other.name))
    shared = len(words[0] & words[1]) / max(1, len(words[0] | words[1]))
    return 0.4 * brand + 0.3 * band + 0.3 * shared
