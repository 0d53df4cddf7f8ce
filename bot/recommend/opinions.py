"""What shoppers said of suggestions, "not for me" and "more like this", kept for the session and, of signed-in
customers, for every channel."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import Column, ColumnElement, Engine, MetaData, String, Table, delete, insert, or_, select

from bot.database import UtcDateTime, create_tables, now, reading, writing
from bot.messages import Value
from bot.recommend.cues import has

Opinion = Literal["dislike", "like"]
_opinions = Table(
    "suggestion_opinions",
    MetaData(),
    Column("session_id", String(64), primary_key=True),
    Column("product_id", String(255), primary_key=True),
    Column("customer_id", String(255), index=True),
    Column("opinion", String(8), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


class Opinions(Value):
    """Product ids that were turned down, and ones that more were wanted of."""

    disliked: frozenset[str] = frozenset()
    liked: frozenset[str] = frozenset()


NONE = Opinions()


def opinion_in(text: str) -> Opinion | None:
    """What a message says of the product it points at."""
    if has("dislike", text):
        return "dislike"
    return "like" if has("like", text) else None


class OpinionBook:
    """Keeps opinions in the database of `engine`. Every method raises `ServiceError` when the database fails."""

    def __init__(self, engine: Engine) -> None:
        """Makes the table if it is missing."""
        self._engine = engine
        create_tables(engine, _opinions)

    def keep(self, session_id: str, customer_id: str | None, product_id: str, opinion: Opinion) -> None:
        """An opinion of a product; a later one, from whichever channel, replaces it."""
        row = {
            "session_id": session_id,
            "product_id": product_id,
            "customer_id": customer_id,
            "opinion": opinion,
            "at": now(),
        }
        with writing(self._engine) as connection:
            whose = _whose(session_id, customer_id)
            connection.execute(delete(_opinions).where(whose, _opinions.c.product_id == product_id))
            connection.execute(insert(_opinions).values(**row))

    def of(self, session_id: str, customer_id: str | None) -> Opinions:
        """The opinions of a session and, when a customer is signed in, of all their sessions."""
        query = select(_opinions.c.product_id, _opinions.c.opinion).where(_whose(session_id, customer_id))
        with reading(self._engine) as connection:
            rows = connection.execute(query).all()
        return Opinions(
            disliked=frozenset(str(product) for product, said in rows if said == "dislike"),
            liked=frozenset(str(product) for product, said in rows if said == "like"),
        )

    def forget(self, session_id: str, customer_id: str | None) -> None:
        """Forgets them all."""
        with writing(self._engine) as connection:
            connection.execute(delete(_opinions).where(_whose(session_id, customer_id)))


def _whose(session_id: str, customer_id: str | None) -> ColumnElement[bool]:
    own = _opinions.c.session_id == session_id
    return own if customer_id is None else or_(own, _opinions.c.customer_id == customer_id)
