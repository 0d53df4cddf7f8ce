"""Who answers a conversation: `bot -> waiting -> human -> bot | closed`.

Kept apart from the words of the conversation. Each move is one transaction that compares the state, sets the next
one and writes the log entry that tells of it, so that of two people who take a conversation at once exactly one
gets it. A conversation that went back to the bot, or whose hand-over was closed, can be handed over again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, Select, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from bot.conversation import new_id
from bot.database import create_tables, now, one_writer_at_a_time, reading, storable, writing
from bot.errors import ConflictError, NotFoundError
from bot.handover.tables import deliveries, entries, handovers, marks, ratings
from bot.handover.values import Entry, EntryKind, Handover, State
from bot.messages import Sentiment, Value
from bot.sentiment.course import Cause

Move = Literal["claim", "release", "close", "transfer"]

_MOVES: dict[Move, tuple[State, State, EntryKind]] = {
    "claim": ("waiting", "human", "claimed"),
    "release": ("human", "bot", "released"),
    "close": ("human", "closed", "closed"),
    "transfer": ("human", "waiting", "transferred"),
}
LOG_LOCK = 7_861
"""Lock of the log: transactions that write entries end in the order of the entries' numbers."""


class Actor(Value):
    """Who moves a hand-over. A `chief` may also move what another person holds."""

    name: str
    chief: bool = False


class Handovers:
    """Keeps the hand-overs in the database of `engine`; every method may be called from any thread.

    Every method raises `ServiceError` when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        """Makes the tables if they are missing."""
        self.engine = engine
        create_tables(engine, handovers, entries, ratings, marks, deliveries)

    def hand_over(  # noqa: PLR0913 - what is kept of a hand-over
        self,
        session_id: str,
        *,
        reason: str,
        queue: str,
        summary: str,
        sentiment: Sentiment | None = None,
        priority: int = 0,
        cause: Cause = "other",
        package: Mapping[str, Any] | None = None,
    ) -> Handover:
        """Puts the conversation into a queue; while it waits or a person has it, that hand-over is given."""
        fields: dict[str, Any] = {
            "session_id": session_id,
            "reason": storable(reason),
            "queue": queue,
            "summary": storable(summary),
            "sentiment": None if sentiment is None else sentiment.model_dump(mode="json"),
            "priority": priority,
            "cause": cause,
            "package": package,
        }
        try:
            with writing(self.engine) as connection:
                last = last_of(connection, session_id)
                return last if last is not None and last.is_open else _open(connection, fields)
        except IntegrityError:  # another process opened one between our look and our write
            last = self.current(session_id)
            if last is None:
                raise
            return last

    def state(self, session_id: str) -> State:
        """Who has the conversation; "bot" when it was never handed over."""
        last = self.current(session_id)
        return "bot" if last is None else last.state

    def current(self, session_id: str) -> Handover | None:
        """The conversation's latest hand-over, also when it has ended."""
        with reading(self.engine) as connection:
            return last_of(connection, session_id)

    def get(self, handover_id: str) -> Handover:
        """The hand-over.

        Raises:
            NotFoundError: there is none of that id.
        """
        with reading(self.engine) as connection:
            return get(connection, handover_id)

    def claim(self, handover_id: str, actor: Actor) -> Handover:
        """The actor takes a waiting conversation; taking what one already has changes nothing.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: it is not waiting; says who has it.
        """
        return self._move("claim", handover_id, actor, {"agent": actor.name, "claimed_at": now()})

    def release(self, handover_id: str, actor: Actor) -> Handover:
        """The person gives the conversation back to the bot.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: the actor does not have it.
        """
        return self._move("release", handover_id, actor, {"ended_at": now()})

    def close(self, handover_id: str, actor: Actor) -> Handover:
        """The person ends the conversation.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: the actor does not have it.
        """
        return self._move("close", handover_id, actor, {"ended_at": now()})

    def transfer(self, handover_id: str, actor: Actor, queue: str) -> Handover:
        """The person puts the conversation into another queue, where it waits with its old waiting time.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: the actor does not have it.
        """
        return self._move("transfer", handover_id, actor, {"agent": None, "queue": queue}, queue)

    def write(
        self,
        handover_id: str,
        actor: Actor,
        text: str,
        *,
        kind: Literal["reply", "note"] = "reply",
        message_id: str | None = None,
    ) -> Entry:
        """Keeps what the person wrote. The same `message_id` again gives the first entry, whatever came since.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: a reply from somebody who does not have the conversation.
        """
        with writing(self.engine) as connection:
            one_writer_at_a_time(connection, LOG_LOCK)
            found = get(connection, handover_id)
            known = _entry_of(connection, handover_id, message_id)
            if known is not None:
                return known
            if kind == "reply" and (found.state != "human" or found.agent != actor.name):
                raise _conflict("answer", found, "human")
            return log(connection, found, kind, actor.name, storable(text), message_id)

    def heard(self, session_id: str) -> None:
        """Tells the inbox that the shopper wrote to a conversation that a person has or will have."""
        with writing(self.engine) as connection:
            one_writer_at_a_time(connection, LOG_LOCK)
            last = last_of(connection, session_id)
            if last is not None and last.is_open:
                log(connection, last, "shopper", None, "")

    def _move(
        self, move: Move, handover_id: str, actor: Actor, fields: Mapping[str, Any], text: str = ""
    ) -> Handover:
        before, after, kind = _MOVES[move]
        mine: ColumnElement[bool] = handovers.c.agent == actor.name
        allowed = true() if move == "claim" or actor.chief else mine
        change = (
            update(handovers)
            .where(handovers.c.handover_id == handover_id, handovers.c.state == before, allowed)
            .values(state=after, **fields)
            .returning(handovers)
        )
        with writing(self.engine) as connection:
            one_writer_at_a_time(connection, LOG_LOCK)
            row = connection.execute(change).mappings().one_or_none()
            if row is not None:
                log(connection, as_handover(row), kind, actor.name, text)
                return as_handover(row)
            found = get(connection, handover_id)
            if move == "claim" and found.state == "human" and found.agent == actor.name:
                return found
            raise _conflict(move, found, before)


def last_of(connection: Connection, session_id: str, *, lock: bool = False) -> Handover | None:
    """The session's latest hand-over; with `lock` it cannot be moved until the transaction ends."""
    query: Select[Any] = (
        select(handovers)
        .where(handovers.c.session_id == session_id)
        .order_by(handovers.c.number.desc())
        .limit(1)
    )
    query = query.with_for_update(read=True) if lock else query
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else as_handover(row)


def as_handover(row: RowMapping) -> Handover:
    """A row of the table as a value."""
    return Handover.model_validate({name: row[name] for name in Handover.model_fields})


def get(connection: Connection, handover_id: str) -> Handover:
    """The hand-over.

    Raises:
        NotFoundError: there is none of that id.
    """
    query = select(handovers).where(handovers.c.handover_id == handover_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This hand-over does not exist.")
    return as_handover(row)


def _open(connection: Connection, fields: Mapping[str, Any]) -> Handover:
    one_writer_at_a_time(connection, LOG_LOCK)
    row = {"handover_id": new_id(), "state": "waiting", "asked_at": now(), **fields}
    connection.execute(insert(handovers).values(**row))
    opened = cast(Handover, last_of(connection, fields["session_id"]))
    log(connection, opened, "asked", None, opened.queue)
    return opened


def log(  # noqa: PLR0913, PLR0917 - what an entry holds
    connection: Connection,
    of: Handover,
    kind: EntryKind,
    agent: str | None,
    text: str,
    message_id: str | None = None,
) -> Entry:
    """Adds to the log; the transaction must have taken `LOG_LOCK`."""
    row: dict[str, Any] = {
        "handover_id": of.handover_id,
        "session_id": of.session_id,
        "kind": kind,
        "agent": agent,
        "text": text,
        "at": now(),
    }
    made = connection.execute(
        insert(entries).values(**row, message_id=message_id).returning(entries.c.number)
    )
    return Entry(number=made.scalar_one(), **row)


def _entry_of(connection: Connection, handover_id: str, message_id: str | None) -> Entry | None:
    if message_id is None:
        return None
    query = select(entries).where(entries.c.handover_id == handover_id, entries.c.message_id == message_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else as_entry(row)


def as_entry(row: RowMapping) -> Entry:
    """A row of the log as a value."""
    return Entry.model_validate({name: row[name] for name in Entry.model_fields})


def _conflict(move: str, found: Handover, expected: State) -> ConflictError:
    holder = f" (with {found.agent})" if found.state == "human" else ""
    return ConflictError(
        f"cannot {move} the conversation: it is in state {found.state!r}{holder}, expected {expected!r}"
    )
