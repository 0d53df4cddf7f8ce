"""The rules that the reply before told, for a question that goes on with them: "and who pays the post?".

Such a question seldom says what it is about. Read together with the one before it, it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.hits import Hit
from knowledge.measures import asked_for, told_by

RAISE = 0.1
"""What a rule of the same records gains in score and cosine."""
SPOKEN_OF = 0.35
"""The cosine from which a question may be about a rule that was told already."""
OWN, JUST_NEAR = 0.4, 0.49
"""A score below the first tells nothing by itself: it is raised to the second at most, and told as what comes near."""
TOLD_IN_VAIN = 0.2
"""What a rule loses that was told before and does not tell the quantity that is asked now."""


@dataclass(frozen=True, slots=True)
class Before:
    """What was asked before, and the sources of the rules (`policy:returns#days`, `faq:F001`) that were told to it."""

    question: str
    told: frozenset[str]


def with_rules_before(hits: Sequence[Hit], together: Sequence[Hit], before: Before) -> tuple[Hit, ...]:
    """The hits for a question, best first, with the rules of the records told before raised.

    `together` are the hits for the question before and this one in one.
    """
    joint = {hit.passage.source: hit for hit in together}
    records = {_record(source) for source in before.told}

    def raised(hit: Hit) -> Hit:
        source = hit.passage.source
        leans = _record(source) in records and (source not in before.told or hit.dense >= SPOKEN_OF)
        return _raised(hit, joint.get(source, hit)) if leans else hit

    return tuple(sorted(map(raised, hits), key=lambda hit: -hit.score))


def telling_the_quantity(hits: Sequence[Hit], question: str, before: Before) -> tuple[Hit, ...]:
    """The hits, those raised that tell the quantity which a question asks by itself, and what was told in vain lowered.

    "And what would that cost me?" is not answered by the days of delivery once more.
    """
    asked = asked_for(question)

    def again(hit: Hit) -> Hit:
        tells = bool(asked & told_by(hit.passage.text))
        change = RAISE if tells else -TOLD_IN_VAIN if hit.passage.source in before.told else 0.0
        return replace(hit, score=min(max(hit.score + change, 0.0), 1.0))

    return tuple(sorted(map(again, hits), key=lambda hit: -hit.score)) if asked else tuple(hits)


def _raised(hit: Hit, joint: Hit) -> Hit:
    score = max(hit.score, (hit.score + joint.score) / 2) + RAISE
    dense = max(hit.dense, (hit.dense + joint.dense) / 2) + RAISE
    most = 1.0 if hit.score >= OWN else JUST_NEAR
    return replace(hit, score=min(score, most), dense=min(dense, 1.0))


def _record(source: str) -> str:
    return source.partition("#")[0]
