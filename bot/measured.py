"""Counts and times every turn, on whichever surface it was asked."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest

from bot.conversation import SourceView, StoredTurn
from bot.errors import ShopkeeperError
from bot.messages import ErrorEvent, Event, FinalEvent, Reply, SessionInfo
from bot.service import AssistantService, Rating, close_events, last_reply
from bot.trace import Trace

_BUCKETS_SECONDS = (0.1, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 20, 30, 60)


class Metrics:
    """Prometheus metrics in a registry of their own; durations in seconds."""

    def __init__(self) -> None:
        """Starts every count at zero."""
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._turns = self._counter("turns", "Turns that were answered.", ("route", "language"))
        self._abstentions = self._counter("abstentions", "Replies that said: not in the data.", ("language",))
        self._errors = self._counter("errors", "Turns that could not be carried out.", ("code",))
        self._feedback = self._counter("feedback", "Opinions of replies.", ("rating",))
        self._first_event = self._histogram("first_event", "Message to first event.")
        self._first_sentence = self._histogram("first_sentence", "Message to first sentence.")
        self._turn = self._histogram("turn", "Message to final event.")

    def count(self, event: Event) -> None:
        """Takes in the last event of a turn; other events change nothing."""
        if isinstance(event, FinalEvent):
            self._count_reply(event.reply)
        elif isinstance(event, ErrorEvent):
            self._errors.labels(event.code).inc()

    def count_failure(self, error: Exception) -> None:
        """Takes in a turn that ended with an exception; a caller's own mistakes are left out."""
        if not isinstance(error, ShopkeeperError):
            self._errors.labels("internal").inc()

    def count_feedback(self, rating: Rating) -> None:
        """Takes in an opinion."""
        self._feedback.labels(rating).inc()

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._registry)

    def _count_reply(self, reply: Reply) -> None:
        self._turns.labels(reply.route, reply.language).inc()
        if reply.abstained:
            self._abstentions.labels(reply.language).inc()
        timings = reply.timings_ms
        self._first_event.observe(timings.first_event / 1000)
        self._first_sentence.observe(timings.first_sentence / 1000)
        self._turn.observe(timings.total / 1000)

    def _counter(self, name: str, help_text: str, labels: Iterable[str]) -> Counter:
        return Counter(f"shopkeeper_{name}", help_text, labels, registry=self._registry)

    def _histogram(self, name: str, help_text: str) -> Histogram:
        name = f"shopkeeper_{name}_seconds"
        return Histogram(name, help_text, registry=self._registry, buckets=_BUCKETS_SECONDS)


@dataclass(frozen=True)
class MeasuredAssistant:
    """An `AssistantService` that hands everything on to `assistant` and counts it."""

    assistant: AssistantService
    metrics: Metrics = field(default_factory=Metrics)

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """As the assistant does."""
        return await self.assistant.open_session(channel=channel, customer_id=customer_id, language=language)

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        """As the assistant does."""
        return await self.assistant.latest_session(customer_id)

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        """As the assistant does."""
        await self.assistant.recall(session_id, said)

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The assistant's events, counted."""
        events = self.assistant.stream(session_id, text, client_message_id=client_message_id)
        try:
            async for event in events:
                self.metrics.count(event)
                yield event
        except Exception as error:
            self.metrics.count_failure(error)
            raise
        finally:
            await close_events(events)

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        """The assistant's reply, counted."""
        return await last_reply(self.stream(session_id, text, client_message_id=client_message_id))

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        """As the assistant does."""
        return await self.assistant.transcript(session_id)

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        """As the assistant does."""
        return await self.assistant.trace(session_id, reply_id)

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        """As the assistant does, counted."""
        await self.assistant.feedback(reply_id, rating, comment)
        self.metrics.count_feedback(rating)

    async def ready(self) -> bool:
        """As the assistant does."""
        return await self.assistant.ready()

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        """As the assistant does."""
        return self.assistant.source(source_id, session_id)
