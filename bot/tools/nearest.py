"""The attributes that come nearest in meaning to a question which nothing answers."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages import Evidence
from bot.tools.desk import Desk
from bot.tools.evidence import evidence_of
from knowledge.search import Hit

NEARBY = 0.41
"""The cosine, by the built-in model, from which an attribute may be told as what comes nearest to a question.

Of questions about two shops that nothing was made for, that no answer had been found to, nine of the ten that have such
an attribute are answered by it; two of sixteen that the record does not answer have one, too.
"""
_NO_ATTRIBUTES = ("features", "description", "price", "stock", "variants", "rating")


def nearest(hits: Sequence[Hit], product_ids: Sequence[str], desk: Desk) -> tuple[Evidence, ...]:
    """The attributes of the products asked about that come near in meaning, nearest first, however they score.

    A score counts the question's words, too; what is asked in a roundabout way shares none with the record.
    """
    own = [
        hit
        for hit in hits
        if hit.dense >= NEARBY and hit.passage.product_id in product_ids and _is_attribute(hit.passage.source)
    ]
    return tuple(evidence_of(hit.passage, hit.score, desk) for hit in sorted(own, key=lambda hit: -hit.dense))


def _is_attribute(source: str) -> bool:
    """Whether a source is an attribute of a product, and not what it costs, whether it is there or praise of it."""
    kind, _, part = source.partition("#")
    return kind.startswith("product:") and bool(part) and not part.startswith(_NO_ATTRIBUTES)
