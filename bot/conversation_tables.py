"""The tables of sessions, turns and feedback, and what their rows say."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    RowMapping,
    String,
    Table,
    Text,
    UniqueConstraint,
    select,
)

from bot.conversation import LoggedTurn, Session, StoredTurn
from bot.database import UtcDateTime
from bot.errors import NotFoundError

NO_REPLY = "This reply does not exist."
_metadata = MetaData()

SESSIONS = Table(
    "sessions",
    _metadata,
    Column("session_id", String(64), primary_key=True),
    Column("channel", String(64), nullable=False),
    Column("customer_id", String(255), index=True),
    Column("language", String(35), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
)

TURNS = Table(
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

FEEDBACK = Table(
    "feedback",
    _metadata,
    Column("reply_id", String(64), ForeignKey("turns.reply_id"), primary_key=True),
    Column("rating", String(8), nullable=False),
    Column("comment", Text),
    Column("at", UtcDateTime, nullable=False),
)


def require_session(connection: Connection, session_id: str) -> Session:
    """The session.

    Raises:
        NotFoundError: no such session.
    """
    query = select(SESSIONS).where(SESSIONS.c.session_id == session_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError("This conversation does not exist. Open a new one.")
    return Session.model_validate(dict(row))


def require_reply(connection: Connection, reply_id: str) -> RowMapping:
    """The row of a reply's turn.

    Raises:
        NotFoundError: no such reply.
    """
    query = select(TURNS).where(TURNS.c.reply_id == reply_id)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        raise NotFoundError(NO_REPLY)
    return row


def turn_of(row: RowMapping) -> StoredTurn:
    """The turn that a row of `TURNS` keeps."""
    return StoredTurn.model_validate({name: row[name] for name in StoredTurn.model_fields})


def logged_turn_of(row: RowMapping) -> LoggedTurn:
    """The turn of a row of `TURNS` with its session's channel and the reply's rating."""
    tasks = row["trace"].get("tasks", [])
    known = {name: row[name] for name in LoggedTurn.model_fields if name != "intents"}
    return LoggedTurn(**known, intents=tuple(task["intent"] for task in tasks))
