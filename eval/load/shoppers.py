"""Several shoppers who ask at once, and one who asks for a long time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from itertools import cycle, islice
from statistics import linear_regression
from typing import Protocol

from bot.errors import ShopkeeperError
from bot.messages import (
    CardEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    SentenceEvent,
    SessionInfo,
    Value,
    WaitEvent,
)
from bot.service import close_events
from eval.latency import Clock
from eval.memory import Measure
from knowledge.catalogue import Catalogue

A_SESSION = 10
SETTLED = 0.2
"""Share of the turns after which memory should grow no more: caches are full by then."""
MEASUREMENTS = 20
"""How often memory is looked at during a long talk."""
_BY_CODE = {
    "en": ("Where is my order?", "What have I ordered so far?", "Can you recommend something?", "Thank you!"),
    "zh": ("我的订单到哪了？", "我买过哪些东西？", "有什么推荐的吗？", "谢谢！"),
}
"""Messages that no language model is needed for."""
_ASKED = {"en": "What is the {label} of the {name}?", "zh": "{name}的{label}是多少？"}


_NAMES: Mapping[type[Event], str] = {CardEvent: "card", SentenceEvent: "sentence", FinalEvent: "total"}


class Talker(Protocol):
    """As much of `AssistantService` as is needed here."""

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session."""
        ...

    def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncIterator[Event]:
        """The events of one turn."""
        ...


class Waited(Value):
    """How long one message waited, in seconds: for a card, for the first sentence, for the end; None: it never came.

    `told` tells whether a wait was announced, `error` why there was no answer.
    """

    card: float | None = None
    sentence: float | None = None
    total: float | None = None
    told: bool = False
    error: str = ""


class Growth(Value):
    """Bytes held after each number of turns."""

    turns: tuple[int, ...]
    bytes: tuple[int, ...]

    @property
    def slope(self) -> float | None:
        """Bytes a turn, by least squares over what was measured after the first `SETTLED`; None of fewer than two."""
        settled = [at for at in zip(self.turns, self.bytes, strict=True) if at[0] > SETTLED * self.turns[-1]]
        if len(settled) < 2:
            return None
        return linear_regression(*zip(*settled, strict=True)).slope


def questions(catalogue: Catalogue) -> Iterator[str]:
    """Questions about the products' attributes, in the shop's first language, a product a question, over and over."""
    language = _language(catalogue)
    products = [product for product in catalogue.products() if product.attributes]
    for place in range(max((len(p.attributes) for p in products), default=0)):
        for product in products:
            label = next(islice(product.attributes, place % len(product.attributes), None))
            yield _ASKED[language].format(label=label.lower(), name=product.name)


def messages(catalogue: Catalogue) -> Iterator[str]:
    """One of those questions, then messages that code alone answers; many turns would take hours else."""
    for question in questions(catalogue):
        yield question
        yield from _BY_CODE[_language(catalogue)]


def _language(catalogue: Catalogue) -> str:
    return "zh" if catalogue.profile.languages[0].startswith("zh") else "en"


async def at_once(assistant: Talker, asked: Sequence[Sequence[str]], clock: Clock) -> list[Waited]:
    """Every shopper asks their questions one after the other, all of them at the same time."""
    visits = await asyncio.gather(*(_visit(assistant, texts, clock) for texts in asked))
    return [waited for visit in visits for waited in visit]


async def _visit(assistant: Talker, texts: Sequence[str], clock: Clock) -> list[Waited]:
    session = await assistant.open_session()
    return [await ask(assistant, session.session_id, text, clock) for text in texts]


async def ask(assistant: Talker, session_id: str, text: str, clock: Clock) -> Waited:
    """One message; an answer that fails is told, not raised."""
    start, marks = clock(), dict[str, float]()
    told, error = False, "the turn ended without an end"
    events = assistant.stream(session_id, text)
    try:
        async for event in events:
            told = told or isinstance(event, WaitEvent)
            if isinstance(event, ErrorEvent):
                error = event.message
            if name := _NAMES.get(type(event)):
                marks.setdefault(name, clock() - start)
    except ShopkeeperError as problem:
        error = str(problem)
    finally:
        await close_events(events)
    return Waited(**marks, told=told, error="" if "total" in marks else error)


async def long_talk(
    assistant: Talker, texts: Sequence[str], turns: int, measure: Measure, customers: Sequence[str] = ()
) -> Growth:
    """One shopper after the other, `A_SESSION` messages each, until there were so many turns; the memory held.

    Every second shopper is a guest, the others are `customers` in turn; all are guests without any.
    """
    counts, held = list[int](), list[int]()
    every = max(1, turns // MEASUREMENTS)
    visitors = cycle([who for customer in customers for who in (customer, None)] or [None])
    session = await assistant.open_session(customer_id=next(visitors))
    for number, text in zip(range(1, turns + 1), cycle(texts), strict=False):
        if number > 1 and number % A_SESSION == 1:
            session = await assistant.open_session(customer_id=next(visitors))
        await ask(assistant, session.session_id, text, _no_clock)
        if number % every == 0:
            counts.append(number)
            held.append(measure())
    return Growth(turns=tuple(counts), bytes=tuple(held))


def _no_clock() -> float:
    return 0.0
