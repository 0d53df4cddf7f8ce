"""Keeps so many pages open and sends so many messages a second, for so long, and watches the server's memory."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx

from bot.messages import Value
from eval.memory import Measure
from eval.surge.crowd import Heard, Shopper

A_VISIT = 10
"""Messages after which a shopper leaves and another one comes."""
MEASURED_SECONDS = 5.0
_CONNECTIONS = httpx.Limits(max_connections=None, max_keepalive_connections=64)


class Plan(Value):
    """`sessions` open at a time, `rate` messages a second over all of them, for `seconds`."""

    sessions: int
    rate: float
    seconds: float


class Surged(Value):
    """What came of it: messages sent, refused, lost and answered twice; seconds waited; bytes held over time.

    A message that was refused counts as that whether it was answered or not; one that was not, as lost or not.
    """

    sent: int
    refused: int
    lost: int
    doubled: int
    visits: int
    late: int
    waited: tuple[float, ...]
    memory: tuple[int, ...]


class _Crowd:
    """The shoppers there are; each has a task that listens."""

    def __init__(self, client: httpx.AsyncClient, heard: Heard) -> None:
        self._client = client
        self._heard = heard
        self._listening = dict[Shopper, asyncio.Task[None]]()
        self.free = deque[tuple[Shopper, int]]()
        self.visits = 0

    async def arrive(self) -> None:
        self.visits += 1
        shopper = Shopper(self._client, f"shopper {self.visits}", self._heard, time.perf_counter)
        await shopper.begin()
        self._listening[shopper] = asyncio.create_task(shopper.listen())
        self.free.append((shopper, 0))

    async def speak(self, shopper: Shopper, written: int) -> None:
        await shopper.write()
        if written + 1 < A_VISIT:
            self.free.append((shopper, written + 1))
            return
        self._listening.pop(shopper).cancel()
        await self.arrive()

    async def leave(self) -> None:
        for task in self._listening.values():
            task.cancel()
        await asyncio.gather(*self._listening.values(), return_exceptions=True)


async def surge(url: str, plan: Plan, measure: Measure, step: Callable[[float], None]) -> Surged:
    """Holds it against the server at `url`; `step` is told the seconds that have passed.

    A message that falls due while nobody is free to write is counted as `late` and not sent.

    Raises:
        ServiceError: the server opens no session.
    """
    heard, memory, late = Heard(), list[int](), 0
    async with _crowd(url, plan.sessions, heard) as crowd:
        speaking = set[asyncio.Task[None]]()
        start, picked = time.perf_counter(), random.Random(0)  # noqa: S311
        for number in range(int(plan.rate * plan.seconds)):
            await asyncio.sleep(max(0.0, start + number / plan.rate - time.perf_counter()))
            if number % max(1, int(plan.rate * MEASURED_SECONDS)) == 0:
                memory.append(measure())
                step(time.perf_counter() - start)
            if not crowd.free:
                late += 1
                continue
            crowd.free.rotate(picked.randrange(len(crowd.free)))
            task = asyncio.create_task(crowd.speak(*crowd.free.popleft()))
            speaking.add(task)
            task.add_done_callback(speaking.discard)
        await asyncio.gather(*speaking)
        memory.append(measure())
        visits = crowd.visits
    return Surged(
        sent=len(heard.sent),
        refused=len(heard.refused),
        lost=heard.lost,
        doubled=heard.doubled,
        visits=visits,
        late=late,
        waited=tuple(heard.waited),
        memory=tuple(memory),
    )


@asynccontextmanager
async def _crowd(url: str, sessions: int, heard: Heard) -> AsyncGenerator[_Crowd]:
    async with httpx.AsyncClient(base_url=url, limits=_CONNECTIONS, timeout=30, trust_env=False) as client:
        crowd = _Crowd(client, heard)
        try:
            for _ in range(sessions):
                await crowd.arrive()
            yield crowd
        finally:
            await crowd.leave()
