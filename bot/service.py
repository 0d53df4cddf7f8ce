"""What a surface (page, API, terminal) may ask of the assistant; surfaces know nothing behind it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from typing import Literal, Protocol

from bot.conversation import SourceView, StoredTurn
from bot.errors import ModelError
from bot.messages import ErrorEvent, Event, FinalEvent, Reply, SessionInfo
from bot.trace import Trace

Rating = Literal["up", "down"]


class AssistantService(Protocol):
    """Answers shoppers. Safe to share between requests."""

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session and its greeting; `customer_id` comes from a verified identity, never from words.

        Raises:
            AccessError: no such customer.
            InputError: a channel or language the shop does not have.
        """
        ...

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        """The customer's latest conversation, to go on with on any channel; None when there is no recent one."""
        ...

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        """Takes in what the shopper said before the session, oldest first: what it was about, no more."""
        ...

    def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncIterator[Event]:
        """The events of one turn; the last one is a `FinalEvent` or an `ErrorEvent`, whatever the model does.

        Sending the same `client_message_id` again gives the stored reply and no second turn.

        Raises:
            NotFoundError: no such session; raised before the first event.
            InputError: a message that cannot be answered; raised before the first event.
        """
        ...

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        """One turn without its events.

        Raises:
            NotFoundError: no such session.
            InputError: a message that cannot be answered.
            ModelError: the turn ended with an `ErrorEvent`; carries its message.
        """
        ...

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        """All turns of a session, oldest first.

        Raises:
            NotFoundError: no such session.
        """
        ...

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        """Why a reply of the session is what it is, with everything personal masked.

        Raises:
            NotFoundError: no such session, or no such reply in it.
        """
        ...

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        """Keeps a shopper's opinion of a reply; a second one replaces the first.

        Raises:
            NotFoundError: no such reply.
        """
        ...

    async def ready(self) -> bool:
        """Whether a question asked now can be answered."""
        ...

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        """What a citation points to; None when there is none or the session's customer may not see it.

        Raises:
            NotFoundError: no such session.
        """
        ...


async def last_reply(events: AsyncIterator[Event]) -> Reply:
    """The reply that a turn's events end with.

    Raises:
        ModelError: they end with an `ErrorEvent`; carries its message.
        RuntimeError: they end with neither.
    """
    try:
        async for event in events:
            if isinstance(event, FinalEvent):
                return event.reply
            if isinstance(event, ErrorEvent):
                raise ModelError(event.message)
        raise RuntimeError("the turn ended without a final or error event")
    finally:
        await close_events(events)


async def close_events(events: AsyncIterator[Event]) -> None:
    """Ends a turn's events now instead of whenever they are collected as garbage."""
    if isinstance(events, AsyncGenerator):
        await events.aclose()
