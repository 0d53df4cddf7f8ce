"""Who answers a conversation: `bot -> waiting -> human -> bot | closed`.

Kept apart from the words of the conversation. Each move is one transaction that compares the state and sets
the next one, so that of two people who take a conversation at once exactly one gets it. A conversation that
went back to the bot can be handed over again; a closed one stays closed.
"""

from __future__ import annotations

from typing import Any, Literal, cast

from pydantic import AwareDatetime
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Select,
    String,
    Table,
    Text,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.conversations import new_id
from bot.database import UtcDateTime, create_tables, now, reading, writing
from bot.errors import ConflictError
from bot.messages import Sentiment, Value

State = Literal["bot", "waiting", "human", "closed"]
Move = Literal["claim", "release", "close"]

_MOVES: dict[Move, tuple[State, State]] = {
    "claim": ("waiting", "human"),
    "release": ("human", "bot"),
    "close": ("human", "closed"),
}
_OPEN = "state IN ('waiting', 'human')"

_handovers = Table(
    "handovers",
    MetaData(),
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("handover_id", String(64), nullable=False, unique=True),
    Column("session_id", String(64), nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("reason", Text, nullable=False),
    Column("queue", String(64), nullable=False),
    Column("summary", Text, nullable=False),
    Column("sentiment", JSON(none_as_null=True)),
    Column("agent", String(255)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    Column("ended_at", UtcDateTime),
)
Index(
    "one_open_handover",
    _handovers.c.session_id,
    unique=True,
    sqlite_where=text(_OPEN),
    postgresql_where=text(_OPEN),
)


class Handover(Value):
    """One time a conversation went to people. `state` "bot" means that it was given back."""

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


class Handovers:
    """Keeps the hand-overs in the database of `engine`; every method may be called from any thread.

    Every method raises `ServiceError` when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        """Makes the table if it is missing."""
        self._engine = engine
        create_tables(engine, _handovers)

    def hand_over(
        self, session_id: str, *, reason: str, queue: str, summary: str, sentiment: Sentiment | None = None
    ) -> Handover:
        """Puts the conversation into a queue; while it waits or a person has it, that hand-over is given.

        Raises:
            ConflictError: the conversation is closed.
        """
        try:
            with writing(self._engine) as connection:
                last = _last(connection, session_id)
                if last is not None and last.state in {"waiting", "human"}:
                    return last
                if last is not None and last.state == "closed":
                    raise _conflict("hand over", last)
                fields = {"reason": reason, "queue": queue, "summary": summary}
                return _insert(connection, session_id, sentiment, fields)
        except IntegrityError:  # another process opened one between our look and our write
            with reading(self._engine) as connection:
                last = _last(connection, session_id)
            if last is None:
                raise
            return last

    def state(self, session_id: str) -> State:
        """Who has the conversation; "bot" when it was never handed over."""
        with reading(self._engine) as connection:
            last = _last(connection, session_id)
        return "bot" if last is None else last.state

    def current(self, session_id: str) -> Handover | None:
        """The conversation's latest hand-over, also when it has ended."""
        with reading(self._engine) as connection:
            return _last(connection, session_id)

    def claim(self, session_id: str, agent: str) -> Handover:
        """`agent` takes a waiting conversation.

        Raises:
            ConflictError: it is not waiting; says who has it.
        """
        return self._move("claim", session_id, agent=agent, claimed_at=now())

    def release(self, session_id: str) -> Handover:
        """The person gives the conversation back to the bot.

        Raises:
            ConflictError: no person has it.
        """
        return self._move("release", session_id, ended_at=now())

    def close(self, session_id: str) -> Handover:
        """The person ends the conversation.

        Raises:
            ConflictError: no person has it.
        """
        return self._move("close", session_id, ended_at=now())

    def waiting(self) -> tuple[Handover, ...]:
        """The hand-overs that nobody has taken, longest waiting first."""
        query = select(_handovers).where(_handovers.c.state == "waiting").order_by(_handovers.c.number)
        with reading(self._engine) as connection:
            return tuple(_handover(row) for row in connection.execute(query).mappings())

    def _move(self, move: Move, session_id: str, **fields: Any) -> Handover:
        before, after = _MOVES[move]
        change = (
            update(_handovers)
            .where(_handovers.c.session_id == session_id, _handovers.c.state == before)
            .values(state=after, **fields)
            .returning(_handovers)
        )
        with writing(self._engine) as connection:
            # A session's earlier hand-overs have ended, so at most one row is "waiting" or "human".
            row = connection.execute(change).mappings().one_or_none()
            if row is None:
                raise _conflict(move, _last(connection, session_id))
            return _handover(row)


def _last(connection: Connection, session_id: str) -> Handover | None:
    query: Select[Any] = (
        select(_handovers)
        .where(_handovers.c.session_id == session_id)
        .order_by(_handovers.c.number.desc())
        .limit(1)
    )
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _handover(row)


def _insert(
    connection: Connection, session_id: str, sentiment: Sentiment | None, fields: dict[str, str]
) -> Handover:
    mood = None if sentiment is None else sentiment.model_dump(mode="json")
    row = {
        "handover_id": new_id(),
        "session_id": session_id,
        "state": "waiting",
        "sentiment": mood,
        "asked_at": now(),
    }
    connection.execute(insert(_handovers).values(**row, **fields))
    return cast(Handover, _last(connection, session_id))


def _handover(row: RowMapping) -> Handover:
    return Handover.model_validate({name: row[name] for name in Handover.model_fields})


def _conflict(move: str, found: Handover | None) -> ConflictError:
    state: State = "bot" if found is None else found.state
    holder = f" (with {found.agent})" if found is not None and state == "human" else ""
    expected = _MOVES[move][0] if move in _MOVES else "bot"
    return ConflictError(
        f"cannot {move} the conversation: it is in state {state!r}{holder}, expected {expected!r}"
    )
