"""Runs trials, some at once, and tells what came of them."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from eval.outcome import DialogResult, Status
from eval.run.selection import Trial

Hold = Callable[[Trial], Awaitable[DialogResult]]


async def run_all(
    trials: Iterable[Trial], hold: Hold, jobs: int, on_result: Callable[[DialogResult], None]
) -> None:
    """Holds all trials, at most `jobs` at once, in their order; each result goes to `on_result` as it comes.

    What `hold` or `on_result` raises ends the run, as does cancelling it; results that were given stay given.
    """
    waiting = iter(trials)

    async def work() -> None:
        for trial in waiting:  # one iterator for all workers: each takes the next trial
            on_result(await hold(trial))

    workers = [asyncio.create_task(work()) for _ in range(jobs)]
    try:
        await asyncio.gather(*workers)
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def left_over(trials: Iterable[Trial], done: Iterable[DialogResult]) -> tuple[Trial, ...]:
    """The trials that have no result yet."""
    keys = {result.key for result in done}
    return tuple(trial for trial in trials if trial.key not in keys)


def digest(trials: Sequence[Trial]) -> str:
    """Twelve hexadecimal digits that change with any of the trials."""
    whole = hashlib.sha256()
    for trial in trials:
        whole.update(f"{trial.key}\0{trial.dialog.model_dump_json()}\0".encode())
    return whole.hexdigest()[:12]


def counts(results: Iterable[DialogResult]) -> Mapping[Status, int]:
    """How many passed, failed and crashed."""
    found = Counter(result.status for result in results)
    return {status: found[status] for status in ("pass", "fail", "error")}


def exit_code(results: Iterable[DialogResult]) -> int:
    """1 when a dialog that must not fail did, or crashed; else 0."""
    return int(any(result.on_fail == "block" and result.status != "pass" for result in results))
