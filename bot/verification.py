"""Guests who prove in the chat that an order is theirs: its number with the e-mail address or postcode of its customer.

What is proven is that order, not the account: whoever holds a parcel's label knows number and postcode, and must not
see other orders, addresses or e-mail addresses by them. After `TRIES` that do not match, an order cannot be tried
again for `PAUSE`, from whichever conversation; nor can a conversation try another one.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Literal, cast

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.database import UtcDateTime, create_tables, now, reading, writing
from bot.messages import Value
from bot.proofs import Proof, plain_email, plain_postcode
from bot.tools.desk import Desk
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Order

TRIES = 5
PAUSE = timedelta(hours=1)
LONGEST_KEY = 200
Outcome = Literal["proven", "refused", "paused"]

_metadata = MetaData()
_tries = Table(
    "verification_tries",
    _metadata,
    Column("key", String(LONGEST_KEY + 20), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", UtcDateTime, nullable=False),
)
_proven = Table(
    "proven_orders",
    _metadata,
    Column("session_id", String(64), primary_key=True),
    Column("order_id", String(255), primary_key=True),
    Column("customer_id", String(255), nullable=False),
    Column("at", UtcDateTime, nullable=False),
)


class ProvenOrders(Value):
    """The orders that a session has proven to be of `customer_id`."""

    customer_id: str
    order_ids: tuple[str, ...]


class Verifications:
    """Keeps tries and proven orders in the database of `engine`. Every method raises `ServiceError` when it fails."""

    def __init__(self, engine: Engine) -> None:
        """Makes the tables that are missing."""
        self._engine = engine
        create_tables(engine, _tries, _proven)

    def attempt(self, session_id: str, proof: Proof, catalogue: Catalogue) -> Outcome:
        """Check a proof that has an order number and a secret; counted before it is looked at.

        The outcome is the same for an order that does not exist and for one of somebody else.
        """
        keys = tuple(
            f"{kind}:{value.casefold()[:LONGEST_KEY]}" for kind, value in self._counted(session_id, proof)
        )
        if not self._take(keys):
            return "paused"
        order = matching_order(proof, catalogue)
        if order is None:
            return "refused"
        self._keep(session_id, order, keys)
        return "proven"

    def of(self, session_id: str) -> ProvenOrders | None:
        """What the session has proven; of several customers the latest."""
        query = select(_proven).where(_proven.c.session_id == session_id).order_by(_proven.c.at)
        with reading(self._engine) as connection:
            rows = connection.execute(query).mappings().all()
        if not rows:
            return None
        customer_id = rows[-1]["customer_id"]
        ids = tuple(row["order_id"] for row in rows if row["customer_id"] == customer_id)
        return ProvenOrders(customer_id=customer_id, order_ids=ids)

    @staticmethod
    def _counted(session_id: str, proof: Proof) -> Iterator[tuple[str, str]]:
        yield "order", proof.order_id or ""
        yield "session", session_id

    def _take(self, keys: tuple[str, ...]) -> bool:
        """Count a try under each key, unless one of them has used up its tries."""
        at = now()
        with writing(self._engine) as connection:
            counts = [_count(connection, key, at) for key in keys]
            if any(count >= TRIES for count in counts):
                return False
            for key, count in zip(keys, counts, strict=True):
                connection.execute(update(_tries).where(_tries.c.key == key).values(count=count + 1, last=at))
        return True

    def _keep(self, session_id: str, order: Order, keys: tuple[str, ...]) -> None:
        row = {"session_id": session_id, "order_id": order.order_id}
        with writing(self._engine) as connection:
            connection.execute(delete(_tries).where(_tries.c.key.in_(keys)))
            connection.execute(delete(_proven).filter_by(**row))
            connection.execute(insert(_proven).values(**row, customer_id=order.customer_id, at=now()))


def matching_order(proof: Proof, catalogue: Catalogue) -> Order | None:
    """The order that a proof is about, if the proof holds; None for whatever reason it does not."""
    given = (proof.order_id or "").casefold()
    orders = [order for order in catalogue.orders() if order.order_id.casefold() == given]
    customers = [(order, catalogue.customer(order.customer_id)) for order in orders]
    held = [order for order, customer in customers if customer is not None and _holds(proof, order, customer)]
    return held[0] if held else None


def proven_desk(desk: Desk, proven: ProvenOrders | None) -> Desk:
    """The desk of a guest with their proven orders: a customer of whom nothing else can be looked up."""
    customer = desk.knowledge.catalogue.customer(proven.customer_id) if proven else None
    if proven is None or customer is None:
        return desk
    catalogue = desk.knowledge.catalogue
    orders = [
        order for order in catalogue.orders_of(customer.customer_id) if order.order_id in proven.order_ids
    ]
    known = Customer(
        customer_id=customer.customer_id, membership=customer.membership, language=customer.language
    )
    knowledge = desk.knowledge.limited_to(catalogue.limited_to(known, orders))
    return replace(desk, knowledge=knowledge, customer=known if orders else None, by_order=bool(orders))


def _count(connection: Connection, key: str, at: datetime) -> int:
    """Tries under `key` that still count; its row is locked until the transaction ends."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(_tries).values(key=key, count=0, last=at).on_conflict_do_nothing()
    connection.execute(fresh)
    row = connection.execute(select(_tries).where(_tries.c.key == key).with_for_update()).mappings().one()
    return int(row["count"]) if row["last"] > at - PAUSE else 0


def _holds(proof: Proof, order: Order, customer: Customer) -> bool:
    emails = [plain_email(text) for text in _emails(customer)]
    codes = [plain_postcode(text) for text in _postcodes(order, customer)]
    pairs = [(proof.email or "", known) for known in emails]
    pairs += [(given, known) for given in proof.postcodes for known in codes]
    return any([_same(given, known) for given, known in pairs])  # noqa: C419 - all are compared, in the same time


def _same(given: str, known: str) -> bool:
    return bool(known) and hmac.compare_digest(given.encode(), known.encode())


def _emails(customer: Customer) -> Iterator[str]:
    handles = (identity.handle for identity in customer.identities)
    yield from (text for text in (customer.email, *handles) if text and "@" in text.strip("@"))


def _postcodes(order: Order, customer: Customer) -> Iterator[str]:
    """Postcodes of the order's address and of its customer's."""
    if customer.postal_code:
        yield customer.postal_code
    for address in (order.address, *customer.addresses):
        if isinstance(address, Mapping):
            found = cast("Mapping[str, Any]", address).get("postal_code")
            yield from [str(found)] if found else []
