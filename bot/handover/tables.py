"""The tables of hand-overs: what state each is in, all that happened in it, and what shoppers thought of it."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.database import UtcDateTime

OPEN = "state IN ('waiting', 'human')"

_metadata = MetaData()

handovers = Table(
    "handovers",
    _metadata,
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
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("cause", String(32), nullable=False, server_default="other"),
    Column("package", JSON(none_as_null=True)),
)
Index(
    "one_open_handover",
    handovers.c.session_id,
    unique=True,
    sqlite_where=text(OPEN),
    postgresql_where=text(OPEN),
)

entries = Table(
    "handover_entries",
    _metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("handover_id", String(64), nullable=False, index=True),
    Column("session_id", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("agent", String(255)),
    Column("text", Text, nullable=False),
    Column("message_id", String(200)),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("handover_id", "message_id"),
)

ratings = Table(
    "handover_ratings",
    _metadata,
    Column("handover_id", String(64), primary_key=True),
    Column("rating", Integer, nullable=False),
    Column("comment", Text),
    Column("at", UtcDateTime, nullable=False),
)

marks = Table(
    "handover_marks",
    _metadata,
    Column("reply_id", String(64), primary_key=True),
    Column("verdict", String(16), nullable=False),
    Column("marked_by", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

deliveries = Table(
    "handover_webhooks",
    _metadata,
    Column("handover_id", String(64), primary_key=True),
    Column("ended_at", UtcDateTime, nullable=False),
    Column("fault", Text, nullable=False),
)
