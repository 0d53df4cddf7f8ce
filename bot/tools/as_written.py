"""The shop's rules and manuals, told as the shop wrote them.

Of 27 answers that the embedded model worded from what was found in two shops, 12 were wrong though every figure stood
in the evidence ("delivery to Berlin is free"); of 37 questions about rules the model's answers held what was asked in
8, the nearest two rules themselves in 25. Of 132 other questions to tune on the nearest two hold it in 120, the
nearest three in 125.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.messages import Evidence

PLAIN = 0.5
"""The score from which a rule is told as the answer; below, it is told as what comes nearest."""
BESIDE = 0.7
"""Share of the nearest one's score from which the next one is told, too."""
BESIDE_IN_ANOTHER = 0.9
"""The same of a text in another language than the asker's."""
MOST = 3
LONGEST, LONGEST_TOGETHER = 500, 700
"""Characters of a text that is told whole, and of all that is told; of longer ones the model tells what is asked."""
_WRITTEN = ("policy:", "faq:", "manual:")
OF_CARDS = ("price", "stock", "variants", "rating")
"""Parts of a product's record that its card shows."""


def is_written(evidence: Evidence, language: str) -> bool:
    """Whether it is a short text of the shop's own in that language: a rule, an answer to a common question, a part of
    a manual."""
    own = evidence.source.startswith(_WRITTEN) and evidence.language == language
    return own and len(evidence.text) <= LONGEST


def as_written(evidence: Sequence[Evidence], language: str) -> tuple[Evidence, ...]:
    """The nearest of the shop's texts, complete as they stand; none where they are not near enough to be the answer.

    `evidence` is in order, its first such a text in the asker's language.
    """
    best = evidence[0]
    if best.score < PLAIN and not best.complete:
        return ()
    near = [e for e in evidence if e.score >= _least(e, language) * best.score]
    near = sorted(near, key=lambda e: e.language != language)[:MOST]
    short = [
        e for number, e in enumerate(near) if not number or len(best.text) + len(e.text) <= LONGEST_TOGETHER
    ]
    return tuple(e.model_copy(update={"complete": True}) for e in short)


def _least(evidence: Evidence, language: str) -> float:
    """The share of the nearest one's score from which a text stands beside it: a part of a record, too, what is in the
    box or the opening hours; one in another language, which no other says in the asker's, only where it is as near."""
    record, _, part = evidence.source.partition("#")
    of_record = record.startswith("shop:") or (
        part and record.startswith("product:") and not part.startswith((*OF_CARDS, "description"))
    )
    if len(evidence.text) > LONGEST or not (of_record or record.startswith(_WRITTEN)):
        return math.inf
    return BESIDE if evidence.language == language else BESIDE_IN_ANOTHER
