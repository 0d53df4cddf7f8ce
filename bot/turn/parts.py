"""The questions of one message: what asks nothing that the shop's data could tell goes with the question before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from bot.tools.belongings import wishes
from bot.turn.asks import split_questions
from bot.turn.returning import asks_when
from knowledge.mention import Mention
from knowledge.search import Hit
from knowledge.words import content_stems

NOTHING = 0.25
"""What the nearest passage scores at least where a question asks something by itself.

"What will you do then?" and "Is it the usual sixty?" find nothing; "how heavy is it?" finds what things weigh.
"""


_BEHIND_A_WISH = re.compile(
    r"(?<=[.!?]) +(?=(?:oh,? )?(?:and|also|plus)\b,? (?:do|does|can|could|will|would|is|are|what|how)\b)",
    re.IGNORECASE,
)
"""Where a sentence of its own asks something else behind what is wished for."""
_WHAT_THAT_COSTS = re.compile(
    r"\W*(?:and )?(?:what (?:does|do|would|will) (?:that|it|this) (?:cost|come to|set me back)"
    r"|how much (?:is|does|would|will) (?:that|it|this)(?: cost| be)?)(?: me| us)?\W*",
    re.IGNORECASE,
)


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
    for piece in (part for whole in split_questions(message) for part in _wish_and_question(whole)):
        if found and (not _stands_alone(piece, knowledge) or _costs_of_service(found[-1], piece, knowledge)):
            found[-1] = f"{found[-1]} {piece}"
        else:
            found.append(piece)
    return tuple(found)


def _wish_and_question(piece: str) -> Sequence[str]:
    """A wish and what another sentence asks behind it: "a pot for up to €120. And do you wrap?"."""
    behind = _BEHIND_A_WISH.search(piece)
    apart = behind is not None and wishes(piece[: behind.start()])
    return (piece[: behind.start()], piece[behind.end() :]) if behind and apart else (piece,)


def _costs_of_service(before: str, piece: str, knowledge: Finds) -> bool:
    """Whether it asks for the price of what the question before it asks, which names no goods: "do you wrap"."""
    return _WHAT_THAT_COSTS.fullmatch(piece) is not None and not knowledge.mentions(before)


def _stands_alone(piece: str, knowledge: Finds) -> bool:
    if knowledge.mentions(piece) or asks_when(piece):
        return True
    if not content_stems(piece):
        return False
    return any(hit.score >= NOTHING for hit in knowledge.search(piece, k=1))
