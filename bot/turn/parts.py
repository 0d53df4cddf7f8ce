"""The questions of one message: what asks nothing that the shop's data could tell goes with the question before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.turn.asks import split_questions
from bot.turn.returning import asks_when
from knowledge.mention import Mention
from knowledge.search import Hit
from knowledge.words import content_stems

NOTHING = 0.25
"""What the nearest passage scores at least where a question asks something by itself.

"What will you do then?" and "Is it the usual sixty?" find nothing; "how heavy is it?" finds what things weigh.
"""


class Finds(Protocol):
    """The part of the knowledge that is needed here."""

    def search(self, query: str, *, k: int) -> Sequence[Hit]:
        """What is found, nearest first."""
        ...

    def mentions(self, text: str) -> Sequence[Mention]:
        """What a text names."""
        ...


def questions_in(message: str, knowledge: Finds) -> tuple[str, ...]:
    """The questions that a message asks, each with what hangs on it."""
    found: list[str] = []
    for piece in split_questions(message):
        if found and not _stands_alone(piece, knowledge):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return tuple(found)


def _stands_alone(piece: str, knowledge: Finds) -> bool:
    if knowledge.mentions(piece) or asks_when(piece):
        return True
    if not content_stems(piece):
        return False
    return any(hit.score >= NOTHING for hit in knowledge.search(piece, k=1))
