"""What customers said about themselves, kept for the session and, of signed-in customers, for every channel."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Engine,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    or_,
    select,
)

from bot.database import UtcDateTime, create_tables, now, reading, writing
from bot.recommend.said import Fact, FactKind

MOST_CHARACTERS = 200
_facts = Table(
    "said_facts",
    MetaData(),
    Column("session_id", String(64), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("topic", String(MOST_CHARACTERS), primary_key=True),
    Column("customer_id", String(255), index=True),
    Column("words", Text, nullable=False),
    Column("channel", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


@dataclass(frozen=True, slots=True)
class KeptFact:
    """A statement, and where and when it was made."""

    fact: Fact
    channel: str
    at: datetime


class SaidBook:
    """Keeps statements in the database of `engine`. Every method raises `ServiceError` when the database fails."""

    def __init__(self, engine: Engine) -> None:
        """Makes the table if it is missing."""
        self._engine = engine
        create_tables(engine, _facts)

    def keep(self, session_id: str, customer_id: str | None, channel: str, facts: Iterable[Fact]) -> None:
        """The statements of a message; one that says the same replaces the earlier one."""
        with writing(self._engine) as connection:
            for fact in facts:
                kind, topic = fact.kind, fact.topic.casefold()[:MOST_CHARACTERS]
                said = (_facts.c.kind == kind, _facts.c.topic == topic)
                connection.execute(delete(_facts).where(_whose(session_id, customer_id), *said))
                connection.execute(
                    insert(_facts).values(
                        session_id=session_id,
                        kind=kind,
                        topic=topic,
                        customer_id=customer_id,
                        words=fact.words[:MOST_CHARACTERS],
                        channel=channel,
                        at=now(),
                    )
                )

    def of(self, session_id: str, customer_id: str | None) -> tuple[KeptFact, ...]:
        """The statements of a session and, when a customer is signed in, of all their sessions, oldest first."""
        query = select(_facts).where(_whose(session_id, customer_id)).order_by(_facts.c.at, _facts.c.topic)
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return tuple(KeptFact(Fact(_kind(r.kind), r.topic, r.words), r.channel, r.at) for r in rows)

    def forget(self, session_id: str, customer_id: str | None, facts: Iterable[Fact] | None = None) -> None:
        """Deletes these statements; without `facts`, all."""
        with writing(self._engine) as connection:
            whose = _whose(session_id, customer_id)
            if facts is None:
                connection.execute(delete(_facts).where(whose))
                return
            for fact in facts:
                said = (_facts.c.kind == fact.kind, _facts.c.topic == fact.topic.casefold())
                connection.execute(delete(_facts).where(whose, *said))


def _kind(name: str) -> FactKind:
    known: dict[str, FactKind] = {
        "allergy": "allergy", "avoid": "avoid", "like": "like", "body": "body", "size": "size", "trait": "trait",
    }  # fmt: skip
    return known[name]


def _whose(session_id: str, customer_id: str | None) -> ColumnElement[bool]:
    own = _facts.c.session_id == session_id
    return own if customer_id is None else or_(own, _facts.c.customer_id == customer_id)
