"""Which of several products of a kind the words around its noun describe, where each by itself may be meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.turn.describing import by_degree, by_quantity, by_record, by_version
from bot.turn.kinds import ends_in, without_circumstances
from bot.turn.named import SURE_NAME
from bot.turn.noun_phrase import phrase_of
from knowledge.categories import all_stems
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

MOST = 12
"""Of more products none is told from the others by a few words."""
NEAR, AHEAD = 0.45, 0.12
"""The least score of the passage that a description is nearest to, and by how much it must stand before the others'."""

_THAT_THING = re.compile(r"[那这]一?[个款件双条台只种张把本套盒顶口盏]([\u4e00-\u9fff]{1,3})")


def described(question: str, members: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The one of these products that the question describes; none where it says nothing that sets one apart."""
    if not 1 < len(members) <= MOST:
        return ()
    said = _description(question, knowledge)
    products = [p for p in map(knowledge.catalogue.product, members) if p]
    if not said or not _tells_apart(said, products, knowledge):
        return ()
    found = (
        by_version(said, products)
        or by_quantity(said, products)
        or nearest(said, members, knowledge)
        or by_degree(said, products)
        or by_record(said, products)
    )
    return (found,) if found else ()


def ending_so(behind: str, alike: Sequence[str], knowledge: Knowledge) -> tuple[str, ...]:
    """The only one of products called alike whose name ends in what the words behind it call: 静坐那把网椅."""
    thing = _THAT_THING.match(behind)
    products = [p for p in map(knowledge.catalogue.product, alike) if p]
    if thing is None or len(products) <= 1:
        return ()
    found = tuple(p.product_id for p in products if any(ends_in(noun, p) for noun in thing.group(1)))
    return found if len(found) == 1 else ()


def _description(question: str, knowledge: Knowledge) -> str:
    question = without_circumstances(question, knowledge)
    loose = [
        m
        for m in knowledge.mentions(question)
        if m.kind == "category" or (m.kind == "product" and m.score < SURE_NAME)
    ]
    return phrase_of(question, loose)


def _tells_apart(said: str, products: Sequence[Product], knowledge: Knowledge) -> bool:
    """Whether anything is said beside the kind of thing that all of them are."""
    kinds = {
        s
        for m in knowledge.mentions(said)
        if m.kind == "category"
        for s in content_stems(said[m.start : m.end])
    }
    shared = set[str].intersection(*map(all_stems, products))
    return bool(set(content_stems(said)) - kinds - shared)


def nearest(said: str, members: Sequence[str], knowledge: Knowledge) -> str | None:
    """The product whose record is plainly nearer in meaning than the others'."""
    hits = knowledge.search(said, kinds=("product", "manual", "faq"), product_ids=members, k=6 * len(members))
    best = dict.fromkeys(members, 0.0)
    for hit in hits:
        if hit.passage.product_id in best:
            best[hit.passage.product_id] = max(best[hit.passage.product_id], hit.score)
    (first, score), (_, second), *_ = sorted(best.items(), key=lambda each: -each[1])
    return first if score >= NEAR and score - second >= AHEAD else None
