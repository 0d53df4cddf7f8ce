"""Sessions, their turns and the shoppers' feedback. Values here know no storage; `Conversations` keeps them.

Every method is one short transaction and may be called from any thread (`asyncio.to_thread`).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime
from pydantic_core import to_jsonable_python
from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from bot.database import UtcDateTime, create_tables, now, reading, writing
from bot.errors import NotFoundError, TakenOverError
from bot.messages import Reply, Value

NO_REPLY = "This reply does not exist."
_metadata = MetaData()

_sessions = Table(
    "sessions",
    _metadata,
    Column("session_id", String(64), primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("customer_id", String(255), index=True),
    Column("language", String(35), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

_turns = Table(
    "turns",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("session_id", String(64), ForeignKey("sessions.session_id"), nullable=False, index=True),
    Column("reply_id", String(64), nullable=False, unique=True),
    Column("client_message_id", String(200)),
    Column("message", Text, nullable=False),
    Column("reply", JSON, nullable=False),
    Column("trace", JSON, nullable=False),
    Column("focus", JSON, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("session_id", "client_message_id"),
)

_feedback = Table(
    "feedback",
    _metadata,
    Column("reply_id", String(64), ForeignKey("turns.reply_id"), primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("comment", Text),
    Column("at", UtcDateTime, nullable=False),
)


class Session(Value):
    """One conversation. Its id is unguessable: knowing it is the right to go on with it."""

    session_id: str
    channel: str
    customer_id: str | None
    language: str
    opened_at: AwareDatetime


class StoredTurn(Value):
    """A message and its reply. `trace` is how the reply came about; `focus` names what the turn was about.

    `client_message_id` is the sender's own name for the message.
    """

    message: str
    reply: Reply
    trace: dict[str, Any]
    focus: tuple[str, ...]
    at: AwareDatetime
    client_message_id: str | None = None


class SourceView(Value):
    """What a citation points to, for opening it; `kind` is the source's: `product`, `review`, `policy`."""

    title: str
    text: str
    kind: str


class LoggedTurn(Value):
    """A turn as the shop looks back on it: where it was, what was asked for, what the shopper thought of the reply."""

    session_id: str
    channel: str
    message: str
    reply: Reply
    intents: tuple[str, ...]
    rating: Literal["up", "down"] | None
    at: AwareDatetime


class Feedback(Value):
    """A shopper's opinion of one reply."""

    reply_id: str
    rating: Literal["up", "down"]
    comment: str | None
    at: AwareDatetime


def new_id() -> str:
    """An id that cannot be guessed, 22 URL-safe characters."""
    return secrets.token_urlsafe(16)


class Conversations:
    """Keeps sessions, turns and feedback in the database of `engine`.

    Every method raises `ServiceError` when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        """Makes the tables that are missing."""
        self._engine = engine
        create_tables(engine, _sessions, _turns, _feedback)

    def open(self, channel: str, customer_id: str | None, language: str) -> Session:
        """A new session."""
        session = Session(
            session_id=new_id(), channel=channel, customer_id=customer_id, language=language, opened_at=now()
        )
        with writing(self._engine) as connection:
            connection.execute(insert(_sessions).values(**dict(session)))
        return session

    def get(self, session_id: str) -> Session:
        """The session.

        Raises:
            NotFoundError: no such session.
        """
        with reading(self._engine) as connection:
            return _session(connection, session_id)

    def latest(self, customer_id: str, since: datetime) -> Session | None:
        """The conversation that this customer opened last, if that was after `since`."""
        query = (
            select(_sessions)
            .where(_sessions.c.customer_id == customer_id, _sessions.c.opened_at > since)
            .order_by(_sessions.c.opened_at.desc())
            .limit(1)
        )
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else Session.model_validate(dict(row))

    def add_turn(  # noqa: PLR0913 - a turn has these parts
        self,
        session_id: str,
        text: str,
        reply: Reply,
        *,
        client_message_id: str | None = None,
        trace: Mapping[str, Any] | None = None,
        focus: Sequence[str] = (),
        unless: Callable[[Connection], bool] | None = None,
    ) -> Reply:
        """Keeps a turn and gives the stored reply: the first one if `client_message_id` was answered before.

        Raises:
            NotFoundError: no such session.
            TakenOverError: `unless` was true in the same transaction; nothing was kept.
        """
        row = {
            "session_id": session_id,
            "reply_id": reply.reply_id,
            "client_message_id": client_message_id,
            "message": storable(text),
            "reply": _json(reply),
            "trace": _json(dict(trace or {})),
            "focus": list(focus),
            "at": now(),
        }
        try:
            with writing(self._engine) as connection:
                _session(connection, session_id)
                if unless is not None and unless(connection):
                    raise TakenOverError("A person has taken the conversation.")
                connection.execute(insert(_turns).values(**row))
        except IntegrityError:
            earlier = self.reply_for(session_id, client_message_id)
            if earlier is None:
                raise
            return earlier
        return reply

    def keep_instead(
        self, session_id: str, text: str, reply: Reply, client_message_id: str | None = None
    ) -> None:
        """Keeps a turn whose reply was broken off, in place of a whole one of the same id if that was kept.

        Raises:
            NotFoundError: no such session.
        """
        row: dict[str, Any] = {
            "session_id": session_id,
            "reply_id": reply.reply_id,
            "client_message_id": client_message_id,
            "message": storable(text),
            "reply": _json(reply),
            "trace": {},
            "focus": [],
            "at": now(),
        }
        with writing(self._engine) as connection:
            _session(connection, session_id)
            connection.execute(delete(_turns).where(_turns.c.reply_id == reply.reply_id))
            connection.execute(insert(_turns).values(**row))

    def turns(self, session_id: str, limit: int | None = None) -> tuple[StoredTurn, ...]:
        """The session's turns, oldest first; with `limit` only the last ones.

        Raises:
            NotFoundError: no such session.
        """
        last = select(_turns).where(_turns.c.session_id == session_id).order_by(_turns.c.number.desc())
        with reading(self._engine) as connection:
            _session(connection, session_id)
            rows = connection.execute(last.limit(limit)).mappings().all()
        return tuple(_turn(row) for row in reversed(rows))

    def log(self, since: datetime, until: datetime, channel: str | None = None) -> tuple[LoggedTurn, ...]:
        """The turns of all sessions from `since` until before `until`, oldest first; with `channel` only its own."""
        joined = _turns.join(_sessions, _turns.c.session_id == _sessions.c.session_id).outerjoin(
            _feedback, _feedback.c.reply_id == _turns.c.reply_id
        )
        query = (
            select(_turns, _sessions.c.channel, _feedback.c.rating)
            .select_from(joined)
            .where(_turns.c.at >= since, _turns.c.at < until)
            .order_by(_turns.c.number)
        )
        if channel:
            query = query.where(_sessions.c.channel == channel)
        with reading(self._engine) as connection:
            return tuple(_logged(row) for row in connection.execute(query).mappings())

    def reply_for(self, session_id: str, client_message_id: str | None) -> Reply | None:
        """The reply already given to the message that the client calls `client_message_id`."""
        if client_message_id is None:
            return None
        query = select(_turns.c.reply).where(
            _turns.c.session_id == session_id, _turns.c.client_message_id == client_message_id
        )
        with reading(self._engine) as connection:
            stored = connection.execute(query).scalar_one_or_none()
        return None if stored is None else Reply.model_validate(stored)

    def reply(self, reply_id: str) -> Reply:
        """The reply.

        Raises:
            NotFoundError: no such reply.
        """
        return self._turn_of(reply_id).reply

    def trace(self, reply_id: str, session_id: str | None = None) -> dict[str, Any]:
        """How the reply came about.

        Raises:
            NotFoundError: no such reply, or none in the session `session_id`.
        """
        with reading(self._engine) as connection:
            row = require_reply(connection, reply_id)
        if session_id not in (None, row["session_id"]):
            raise NotFoundError(NO_REPLY)
        return _turn(row).trace

    def feedback(self, reply_id: str, rating: Literal["up", "down"], comment: str | None = None) -> None:
        """Keeps an opinion of a reply; a second one replaces the first.

        Raises:
            NotFoundError: no such reply.
        """
        row = {"reply_id": reply_id, "rating": rating, "comment": comment and storable(comment), "at": now()}
        with writing(self._engine) as connection:
            require_reply(connection, reply_id)
            connection.execute(delete(_feedback).where(_feedback.c.reply_id == reply_id))
            connection.execute(insert(_feedback).values(**row))

    def feedback_on(self, reply_id: str) -> Feedback | None:
        """The opinion of a reply, if there is one."""
        with reading(self._engine) as connection:
            query = select(_feedback).where(_feedback.c.reply_id == reply_id)
            found = connection.execute(query).mappings().one_or_none()
        return None if found is None else Feedback.model_validate(dict(found))

    def _turn_of(self, reply_id: str) -> StoredTurn:
        with reading(self._engine) as connection:
            return _turn(require_reply(connection, reply_id))


def _session(connection: Connection, session_id: str) -> Session:
    query = select(_sessions).where(_sessions.c.session_id == session_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This conversation does not exist. Open a new one.")
    return Session.model_validate(dict(row))


def require_reply(connection: Connection, reply_id: str) -> RowMapping:
    """The row of a reply's turn.

    Raises:
        NotFoundError: no such reply.
    """
    query = select(_turns).where(_turns.c.reply_id == reply_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(NO_REPLY)
    return row


def _turn(row: RowMapping) -> StoredTurn:
    return StoredTurn.model_validate({name: row[name] for name in StoredTurn.model_fields})


def _logged(row: RowMapping) -> LoggedTurn:
    tasks = row["trace"].get("tasks", [])
    known = {name: row[name] for name in LoggedTurn.model_fields if name != "intents"}
    return LoggedTurn(**known, intents=tuple(task["intent"] for task in tasks))


def _json(value: object) -> Any:
    return to_jsonable_python(value, inf_nan_mode="null", fallback=str)


def storable(text: str) -> str:
    """`text` without what databases refuse: NUL characters and lone halves of surrogate pairs."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
