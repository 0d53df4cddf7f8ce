"""Which product a question describes without calling it by its name: "the hand mill", 桌子底下垫脚的那个东西."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.turn.about import About
from bot.turn.asks import is_follow_up
from bot.turn.kinds import kind_named
from bot.turn.references import MINE
from knowledge.categories import all_stems
from knowledge.search import Knowledge
from knowledge.words import content_stems

AHEAD = 0.25
"""By how much one product must fit a description better than any other to be what is meant.

Of 122 development questions about one product, the best is so far ahead in 107, and the right one in 105.
"""
AHEAD_OF_POINTED = 0.5
"""The same to take the place of what the words seem to point at."""
AHEAD_OF_KIND = 0.1
"""The same among those of a kind that is named: "the mesh chair" is no other chair."""
_OF_SEVERAL = re.compile(
    r"\b(?:which|compare[ds]?|comparison|difference|versus|vs|better)\b|哪[个款种件双一]|比较|对比|区别|更好",
    re.IGNORECASE,
)
WORDS = 0.5
"""What the words of a description count for beside the nearest passage and the card."""
LEAST_WORDS = 3
PASSAGES, CARDS = 80, 64


@dataclass(frozen=True, slots=True)
class Meant:
    """A product that is described, and the score of what its record holds nearest to the question, 0..1."""

    product_id: str
    near: float


def goods_meant(question: str, knowledge: Knowledge, ahead: float = AHEAD) -> Meant | None:
    """The product that fits a question plainly better than any other; none where several do about as well.

    A few words describe nothing: "is it only 20?" is no question about what has a 20 in its name.
    """
    if sum(not word.isdecimal() for word in set(content_stems(question))) < LEAST_WORDS:
        return None
    nearest = _nearest_passages(question, knowledge)
    (first, best), second = _first_two(_fits(question, nearest, knowledge))
    return Meant(first, nearest[first]) if first in nearest and best - second >= ahead else None


def with_goods_meant(subject: About, question: str, talked: Sequence[str], knowledge: Knowledge) -> About:
    """The subject of a question about a product; one not surely named, or unclear, gives way to one described.

    After `talked` ones, what leaves out its subject goes on with them: another must be called by a word of its name.
    """
    settled = subject.sure or subject.picked or len(subject.products) > 1
    if settled or _OF_SEVERAL.search(question) or (talked and is_follow_up(question)):
        return subject
    of_kind = None if MINE.search(question) else _of_its_kind(subject, question, knowledge)
    if of_kind:
        return replace(subject, products=(of_kind,), unclear=())
    meant = goods_meant(question, knowledge, AHEAD_OF_POINTED if subject.products else AHEAD)
    if meant is None or (talked and not _calls(question, meant.product_id, knowledge)):
        return subject
    return replace(subject, products=(meant.product_id,), unclear=(), named=True, kind=False)


def _of_its_kind(subject: About, question: str, knowledge: Knowledge) -> str | None:
    """The product that fits the question plainly better than others of the kind that is named; None without one."""
    members = kind_named(question, knowledge) if subject.kind and subject.products else ()
    fits = _fits(question, _nearest_passages(question, knowledge), knowledge) if len(members) > 1 else {}
    (first, best), second = _first_two({p: fit for p, fit in fits.items() if p in members})
    return first if first and best - second >= AHEAD_OF_KIND else None


def _fits(question: str, nearest: Mapping[str, float], knowledge: Knowledge) -> dict[str, float]:
    """By product id, how well a product fits a description: its nearest passage, its card, the words of its record."""
    fits = defaultdict[str, float](float, nearest)
    for product, cosine in knowledge.similar_products(question, k=CARDS):
        fits[product.product_id] += cosine
    for product, score in knowledge.find_products(question, k=CARDS):
        fits[product.product_id] += WORDS * score
    return fits


def _calls(question: str, product_id: str, knowledge: Knowledge) -> bool:
    product = knowledge.catalogue.product(product_id)
    said = {stem for stem in content_stems(question) if len(stem) > 1}
    return product is not None and not said.isdisjoint(all_stems(product))


def _nearest_passages(question: str, knowledge: Knowledge) -> dict[str, float]:
    """By product id, the score of the nearest of what is said of it."""
    near = dict[str, float]()
    for hit in knowledge.search(question, kinds=("product", "manual", "faq"), k=PASSAGES):
        product_id = hit.passage.product_id
        if product_id:
            near[product_id] = max(near.get(product_id, 0.0), hit.score)
    return near


def _first_two(fits: Mapping[str, float]) -> tuple[tuple[str, float], float]:
    """The product that fits best with how well it does, and how well the next one does."""
    first, second, *_ = [*sorted(fits.items(), key=lambda each: -each[1]), ("", 0.0), ("", 0.0)]
    return first, second[1]
