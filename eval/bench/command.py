"""The command `bench`: holds the same dialogs with Shopkeeper and its peers, one after the other, and compares."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing import get_context
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from bot.errors import ShopkeeperError
from bot.messages import Value
from bot.opening import Step
from bot.stopping import run as run_to_the_end
from eval.bench.beside import Beside, beside
from eval.bench.plan import SYSTEMS, BenchPlan, System
from eval.bench.report import CALLED, HEADING, bench_section, bench_tables
from eval.memory import watched
from eval.peers.worlds import PeerWorlds, open_peer_worlds
from eval.report.folder import HEADER, Run, read_run, write_text
from eval.results import RESULTS, write_section
from eval.run.command import OpenStage
from eval.run.command import Run as Runner
from eval.run.plan import Plan
from eval.run.stage import Stage
from eval.run.worlds import Worlds, open_worlds
from knowledge.errors import KnowledgeError

MEMORY = "memory.json"
POLL_SECONDS = 0.1
HoldSystem = Callable[[Settings, System, BenchPlan], Awaitable[int]]


class PeakMemory(Value):
    """The most bytes that the process and its children held while a system answered."""

    peak: int


async def bench(
    settings: Settings, made: BenchPlan, results: Path | None, hold: HoldSystem | None = None
) -> int:
    """Has each system held, prints the tables, writes the section "Beside peers"; the exit code.

    Each is held by `hold`, by default in a process of its own, so that none is charged with another's memory.

    Raises:
        ShopkeeperError: a folder or the results cannot be used.
    """
    for system in made.systems:
        code = await (hold or hold_apart)(settings, system, made)
        if code:
            return code
    found = compared(made)
    Console().print(bench_tables(found))
    write_section(HEADING, bench_section(found, made.run.header.environment), results or RESULTS)
    return 0


async def hold_apart(settings: Settings, system: System, made: BenchPlan) -> int:
    """`hold_system` in a process of its own, which ends with this one; its exit code."""
    process = get_context("spawn").Process(target=_hold_and_exit, args=(settings, system, made))
    process.start()
    try:
        while process.is_alive():  # noqa: ASYNC110 - a process sets no event
            await asyncio.sleep(POLL_SECONDS)
    finally:
        if process.is_alive():
            process.terminate()
    return process.exitcode or 0


async def hold_system(settings: Settings, system: System, made: BenchPlan) -> int:
    """Holds what has no result yet with one system, and writes its results and reports; exit code 0.

    Raises:
        ShopkeeperError, KnowledgeError: a folder, the models or a shop cannot be used.
    """
    console = Console(stderr=True)
    console.rule(CALLED[system], style="dim")
    await Runner(made.of(system), watched_stage(opener(settings, system, console)), console).carry_out()
    return 0


def _hold_and_exit(settings: Settings, system: System, made: BenchPlan) -> None:
    try:
        code = run_to_the_end(lambda _: hold_system(settings, system, made))
    except (ShopkeeperError, KnowledgeError) as error:
        Console(stderr=True).print(str(error), markup=False, highlight=False, soft_wrap=True)
        code = 2
    sys.exit(code)


def compared(made: BenchPlan) -> Beside:
    """What the folders of all systems hold by now of these dialogs; a run that is not at its end is left out."""
    keys = {trial.key for trial in made.run.trials}
    runs: dict[System, Run] = {}
    for system in SYSTEMS:
        if (made.out / system / HEADER).exists():
            run = read_run(made.out / system)
            if {
                result.key for result in run.results
            } == keys and run.header.dialogs == made.run.header.dialogs:
                runs[system] = run
    memory: dict[System, int | None] = {system: peak_memory(made.out / system) for system in runs}
    return beside({system: run.results for system, run in runs.items()}, memory)


def watched_stage(open_stage: OpenStage) -> OpenStage:
    """Opens the same, and keeps in the run's folder how much memory was held while dialogs were held."""

    @asynccontextmanager
    async def opened(made: Plan) -> AsyncGenerator[Stage]:
        async with open_stage(made) as stage:
            with watched() as peak:
                try:
                    yield stage
                finally:
                    keep_peak_memory(made.out, peak.bytes)

    return opened


def keep_peak_memory(folder: Path, peak: int) -> None:
    """Keeps the peak of a part of a run, unless an earlier part had a higher one.

    Raises:
        ServiceError: the folder cannot be written to.
    """
    highest = max(peak, peak_memory(folder) or 0)
    write_text(folder / MEMORY, PeakMemory(peak=highest).model_dump_json() + "\n")


def peak_memory(folder: Path) -> int | None:
    """What `keep_peak_memory` kept; None if it did not."""
    path = folder / MEMORY
    if not path.exists():
        return None
    return PeakMemory.model_validate_json(path.read_text(encoding="utf-8")).peak


def opener(settings: Settings, system: System, console: Console) -> OpenStage:
    """Opens a system's worlds, with a language model server that nobody has asked before."""

    def step(text: str) -> None:
        console.print(f"{text} ...", style="dim", highlight=False)

    @asynccontextmanager
    async def open_stage(made: Plan) -> AsyncGenerator[Stage]:
        async with _open_worlds(settings, system, made, step) as worlds:
            yield Stage(worlds.fresh)

    return open_stage


def _open_worlds(
    settings: Settings, system: System, made: Plan, step: Step
) -> AbstractAsyncContextManager[Worlds | PeerWorlds]:
    seed = made.header.seed
    if system == "ours":
        return open_worlds(settings, made.folders, seed=seed, step=step)
    return open_peer_worlds(settings, made.folders, system, seed=seed, step=step)
