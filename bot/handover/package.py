"""What a person gets with a conversation: who it is, what they want, what was tried, what the records say.

Everything is copied from the transcript, the trace and the shop's records; no sentence is written by a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import AwareDatetime

from bot.conversation import Session, StoredTurn
from bot.messages import Sentiment, Value
from bot.sentiment.course import Cause, Course
from bot.sentiment.signals import asks_for_person
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Order

MOST_TURNS = 20
MOST_ORDERS = 5
MOST_WANTS = 3
_SHORT_WISH = 60  # letters; a longer wish for a person says what it is about
_ORDER = re.compile(r"order:([^#\s]+)")


class Shopper(Value):
    """Who the conversation is with. A guest's words are no proof; one who has proven an order is known by it."""

    customer_id: str | None
    verified: Literal["signed_in", "by_order", "no"]
    name: str = ""
    membership: str = ""
    channel: str
    language: str


class Tried(Value):
    """One message and what became of it: `answered`, `unanswered` (the data did not tell) or `passed_on`."""

    message: str
    outcome: str
    tools: tuple[str, ...]
    sources: tuple[str, ...]


class Shown(Value):
    """A fact that a reply rested on."""

    source: str
    title: str
    text: str


class OrderFact(Value):
    """An order of the customer's that the talk is about, from its record."""

    order_id: str
    status: str
    placed_at: AwareDatetime
    items: tuple[str, ...]
    total: str
    tracking: tuple[str, ...]


class MoodCourse(Value):
    """The sentiment scores of the talk so far, oldest first, with their level and slope."""

    scores: tuple[float, ...]
    level: float
    slope: float
    repeats: int


class Package(Value):
    """What the person reads before the first word. `next_step` names a phrase of the inbox."""

    shopper: Shopper
    wants: str
    tried: tuple[Tried, ...]
    evidence: tuple[Shown, ...]
    mood: MoodCourse
    orders: tuple[OrderFact, ...]
    next_step: str


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation at the moment of its hand-over; `text` is the newest message, not yet in `history`."""

    session: Session
    history: tuple[StoredTurn, ...]
    text: str
    sentiment: Sentiment
    course: Course | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The shopper's messages, the newest first."""
        return (self.text, *(turn.message for turn in reversed(self.history)))

    @property
    def intents(self) -> tuple[str, ...]:
        """What the messages asked, the newest first."""
        return tuple(
            task["intent"] for turn in reversed(self.history) for task in turn.trace.get("tasks", ())
        )


def package_of(
    talk: Talk, queue: str, cause: Cause, customer: Customer | None, catalogue: Catalogue
) -> Package:
    """The package for a talk that goes to `queue`. `customer` and `catalogue` are the turn's: what it may see."""
    orders = _orders(talk, customer, catalogue)
    return Package(
        shopper=_shopper(talk.session, customer),
        wants=_wants(talk.texts),
        tried=tuple(_tried(turn) for turn in talk.history[-MOST_TURNS:]),
        evidence=_evidence(talk.history[-MOST_TURNS:]),
        mood=_mood(talk),
        orders=orders,
        next_step=_next_step(queue, cause, orders, verified=customer is not None),
    )


def _shopper(session: Session, customer: Customer | None) -> Shopper:
    names = (customer.first_name, customer.last_name) if customer else ()
    return Shopper(
        customer_id=customer.customer_id if customer else None,
        verified="no" if customer is None else "signed_in" if session.customer_id else "by_order",
        name=" ".join(name for name in names if name),
        membership=(customer.membership or "") if customer else "",
        channel=session.channel,
        language=session.language,
    )


def _wants(texts: Sequence[str]) -> str:
    """The last messages that say more than "a person, please", in their order."""
    telling = [text for text in texts if len(text) > _SHORT_WISH or not asks_for_person(text)]
    return " · ".join(reversed(telling[:MOST_WANTS])) or texts[0]


def _tried(turn: StoredTurn) -> Tried:
    reply = turn.reply
    passed = reply.route == "human"
    return Tried(
        message=turn.message,
        outcome="passed_on" if passed else "unanswered" if reply.abstained else "answered",
        tools=tuple(dict.fromkeys(call.name for call in reply.tools)),
        sources=tuple(dict.fromkeys(citation.source for citation in reply.citations)),
    )


def _evidence(history: Iterable[StoredTurn]) -> tuple[Shown, ...]:
    cited = (citation for turn in history for citation in turn.reply.citations)
    shown = {(c.source, c.quote): Shown(source=c.source, title=c.title, text=c.quote) for c in cited}
    return tuple(shown.values())


def _mood(talk: Talk) -> MoodCourse:
    scores = [turn.reply.sentiment.score for turn in talk.history[-MOST_TURNS:]]
    course = talk.course
    return MoodCourse(
        scores=(*scores, talk.sentiment.score),
        level=round(course.level, 3) if course else talk.sentiment.score,
        slope=round(course.slope, 3) if course else 0.0,
        repeats=course.repeats if course else 0,
    )


def _orders(talk: Talk, customer: Customer | None, catalogue: Catalogue) -> tuple[OrderFact, ...]:
    """The customer's own orders that were named, shown or talked about; the newest one if there was none."""
    if customer is None:
        return ()
    own = sorted(catalogue.orders_of(customer.customer_id), key=lambda o: o.placed_at, reverse=True)
    said = " ".join(talk.texts).casefold()
    about = set(_ORDER.findall(" ".join(_subjects(talk.history))))
    concerned = [o for o in own if o.order_id in about or o.order_id.casefold() in said]
    return tuple(_order(o, talk.session.language) for o in (concerned or own[:1])[:MOST_ORDERS])


def _subjects(history: Iterable[StoredTurn]) -> Iterable[str]:
    for turn in history:
        yield from turn.focus
        yield from (citation.source for citation in turn.reply.citations)


def _order(order: Order, language: str) -> OrderFact:
    return OrderFact(
        order_id=order.order_id,
        status=order.status,
        placed_at=order.placed_at,
        items=tuple(f"{line.quantity} × {line.name}" for line in order.lines),
        total=order.total.format(language) if order.total else "",
        tracking=tuple(s.tracking_id for s in order.shipments if s.tracking_id),
    )


def _next_step(queue: str, cause: Cause, orders: Sequence[OrderFact], *, verified: bool) -> str:
    if cause == "threat":
        return "calm_and_settle"
    if queue in {"orders", "returns", "billing"} and not verified:
        return "verify_first"
    if queue == "orders" and orders:
        return "check_parcel" if orders[0].status == "shipped" else "check_order"
    return {"returns": "settle_return", "billing": "check_payment", "products": "answer_product"}.get(
        queue, "calm_and_settle" if cause in ("anger", "complaints") else "ask_need"
    )
