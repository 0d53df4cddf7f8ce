"""Frozen values of a hand-over. They know no storage."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from bot.messages import Citation, Sentiment, Value
from bot.sentiment.course import Cause

State = Literal["bot", "waiting", "human", "closed"]
EntryKind = Literal[
    "asked", "claimed", "shopper", "reply", "note", "transferred", "released", "closed", "rated"
]

SHOWN_TO_SHOPPERS: frozenset[EntryKind] = frozenset(
    {"asked", "claimed", "reply", "released", "closed", "rated"}
)


class Handover(Value):
    """One time a conversation went to people. `state` "bot" means that it was given back.

    `priority` 0 is ordinary, higher is more urgent. `package` is a `bot.handover.package.Package` as JSON.
    """

    handover_id: str
    session_id: str
    state: State
    reason: str
    queue: str
    summary: str
    sentiment: Sentiment | None
    agent: str | None
    asked_at: AwareDatetime
    claimed_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    priority: int = 0
    cause: Cause = "other"
    package: dict[str, Any] | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.state in {"waiting", "human"}


class Entry(Value):
    """One thing that happened in a hand-over. `number` grows; entries are read again from any number on.

    `text` is what an agent wrote (`reply`, `note`), a queue (`asked`, `transferred`) or a rating (`rated`).
    """

    number: int
    handover_id: str
    session_id: str
    kind: EntryKind
    agent: str | None
    text: str
    at: AwareDatetime


class Rating(Value):
    """What a shopper thought of a hand-over, 1 (bad) to 5 (good)."""

    handover_id: str
    rating: int = Field(ge=1, le=5)
    comment: str | None
    at: AwareDatetime


class Suggestion(Value):
    """A reply to `question`, one of the shopper's messages; empty where the shop's data does not tell."""

    question: str
    text: str = ""
    citations: tuple[Citation, ...] = ()
