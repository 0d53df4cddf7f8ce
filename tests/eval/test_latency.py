"""Percentiles by nearest rank; a turn's end decides what it was."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from bot.errors import ModelError
from bot.messages import Event, SentenceEvent
from eval.latency import spread, timed


def test_percentiles_are_measured_values() -> None:
    twenty = spread(float(n) for n in range(20, 0, -1))
    assert (twenty.count, twenty.p50, twenty.p95) == (20, 10.0, 19.0)
    assert (spread([4.0]).p50, spread([4.0]).p95) == (4.0, 4.0)


def test_what_did_not_come_is_left_out() -> None:
    assert spread([None, 2.0]).count == 1
    assert spread([None]).p50 is None


def test_a_stream_that_stops_in_the_middle_is_an_error() -> None:
    async def events() -> AsyncIterator[Event]:
        yield SentenceEvent(text="Half")

    with pytest.raises(ModelError, match="expected a final"):
        asyncio.run(timed(events(), time.perf_counter, 5))
