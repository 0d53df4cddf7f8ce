"""Resident memory of a process and all its children, watched from a thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

import psutil

INTERVAL_SECONDS = 0.2
Measure = Callable[[], int]


def resident(pid: int | None = None) -> int:
    """Bytes of physical memory that a process (this one by default) and its children hold now.

    Pages that they share, such as mapped weights, count once for each of them. 0 for a process that has ended.
    """
    try:
        process = psutil.Process(pid)
        return _rss(process) + sum(map(_rss, process.children(recursive=True)))
    except psutil.NoSuchProcess:
        return 0


class Peak:
    """The most that was measured so far, in bytes."""

    def __init__(self) -> None:
        self.bytes = 0

    def take(self, value: int) -> None:
        """Takes in one measurement."""
        self.bytes = max(self.bytes, value)


@contextmanager
def watched(measure: Measure = resident, interval: float = INTERVAL_SECONDS) -> Generator[Peak]:
    """Measures every `interval` seconds inside the block, and once at each end."""
    peak, over = Peak(), threading.Event()

    def watch() -> None:
        while not over.wait(interval):
            peak.take(measure())

    peak.take(measure())
    thread = threading.Thread(target=watch, daemon=True, name="memory")
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()
        peak.take(measure())


def _rss(process: psutil.Process) -> int:
    try:
        return process.memory_info().rss
    except psutil.NoSuchProcess:
        return 0
