"""The rules that the reply before told, for a question that goes on with them: "and who pays the post?".

Such a question seldom says what it is about. Read together with the one before it, it does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from knowledge.hits import Hit

RAISE = 0.1
"""What a rule of the same records gains in score and cosine."""
OWN, JUST_NEAR = 0.4, 0.49
"""A score below the first tells nothing by itself: it is raised to the second at most, and told as what comes near."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before, and the records (`policy:returns`, `faq:F001`) that the reply told rules of."""

    question: str
    records: frozenset[str]


def with_rules_before(hits: Sequence[Hit], together: Sequence[Hit], before: Before) -> tuple[Hit, ...]:
    """The hits for a question, best first, with the rules of the records told before raised.

    `together` are the hits for the question before and this one in one.
    """
    joint = {hit.passage.source: hit for hit in together}
    own = {hit.passage.source for hit in hits}
    new = (replace(hit, score=0.0, dense=0.0) for source, hit in joint.items() if source not in own)
    raised = [_raised(hit, joint) if _record(hit) in before.records else hit for hit in (*hits, *new)]
    kept = (hit for hit in raised if hit.passage.source in own or _record(hit) in before.records)
    return tuple(sorted(kept, key=lambda hit: -hit.score))


def _raised(hit: Hit, joint: Mapping[str, Hit]) -> Hit:
    other = joint.get(hit.passage.source, hit)
    score = max(hit.score, (hit.score + other.score) / 2) + RAISE
    dense = max(hit.dense, (hit.dense + other.dense) / 2) + RAISE
    most = 1.0 if hit.score >= OWN else JUST_NEAR
    return replace(hit, score=min(score, most), dense=min(dense, 1.0))


def _record(hit: Hit) -> str:
    return hit.passage.source.partition("#")[0]
