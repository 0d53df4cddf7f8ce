"""Ctrl-C and SIGTERM end a program in order: work is told to stop, and what cannot stop is left behind.

Threads in native code (embedding a shop, loading a model) cannot be interrupted, and Python would wait for
them. Nothing they write is used before it is complete, so leaving them behind loses nothing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

GRACE_SECONDS = 8.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)

Work = Callable[["Stopping"], Coroutine[Any, Any, int]]


class Stopping:
    """What a signal does to one run. Work that can end by itself sets `on_stop`; else it is cancelled."""

    def __init__(self) -> None:
        self.on_stop: Callable[[], None] | None = None
        self.code = 0
        self._task: asyncio.Task[int] | None = None

    async def watch(self, work: Work) -> int:
        """Runs `work` to its end or to the first signal; the exit code."""
        loop = asyncio.get_running_loop()
        self._task = loop.create_task(work(self))
        before = {number: signal.getsignal(number) for number in _SIGNALS}
        try:
            for number in _SIGNALS:
                signal.signal(number, lambda n, _: loop.call_soon_threadsafe(self._stop, n))
            await asyncio.wait([self._task])
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        if self._task.cancelled():
            return self.code
        return self.code or self._task.result()

    def _stop(self, number: int) -> None:
        self.code = 128 + number
        leave_within(GRACE_SECONDS, self.code)
        if self.on_stop is not None:
            self.on_stop()
        elif self._task is not None:
            self._task.cancel()


def run(work: Work) -> int:
    """Runs `work` in a loop of its own. The exit code: its own, or 128 + the signal that ended it."""
    stopping = Stopping()
    with asyncio.Runner() as runner:
        code = runner.run(stopping.watch(work))
        if stopping.code:
            leave_within(1.0, stopping.code)
    return code


@contextmanager
def interrupts_as_exceptions() -> Generator[None]:
    """Inside, Ctrl-C raises KeyboardInterrupt at once: for waiting on the keyboard within a `run`."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def leave_at_once_on_interrupt() -> None:
    """Until `run` takes over, Ctrl-C ends the program without a word: there is nothing to close yet."""
    signal.signal(signal.SIGINT, _leave)


def leave_within(seconds: float, code: int) -> None:
    """Ends the process with `code` after `seconds` unless it has ended by then."""
    timer = threading.Timer(seconds, _exit, [code])
    timer.daemon = True
    timer.start()


def _leave(number: int, _frame: FrameType | None) -> None:
    _exit(128 + number)


def _exit(code: int) -> None:
    sys.stdout.flush()
    os._exit(code)
