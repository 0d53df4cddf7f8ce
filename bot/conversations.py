"""Keeps sessions, their turns and the shoppers' feedback.

Every method is one short transaction and may be called from any thread (`asyncio.to_thread`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.conversation import Feedback, LoggedTurn, Session, StoredTurn, new_id
from bot.conversation_tables import (
    FEEDBACK,
    NO_REPLY,
    SESSIONS,
    TURNS,
    logged_turn_of,
    require_reply,
    require_session,
    turn_of,
)
from bot.database import create_tables, now, reading, storable, writing
from bot.errors import NotFoundError, TakenOverError
from bot.messages import Reply


class Conversations:
    """Keeps sessions, turns and feedback in the database of `engine`.

    Every method raises `ServiceError` when the database fails.
    """

    def __init__(self, engine: Engine) -> None:
        """Makes the tables that are missing."""
        self._engine = engine
        create_tables(engine, SESSIONS, TURNS, FEEDBACK)

    def open(self, channel: str, customer_id: str | None, language: str) -> Session:
        """A new session."""
        session = Session(
            session_id=new_id(), channel=channel, customer_id=customer_id, language=language, opened_at=now()
        )
        with writing(self._engine) as connection:
            connection.execute(insert(SESSIONS).values(**dict(session)))
        return session

    def get(self, session_id: str) -> Session:
        """The session.

        Raises:
            NotFoundError: no such session.
        """
        with reading(self._engine) as connection:
            return require_session(connection, session_id)

    def latest(self, customer_id: str, since: datetime) -> Session | None:
        """The conversation that this customer opened last, if that was after `since`."""
        query = (
            select(SESSIONS)
            .where(SESSIONS.c.customer_id == customer_id, SESSIONS.c.opened_at > since)
            .order_by(SESSIONS.c.opened_at.desc())
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
                require_session(connection, session_id)
                if unless is not None and unless(connection):
                    raise TakenOverError("A person has taken the conversation.")
                connection.execute(insert(TURNS).values(**row))
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
            require_session(connection, session_id)
            connection.execute(delete(TURNS).where(TURNS.c.reply_id == reply.reply_id))
            connection.execute(insert(TURNS).values(**row))

    def turns(self, session_id: str, limit: int | None = None) -> tuple[StoredTurn, ...]:
        """The session's turns, oldest first; with `limit` only the last ones.

        Raises:
            NotFoundError: no such session.
        """
        last = select(TURNS).where(TURNS.c.session_id == session_id).order_by(TURNS.c.number.desc())
        with reading(self._engine) as connection:
            require_session(connection, session_id)
            rows = connection.execute(last.limit(limit)).mappings().all()
        return tuple(turn_of(row) for row in reversed(rows))

    def log(self, since: datetime, until: datetime, channel: str | None = None) -> tuple[LoggedTurn, ...]:
        """The turns of all sessions from `since` until before `until`, oldest first; with `channel` only its own."""
        joined = TURNS.join(SESSIONS, TURNS.c.session_id == SESSIONS.c.session_id).outerjoin(
            FEEDBACK, FEEDBACK.c.reply_id == TURNS.c.reply_id
        )
        query = (
            select(TURNS, SESSIONS.c.channel, FEEDBACK.c.rating)
            .select_from(joined)
            .where(TURNS.c.at >= since, TURNS.c.at < until)
            .order_by(TURNS.c.number)
        )
        if channel:
            query = query.where(SESSIONS.c.channel == channel)
        with reading(self._engine) as connection:
            return tuple(logged_turn_of(row) for row in connection.execute(query).mappings())

    def reply_for(self, session_id: str, client_message_id: str | None) -> Reply | None:
        """The reply already given to the message that the client calls `client_message_id`."""
        if client_message_id is None:
            return None
        query = select(TURNS.c.reply).where(
            TURNS.c.session_id == session_id, TURNS.c.client_message_id == client_message_id
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
        return turn_of(row).trace

    def feedback(self, reply_id: str, rating: Literal["up", "down"], comment: str | None = None) -> None:
        """Keeps an opinion of a reply; a second one replaces the first.

        Raises:
            NotFoundError: no such reply.
        """
        row = {"reply_id": reply_id, "rating": rating, "comment": comment and storable(comment), "at": now()}
        with writing(self._engine) as connection:
            require_reply(connection, reply_id)
            connection.execute(delete(FEEDBACK).where(FEEDBACK.c.reply_id == reply_id))
            connection.execute(insert(FEEDBACK).values(**row))

    def feedback_on(self, reply_id: str) -> Feedback | None:
        """The opinion of a reply, if there is one."""
        with reading(self._engine) as connection:
            query = select(FEEDBACK).where(FEEDBACK.c.reply_id == reply_id)
            found = connection.execute(query).mappings().one_or_none()
        return None if found is None else Feedback.model_validate(dict(found))

    def _turn_of(self, reply_id: str) -> StoredTurn:
        with reading(self._engine) as connection:
            return turn_of(require_reply(connection, reply_id))


def _json(value: object) -> Any:
    return to_jsonable_python(value, inf_nan_mode="null", fallback=str)
