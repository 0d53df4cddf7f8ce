"""What is known of hand-overs: the queue, what happened in each, how shoppers rated them. Moves are `machine`'s."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, RowMapping, Select, func, select

from bot.conversation_tables import require_reply
from bot.database import now, one_writer_at_a_time, reading, storable, writing
from bot.errors import ConflictError, InputError
from bot.handover.looking_back import Verdict
from bot.handover.machine import LOG_LOCK, as_entry, as_handover, get, log
from bot.handover.tables import entries, handovers, marks, ratings
from bot.handover.values import SHOWN_TO_SHOPPERS, Entry, EntryKind, Handover, Rating, State

MOST_ENTRIES = 500
STEP = timedelta(minutes=15)
MOST_ENDED = 100
MOST_WAITING = 500


class Archive:
    """Reads what `Handovers` keeps in the database of `engine`, and takes ratings.

    Every method raises `ServiceError` when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        """Expects the tables that `Handovers` makes."""
        self._engine = engine

    def waiting(self, queue: str | None = None, limit: int = MOST_WAITING) -> tuple[Handover, ...]:
        """Those that nobody has taken: the most urgent first, and of these the longest waiting.

        A quarter of an hour of waiting counts as much as one step of urgency, so that nobody waits for ever.
        """
        query = _in_state("waiting").order_by(handovers.c.number)
        rows = self._rows(query if queue is None else query.where(handovers.c.queue == queue))
        moment = now()
        ranked = sorted(rows, key=lambda row: (-_urgency(row, moment), row["number"]))
        return tuple(as_handover(row) for row in ranked[:limit])

    def held(self, agent: str | None = None) -> tuple[Handover, ...]:
        """Those that a person has; with `agent` only this person's."""
        query = _in_state("human").order_by(handovers.c.number)
        return self._handovers(query if agent is None else query.where(handovers.c.agent == agent))

    def ended(self, limit: int = MOST_ENDED) -> tuple[Handover, ...]:
        """Those given back or closed, the latest first."""
        query = select(handovers).where(handovers.c.ended_at.is_not(None))
        return self._handovers(query.order_by(handovers.c.ended_at.desc()).limit(limit))

    def ahead_of(self, waiting: Handover) -> int:
        """How many in the same queue come before this one."""
        ordered = [each.handover_id for each in self.waiting(waiting.queue)]
        return ordered.index(waiting.handover_id) if waiting.handover_id in ordered else 0

    def since(self, moment: datetime | None = None) -> tuple[Handover, ...]:
        """All that were asked for since `moment`, oldest first."""
        query = select(handovers).order_by(handovers.c.number)
        return self._handovers(query if moment is None else query.where(handovers.c.asked_at >= moment))

    def entries_of(
        self, session_id: str, kinds: Collection[EntryKind] = (), limit: int = MOST_ENTRIES
    ) -> tuple[Entry, ...]:
        """What happened in a session's hand-overs, oldest first; the last `limit` of these `kinds`."""
        query = select(entries).where(entries.c.session_id == session_id)
        query = query.where(entries.c.kind.in_(kinds)) if kinds else query
        found = self._entries(query.order_by(entries.c.number.desc()).limit(limit))
        return found[::-1]

    def shown_to_shopper(self, session_id: str, after: int = 0) -> tuple[Entry, ...]:
        """What a shopper may see of it, beginning after entry `after`: never an internal note."""
        query = select(entries).where(
            entries.c.session_id == session_id,
            entries.c.number > after,
            entries.c.kind.in_(SHOWN_TO_SHOPPERS),
        )
        return self._entries(query.order_by(entries.c.number).limit(MOST_ENTRIES))

    def entries_after(self, number: int, limit: int = MOST_ENTRIES) -> tuple[Entry, ...]:
        """What happened after entry `number` in all hand-overs."""
        query = select(entries).where(entries.c.number > number).order_by(entries.c.number).limit(limit)
        return self._entries(query)

    def newest_entry(self) -> int:
        """The number of the newest entry; 0 without any."""
        with reading(self._engine) as connection:
            return connection.execute(select(func.max(entries.c.number))).scalar_one() or 0

    def claims(self) -> dict[str, datetime]:
        """When each hand-over was first taken, by its id."""
        first = select(entries.c.handover_id, func.min(entries.c.number)).where(entries.c.kind == "claimed")
        numbers = first.group_by(entries.c.handover_id).subquery()
        query = select(entries.c.handover_id, entries.c.at).join(numbers, entries.c.number == numbers.c[1])
        with reading(self._engine) as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def rate(self, handover_id: str, rating: int, comment: str | None) -> Rating:
        """Keeps a shopper's opinion of a hand-over that ended; a second one replaces the first.

        Raises:
            NotFoundError: there is no such hand-over.
            ConflictError: it has not ended.
            InputError: not a number from 1 to 5.
        """
        if not 1 <= rating <= 5:
            raise InputError(f"rating: found {rating}, expected 1 to 5")
        kept = Rating(handover_id=handover_id, rating=rating, comment=comment and storable(comment), at=now())
        with writing(self._engine) as connection:
            one_writer_at_a_time(connection, LOG_LOCK)
            found = get(connection, handover_id)
            if found.is_open:
                raise ConflictError(f"cannot rate the conversation: it is in state {found.state!r}")
            connection.execute(ratings.delete().where(ratings.c.handover_id == handover_id))
            connection.execute(ratings.insert().values(**dict(kept)))
            log(connection, found, "rated", None, str(rating))
        return kept

    def ratings(self) -> dict[str, Rating]:
        """Every rating by its hand-over's id."""
        with reading(self._engine) as connection:
            rows = connection.execute(select(ratings)).mappings().all()
        return {row["handover_id"]: Rating.model_validate(dict(row)) for row in rows}

    def mark(self, reply_id: str, verdict: Verdict, by: str) -> None:
        """Keeps that a turn was handed over needlessly, or should have been; a second mark replaces the first.

        Raises:
            NotFoundError: no such reply.
        """
        row = {"reply_id": reply_id, "verdict": verdict, "marked_by": by, "at": now()}
        with writing(self._engine) as connection:
            require_reply(connection, reply_id)
            connection.execute(marks.delete().where(marks.c.reply_id == reply_id))
            connection.execute(marks.insert().values(**row))

    def marks(self) -> dict[str, Verdict]:
        """Every mark by its reply's id."""
        with reading(self._engine) as connection:
            return {row["reply_id"]: row["verdict"] for row in connection.execute(select(marks)).mappings()}

    def _handovers(self, query: Select[Any]) -> tuple[Handover, ...]:
        return tuple(as_handover(row) for row in self._rows(query))

    def _entries(self, query: Select[Any]) -> tuple[Entry, ...]:
        return tuple(as_entry(row) for row in self._rows(query))

    def _rows(self, query: Select[Any]) -> list[RowMapping]:
        with reading(self._engine) as connection:
            return list(connection.execute(query).mappings())


def _urgency(row: RowMapping, moment: datetime) -> int:
    return int(row["priority"]) + int((moment - row["asked_at"]) / STEP)


def _in_state(state: State) -> Select[Any]:
    return select(handovers).where(handovers.c.state == state)
