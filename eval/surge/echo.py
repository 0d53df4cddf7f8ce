"""An assistant that repeats what it hears, so that what is measured around it is the server alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from bot.conversation import SourceView, StoredTurn, new_id
from bot.conversations import Conversations
from bot.fakes import events_of, scripted_reply
from bot.messages import Event, FinalEvent, Reply, SessionInfo
from bot.service import Rating, last_reply
from bot.trace import Trace

_GREETING = "Hello! How can I help?"


class Echo:
    """An `AssistantService` that answers with the message itself, `pause` seconds before each event.

    Sessions and turns are kept in the real database, in the real order: kept first, told then.
    """

    def __init__(self, conversations: Conversations, pause: float) -> None:
        self._conversations = conversations
        self._pause = pause

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session, of whoever asks for one."""
        made = await asyncio.to_thread(self._conversations.open, channel, customer_id, language or "en")
        return SessionInfo(
            session_id=made.session_id,
            customer_id=made.customer_id,
            greeting=_GREETING,
            channel=made.channel,
            language=made.language,
        )

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        """Nobody comes back."""
        return None

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        """Nothing is remembered."""

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The message as a reply, event by event."""
        await asyncio.to_thread(self._conversations.get, session_id)
        reply = scripted_reply(text, reply_id=new_id(), session_id=session_id)
        for event in events_of(reply):
            await asyncio.sleep(self._pause)
            if isinstance(event, FinalEvent):
                await asyncio.to_thread(
                    self._conversations.add_turn,
                    session_id,
                    text,
                    reply,
                    client_message_id=client_message_id,
                )
            yield event

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        """The message as a reply."""
        return await last_reply(self.stream(session_id, text, client_message_id=client_message_id))

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        """All turns of a session."""
        return await asyncio.to_thread(self._conversations.turns, session_id)

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        """Nothing was thought."""
        return Trace()

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        """Keeps an opinion."""
        await asyncio.to_thread(self._conversations.feedback, reply_id, rating, comment)

    async def ready(self) -> bool:
        """Always."""
        return True

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        """Nothing is cited."""
        return None
