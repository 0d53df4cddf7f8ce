"""Who may use the language model's slots next: what is short goes before what is long.

A model with n slots writes n answers at once and lets the rest wait in the order they came. Waiting here instead, a
choice of sixteen tokens does not stand behind answers of a hundred, and how long the wait will be is known.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.llm.chat import Queue

SHORT = 32
"""Tokens up to which an answer counts as short."""
PATIENCE = 10.0
"""Seconds after which a long answer waits behind no short one that came later."""
FIRST_GUESS = 4.0
_WEIGHT = 0.2


@dataclass(slots=True)
class _Waiter:
    short: bool
    since: float
    number: int
    turn: asyncio.Event = field(default_factory=asyncio.Event)


class Slots:
    """`count` slots, given out one by one. For one event loop."""

    def __init__(self, count: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._free = count
        self._count = count
        self._clock = clock
        self._waiting: list[_Waiter] = []
        self._came = 0
        self._seconds = FIRST_GUESS

    @property
    def ahead(self) -> int:
        """How many answers, running or waiting, must end before one that is asked for now can begin."""
        return 0 if self._free else len(self._waiting) + 1

    @property
    def wait(self) -> float:
        """Seconds that such an answer will probably wait, by the mean of the last answers."""
        return self.ahead * self._seconds / self._count

    @property
    def queue(self) -> Queue:
        """What an answer that is asked for now would wait for."""
        return Queue(running=self._count - self._free, ahead=self.ahead, seconds=self.wait)

    @asynccontextmanager
    async def slot(self, max_tokens: int) -> AsyncGenerator[None]:
        """A slot for an answer of at most `max_tokens`; waits for one, and gives it back however the block ends."""
        await self._take(short=max_tokens <= SHORT)
        started = self._clock()
        try:
            yield
        finally:
            self._seconds += _WEIGHT * (self._clock() - started - self._seconds)
            self._give_back()

    async def _take(self, *, short: bool) -> None:
        if self._free:
            self._free -= 1
            return
        self._came += 1
        waiter = _Waiter(short, self._clock(), self._came)
        self._waiting.append(waiter)
        try:
            await waiter.turn.wait()
        except BaseException:
            if waiter.turn.is_set():  # it was given a slot at the moment it left
                self._give_back()
            else:
                self._waiting.remove(waiter)
            raise

    def _give_back(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        chosen = min(self._waiting, key=self._rank)
        self._waiting.remove(chosen)
        chosen.turn.set()

    def _rank(self, waiter: _Waiter) -> tuple[bool, int]:
        patient = self._clock() - waiter.since < PATIENCE
        return (not waiter.short and patient, waiter.number)
