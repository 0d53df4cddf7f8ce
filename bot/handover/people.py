"""What the people of a shop see of its hand-overs and do with them; what a shopper sees of the people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Literal

from pydantic import AwareDatetime

from bot.conversation import StoredTurn
from bot.conversations import Conversations
from bot.database import now
from bot.errors import NotFoundError
from bot.handover.archive import Archive
from bot.handover.hours import opening_hours
from bot.handover.looking_back import Past, Verdict
from bot.handover.machine import Actor, Handovers
from bot.handover.package import Package, Shopper
from bot.handover.values import Entry, EntryKind, Handover, Rating, State
from bot.messages import Card, Citation, Sentiment, Value
from bot.sentiment.course import Cause
from knowledge.shop_profile import ShopProfile

Said = Literal["shopper", "bot", "agent", "note", "happening"]
Which = Literal["waiting", "mine", "held", "ended"]


class Summary(Value):
    """A hand-over in a list. The session's id is left out: who knows it can speak as the shopper."""

    handover_id: str
    state: State
    queue: str
    priority: int
    cause: Cause
    reason: str
    summary: str
    sentiment: Sentiment | None
    agent: str | None
    asked_at: AwareDatetime
    claimed_at: AwareDatetime | None
    ended_at: AwareDatetime | None
    waited_seconds: float
    shopper: Shopper | None


class Line(Value):
    """One line of the conversation as agents read it. `happening` is an entry's kind, `text` its queue or rating."""

    said: Said
    text: str
    at: AwareDatetime
    by: str | None = None
    happening: str | None = None
    reply_id: str | None = None
    abstained: bool = False
    mood: float | None = None
    cards: tuple[Card, ...] = ()
    citations: tuple[Citation, ...] = ()


class Detail(Value):
    """A hand-over with all that was said. `asked_in` is the reply that made it, `marked` what was thought of that."""

    handoff: Summary
    package: Package | None
    lines: tuple[Line, ...]
    rating: Rating | None
    asked_in: str | None = None
    marked: Verdict | None = None


class PublicEntry(Value):
    """An entry without the session's id."""

    number: int
    handover_id: str
    kind: EntryKind
    agent: str | None
    text: str
    at: AwareDatetime


class Seen(Value):
    """What a shopper sees of the people: who has the conversation, how many wait before, what was written.

    `opens_at` is set while nobody answers. `rate` names the hand-over that may be rated.
    """

    state: State
    agent: str | None
    ahead: int
    opens_at: AwareDatetime | None
    rate: str | None
    entries: tuple[PublicEntry, ...]


class People:
    """One shop's people and their conversations. Methods block: call them off the event loop."""

    def __init__(
        self, handovers: Handovers, conversations: Conversations, profile: Callable[[], ShopProfile]
    ) -> None:
        self.handovers = handovers
        self.archive = Archive(handovers.engine)
        self._conversations = conversations
        self._profile = profile

    @property
    def shop_name(self) -> str:
        """What the shop is called."""
        return self._profile().name

    def opens_at(self) -> AwareDatetime | None:
        """When people answer again; None while they do, or when the shop does not tell."""
        profile = self._profile()
        hours, moment = opening_hours(profile.hours), profile.now()
        return None if hours is None or hours.is_open(moment) else hours.next_opening(moment)

    def listed(self, which: Which, actor: Actor, queue: str | None = None) -> tuple[Summary, ...]:
        """The hand-overs of one list, in the order in which they are worked on."""
        found = {
            "waiting": lambda: self.archive.waiting(queue),
            "mine": lambda: self.archive.held(actor.name),
            "held": self.archive.held,
            "ended": self.archive.ended,
        }[which]()
        return tuple(summary_of(each) for each in found if queue in (None, each.queue))

    def detail(self, handover_id: str) -> Detail:
        """A hand-over, its package and the whole conversation.

        Raises:
            NotFoundError: there is no such hand-over.
        """
        handover = self.handovers.get(handover_id)
        turns = self._conversations.turns(handover.session_id)
        lines = [*_said(turns), *self._happened(handover.session_id)]
        asked_in = _asked_in(turns, handover_id)
        return Detail(
            handoff=summary_of(handover),
            package=Package.model_validate(handover.package) if handover.package else None,
            lines=tuple(sorted(lines, key=lambda line: line.at)),
            rating=self.archive.ratings().get(handover_id),
            asked_in=asked_in,
            marked=self.archive.marks().get(asked_in) if asked_in else None,
        )

    def seen_by_shopper(self, session_id: str) -> Seen:
        """What the session's own shopper may see.

        Raises:
            NotFoundError: no such session.
        """
        self._conversations.get(session_id)
        last = self.handovers.current(session_id)
        if last is None:
            return Seen(state="bot", agent=None, ahead=0, opens_at=None, rate=None, entries=())
        waits = last.state == "waiting"
        return Seen(
            state=last.state,
            agent=last.agent if last.state == "human" else None,
            ahead=self.archive.ahead_of(last) if waits else 0,
            opens_at=self.opens_at() if waits else None,
            rate=None if last.is_open else last.handover_id,
            entries=tuple(shown(e) for e in self.archive.shown_to_shopper(session_id)),
        )

    def rate(self, session_id: str, rating: int, comment: str | None) -> Rating:
        """Keeps the shopper's opinion of the session's latest hand-over.

        Raises:
            NotFoundError: there was none.
            ConflictError: it has not ended.
            InputError: not a number from 1 to 5.
        """
        last = self.handovers.current(session_id)
        if last is None:
            raise NotFoundError("No person has answered in this conversation.")
        return self.archive.rate(last.handover_id, rating, comment)

    def past(self, days: float) -> Past:
        """What happened in the last `days`."""
        until = now()
        since = until - timedelta(days=days)
        return Past(
            turns=self._conversations.log(since, until),
            handovers=self.archive.since(since),
            claims=self.archive.claims(),
            ratings=self.archive.ratings(),
        )

    def _happened(self, session_id: str) -> Iterator[Line]:
        for entry in self.archive.entries_of(session_id):
            if entry.kind in ("reply", "note"):
                said: Said = "agent" if entry.kind == "reply" else "note"
                yield Line(said=said, text=entry.text, at=entry.at, by=entry.agent)
            elif entry.kind != "shopper":
                yield Line(
                    said="happening", text=entry.text, at=entry.at, by=entry.agent, happening=entry.kind
                )


def summary_of(handover: Handover) -> Summary:
    """The hand-over as a list shows it."""
    until = handover.claimed_at or handover.ended_at or now()
    shopper = Shopper.model_validate(handover.package["shopper"]) if handover.package else None
    given = {name: getattr(handover, name) for name in Summary.model_fields if hasattr(handover, name)}
    waited = max(0.0, (until - handover.asked_at).total_seconds())
    return Summary(**given, waited_seconds=waited, shopper=shopper)


def _said(turns: Iterable[StoredTurn]) -> Iterator[Line]:
    for turn in turns:
        yield Line(said="shopper", text=turn.message, at=turn.at, mood=turn.reply.sentiment.score)
        if turn.reply.text or turn.reply.cards:
            yield _answer(turn)


def _asked_in(turns: Iterable[StoredTurn], handover_id: str) -> str | None:
    made = (t.reply.reply_id for t in turns if any(card.id == handover_id for card in t.reply.cards))
    return next(made, None)


def _answer(turn: StoredTurn) -> Line:
    reply = turn.reply
    return Line(
        said="bot",
        text=reply.text,
        at=turn.at,
        reply_id=reply.reply_id,
        abstained=reply.abstained,
        cards=reply.cards,
        citations=reply.citations,
    )


def public(entry: Entry) -> PublicEntry:
    """The entry without the session's id."""
    return PublicEntry(**{name: getattr(entry, name) for name in PublicEntry.model_fields})


def shown(entry: Entry) -> PublicEntry:
    """An entry as a shopper sees it: queues are the shop's own business."""
    given = public(entry)
    return given if entry.kind in ("reply", "rated") else given.model_copy(update={"text": ""})
