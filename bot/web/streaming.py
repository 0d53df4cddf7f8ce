"""A turn told over HTTP while it runs, and stopped as soon as nobody listens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from fastapi import Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.types import Receive, Scope, Send

from bot.messages import (
    CardEvent,
    CitationEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    RouteEvent,
    SentenceEvent,
    WaitEvent,
)
from bot.service import close_events
from bot.web.problems import Problem, problem, problem_of

T = TypeVar("T")


class ClientLeftError(Exception):
    """The caller closed the connection before there was an answer."""


class RunningTurn:
    """A turn's events, produced by a task of their own from first to last, which `stop` can always end."""

    def __init__(self, events: AsyncIterator[Event]) -> None:
        """Starts the turn; needs a running event loop."""
        self._queue: asyncio.Queue[Event | Exception | None] = asyncio.Queue()
        self._task = asyncio.create_task(self._run(events))

    def __aiter__(self) -> RunningTurn:
        """The turn itself."""
        return self

    async def __anext__(self) -> Event:
        """The next event; what the turn raised is raised here."""
        item = await self._queue.get()
        if item is None:
            raise StopAsyncIteration
        if isinstance(item, Exception):
            raise item
        return item

    async def last(self) -> Event | None:
        """The turn's last event, once all have come."""
        event = None
        async for event in self:  # noqa: B007 - the last one is wanted
            pass
        return event

    async def stop(self) -> None:
        """Ends the turn and waits until it has; harmless when it is over."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self, events: AsyncIterator[Event]) -> None:
        try:
            async for event in events:
                self._queue.put_nowait(event)
            self._queue.put_nowait(None)
        except Exception as error:
            self._queue.put_nowait(error)
        finally:
            await close_events(events)


class TurnResponse(EventSourceResponse):
    """A turn as server-sent events: `event` is the event's name, `data` the JSON of its payload.

    `first` is the event that came already. The turn is stopped when the response ends, however that happens.
    """

    def __init__(self, first: Event, turn: RunningTurn) -> None:
        """Tells `first`, then what else `turn` gives."""
        super().__init__(_messages(first, turn))  # pyright: ignore[reportUnknownMemberType]
        self._turn = turn

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._turn.stop()


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


def problem_of_event(event: ErrorEvent) -> Problem:
    """The problem that stands for a turn's error event; its words were written for the shopper."""
    status = 504 if "timeout" in event.code else 503
    return problem(status, event.code.replace("_", "-"), event.message)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _messages(first: Event, turn: RunningTurn) -> AsyncIterator[ServerSentEvent]:
    try:
        yield _message(first)
        async for event in turn:
            yield _message(event)
    except Exception as error:
        yield ServerSentEvent(problem_of(error).model_dump_json(exclude_none=True), event="error")


def _message(event: Event) -> ServerSentEvent:
    return ServerSentEvent(_payload(event), event=event.event)


def _payload(event: Event) -> str:
    match event:
        case CardEvent():
            return event.card.model_dump_json()
        case CitationEvent():
            return event.citation.model_dump_json()
        case FinalEvent():
            return event.reply.model_dump_json()
        case ErrorEvent():
            return problem_of_event(event).model_dump_json(exclude_none=True)
        case SentenceEvent() | RouteEvent() | WaitEvent():
            return event.model_dump_json(exclude={"event"})
