"""What is told over HTTP as it happens: one turn, or all that happens in a session, as server-sent events."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from typing import Any, TypeVar

from fastapi import Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from bot.web.feeds import Entry, Feed, Turn

T = TypeVar("T")
PING_SECONDS = 15


class ClientLeftError(Exception):
    """The caller closed the connection before there was an answer."""


class ListeningResponse(EventSourceResponse):
    """Server-sent events; `listening` is held until the response ends, however that happens."""

    def __init__(
        self, messages: AsyncIterator[ServerSentEvent], listening: AbstractContextManager[None]
    ) -> None:
        """Tells `messages`."""
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        super().__init__(messages, ping=PING_SECONDS, headers=headers)  # pyright: ignore[reportUnknownMemberType]
        self._listening = listening

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events."""
        with self._listening:
            await super().__call__(scope, receive, send)


def turn_response(feed: Feed, turn: Turn, after: int) -> ListeningResponse:
    """One turn's events: `id`, `event` and, as `data`, the JSON of the payload."""

    async def messages() -> AsyncIterator[ServerSentEvent]:
        async for entry in feed.answer(turn, after):
            yield _message(feed, entry, entry.payload)

    return ListeningResponse(messages(), feed.listening(turn))


def session_response(
    feed: Feed, after: int | None, transcript: Callable[[], Awaitable[dict[str, Any]]]
) -> ListeningResponse:
    """All that happens in a session after entry `after`; with None, the transcript first.

    The payload of a turn's event says in `turn` which message it answers.
    """

    async def messages() -> AsyncIterator[ServerSentEvent]:
        start = after
        if start is None:
            start = min((turn.start for turn in feed.pending()), default=feed.last)
            told = Entry(start, "transcript", await transcript())
            yield _message(feed, told, told.payload)
        async for entry in feed.follow(start):
            yield _message(feed, entry, {"turn": entry.turn, **entry.payload})

    return ListeningResponse(messages(), feed.listening())


async def unless_left(request: Request, work: Awaitable[T]) -> T:
    """What `work` gives; the request's body must have been read.

    Raises:
        ClientLeftError: the caller left first; `work` is cancelled.
    """
    working = asyncio.ensure_future(work)
    leaving = asyncio.create_task(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientLeftError
        return working.result()
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _message(feed: Feed, entry: Entry, payload: object) -> ServerSentEvent:
    data = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return ServerSentEvent(data, event=entry.name, id=feed.event_id(entry.number))
