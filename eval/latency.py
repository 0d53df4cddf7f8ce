"""Times a turn at its event stream, where the shopper stands."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Iterable

from bot.errors import ModelError, ModelTimeoutError
from bot.messages import ErrorEvent, Event, FinalEvent, Reply, SentenceEvent, Value, WaitEvent
from bot.service import close_events

Clock = Callable[[], float]
"""Seconds that only go forward, such as `time.perf_counter`."""


class Times(Value):
    """Seconds from sending the message; None for what never came."""

    first_event: float | None = None
    first_sentence: float | None = None
    total: float | None = None


class Spread(Value):
    """The middle and the slow end of some durations, in seconds; None without any."""

    count: int
    p50: float | None = None
    p95: float | None = None


async def timed(events: AsyncIterator[Event], clock: Clock, limit: float) -> tuple[Reply, Times]:
    """The reply that a turn ends with, and when its parts came.

    Raises:
        ModelError: the turn ended with an error event, or without any end.
        ModelTimeoutError: it took longer than `limit` seconds.
    """
    start = clock()
    marks: dict[str, float] = {}
    last: Event | None = None
    try:
        async with asyncio.timeout(limit):
            async for event in events:
                last, now = event, clock() - start
                for mark in _marks(event):
                    marks.setdefault(mark, now)
    except TimeoutError as error:
        raise ModelTimeoutError(f"no end of the turn after {limit:g} s") from error
    finally:
        await close_events(events)
    return _reply(last), Times(**marks)


def _marks(event: Event) -> tuple[str, ...]:
    if isinstance(event, SentenceEvent):
        return ("first_event", "first_sentence")
    if isinstance(event, WaitEvent):
        return ()
    return ("first_event", "total") if isinstance(event, FinalEvent) else ("first_event",)


def _reply(last: Event | None) -> Reply:
    if isinstance(last, FinalEvent):
        return last.reply
    if isinstance(last, ErrorEvent):
        raise ModelError(f"error event {last.code}: {last.message}")
    raise ModelError(f"the turn ended with {last!r}, expected a final or error event")


def spread(seconds: Iterable[float | None]) -> Spread:
    """p50 and p95 by the nearest-rank rule: the smallest value that so many per cent do not exceed."""
    values = sorted(value for value in seconds if value is not None)
    if not values:
        return Spread(count=0)
    return Spread(count=len(values), p50=_at(values, 50), p95=_at(values, 95))


def _at(values: list[float], per_cent: int) -> float:
    return values[math.ceil(len(values) * per_cent / 100) - 1]
