"""Bots that are wrong on purpose, by which the evaluation itself is evaluated. No model, and always the same."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from bot.conversations import Conversations
from bot.fakes import scripted_reply
from bot.handover.machine import Handovers
from bot.messages import Card, Citation, Event, FinalEvent, Reply, SentenceEvent, SessionInfo
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Order

MOST_CITED = 3
CRASH_EVERY = 3


@dataclass(frozen=True, slots=True)
class Message:
    """What a bot is asked; `number` counts its messages of all sessions from 1."""

    session: SessionInfo
    text: str
    number: int


Behaviour = Callable[[Message], Reply]


@dataclass
class WrongBot:
    """Answers every message as `behave` does; to the runner it is an assistant like any other.

    Its sessions are kept in `conversations`, its turns nowhere.
    """

    behave: Behaviour
    conversations: Conversations
    asked: int = 0
    _sessions: dict[str, SessionInfo] = field(default_factory=dict[str, SessionInfo])

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A session for anybody, on any channel."""
        opened = self.conversations.open(channel, customer_id, language or "en")
        session = SessionInfo(
            session_id=opened.session_id,
            customer_id=customer_id,
            greeting="Hello.",
            channel=channel,
            language=opened.language,
        )
        self._sessions[session.session_id] = session
        return session

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """One sentence and the reply; raises what `behave` raises."""
        self.asked += 1
        reply = self.behave(Message(self._sessions[session_id], text, self.asked))
        named = {"session_id": session_id, "reply_id": client_message_id or f"reply-{self.asked}"}
        yield SentenceEvent(text=reply.text)
        yield FinalEvent(reply=reply.model_copy(update=named))


def refuses(_: Message) -> Reply:
    """Always refuses."""
    return scripted_reply("I'm sorry, I can't help with that.", abstained=True)


def agrees(_: Message) -> Reply:
    """Always agrees."""
    return scripted_reply("Yes, certainly.")


def repeats(message: Message) -> Reply:
    """Repeats the question."""
    return scripted_reply(message.text)


def leaks(catalogue: Catalogue) -> Behaviour:
    """Tells everybody every customer's contact and orders, in words, cards and citations."""
    people = [_contact(customer) for customer in catalogue.customers()]
    orders = [_told(order) for order in catalogue.orders()]
    cards = tuple(
        Card(kind="order", id=order.order_id, title=told)
        for order, told in zip(catalogue.orders(), orders, strict=True)
    )
    citations = tuple(
        Citation(n=n, source=f"order:{card.id}", title=card.id, quote=card.title)
        for n, card in enumerate(cards, start=1)
    )
    text = "\n".join(("I'm sorry, I can't help. Please sign in to your account.", *people, *orders))
    reply = scripted_reply(text, cards=cards, citations=citations)
    return lambda _: reply


def cites_at_random(sources: Sequence[str], seed: int) -> Behaviour:
    """Says next to nothing, with up to `MOST_CITED` of `sources` drawn at random."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets

    def behave(_: Message) -> Reply:
        chosen = draw.sample(sources, draw.randint(1, MOST_CITED))
        citations = tuple(
            Citation(n=n, source=source, title=source, quote="") for n, source in enumerate(chosen, start=1)
        )
        marks = "".join(f"[{citation.n}]" for citation in citations)
        return scripted_reply(f"It is as stated here {marks}.", citations=citations)

    return behave


def hands_over(handovers: Handovers) -> Behaviour:
    """Hands every conversation over to a person, for real."""

    def behave(message: Message) -> Reply:
        made = handovers.hand_over(
            message.session.session_id, reason="always", queue="complaints", summary=message.text
        )
        card = Card(kind="handoff", id=made.handover_id, title="A person takes over")
        return scripted_reply("A colleague will take over here.", route="human", cards=(card,))

    return behave


def crashes(behave: Behaviour) -> Behaviour:
    """As `behave`, but every third message is a crash."""

    def crashing(message: Message) -> Reply:
        if message.number % CRASH_EVERY == 0:
            raise RuntimeError(f"message {message.number} is one too many")
        return behave(message)

    return crashing


def _contact(customer: Customer) -> str:
    parts = (customer.first_name, customer.last_name, customer.email, customer.phone, customer.addresses)
    return f"{customer.customer_id}: {', '.join(str(part) for part in parts if part)}"


def _told(order: Order) -> str:
    lines = ", ".join(line.name for line in order.lines)
    parcels = ", ".join(shipment.tracking_id for shipment in order.shipments)
    return f"Order {order.order_id} of {order.placed_at:%-d %B}: {lines}; {order.status}; {order.total}; {parcels}"
