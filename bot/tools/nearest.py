"""What comes nearest in meaning to a question about a product which nothing answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Evidence
from bot.tools.desk import Desk
from bot.tools.evidence import evidence_of
from knowledge.passage import Passage
from knowledge.search import Hit

NEARBY = 0.41
"""The cosine, by the built-in model, from which a part of a product's record may be told as what comes nearest.

Of 22 questions about two shops that nothing was made for, that no answer had been found to, one of the nearest two
parts answers about half; 2 of 6 that the record does not answer have such a part, too. Features praise, and came near
to questions that they do not answer.
"""
MOST = 2
LONGEST = 240
"""Characters of a text that may be told so: who asked one thing does not read a page about others."""
_NO_ATTRIBUTES = ("features", "description", "price", "stock", "variants", "rating")


def nearest(hits: Sequence[Hit], product_ids: Sequence[str], desk: Desk) -> tuple[Evidence, ...]:
    """What the records of the products say that comes near in meaning, nearest first, however it scores.

    A score counts the question's words, too; what is asked in a roundabout way shares none with the record.
    """
    near = [
        hit for hit in hits if hit.dense >= NEARBY and _may_be_told(hit.passage, product_ids, desk.language)
    ]
    near.sort(key=lambda hit: -hit.dense)
    return tuple(evidence_of(hit.passage, hit.score, desk) for hit in near[:MOST])


def _may_be_told(passage: Passage, product_ids: Sequence[str], language: str) -> bool:
    """Whether a passage is an attribute of a product, a part of its manual or an answered question about it."""
    if passage.product_id not in product_ids or len(passage.text) > LONGEST:
        return False
    if passage.kind == "faq":
        return passage.language == language
    part = passage.source.partition("#")[2]
    return passage.kind in ("product", "manual") and part != "" and not part.startswith(_NO_ATTRIBUTES)
