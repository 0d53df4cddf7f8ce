"""The command `run`: opens what the plan needs, shows how far it is, writes results and reports."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bot.config import Settings
from bot.errors import InputError
from eval.facts import names_of
from eval.leaks import secrets_of
from eval.outcome import DialogResult
from eval.report.folder import read_run
from eval.results import RESULTS, write_section
from eval.run.folder import RunFolder, run_folder
from eval.run.http_assistant import HttpAssistant, open_server
from eval.run.plan import Plan
from eval.run.section import HEADING, run_section
from eval.run.selection import Trial
from eval.run.stage import Stage, World
from eval.run.trials import counts, exit_code, left_over, run_all
from knowledge.catalogue import Catalogue
from knowledge.shop_folder import read_shop

SPEED_SECONDS = 1800.0
"""The time left is estimated from what was done in so many seconds: a dialog may take many of them."""


OpenStage = Callable[[Plan], AbstractAsyncContextManager[Stage]]


async def run_dialogs(settings: Settings, made: Plan, results: Path | None = None) -> int:
    """Carries out a plan with the models of `settings`, or at its server; the exit code.

    A run of all built-in dialogs, or of all held-out ones, writes its section into `results`.

    Raises:
        ShopkeeperError, KnowledgeError: the folder, the models, a shop or the server cannot be used.
        InputError: `results` are asked for, and the run is not one of these.
    """
    if results is not None and not made.whole:
        raise InputError(
            "--results: expected a run of all built-in dialogs, or all held-out ones, in their own shops, without "
            "names, --shop, --repeat, --url or --dev"
        )
    console = Console(stderr=True)
    code = await Run(made, stage_opener(settings, console), console).carry_out()
    if made.whole:
        write_section(HEADING, run_section(read_run(made.out)), results or RESULTS)
    return code


@dataclass(frozen=True, slots=True)
class Run:
    """A plan and what carries it out. `open_stage` opens the worlds, or the way to the server."""

    plan: Plan
    open_stage: OpenStage
    console: Console

    async def carry_out(self) -> int:
        """Holds what has no result yet, writes it and the reports; the exit code.

        Raises:
            ShopkeeperError, KnowledgeError: the folder, the models, a shop or the server cannot be used.
        """
        with run_folder(self.plan.out) as folder:
            done = list(folder.begin(self.plan.header))
            self._introduce(len(done))
            try:
                await self._hold(left_over(self.plan.trials, done), folder, done)
            except asyncio.CancelledError:
                self._say(f"Stopped after {len(done)} of {len(self.plan.trials)}. {self._how_to_go_on()}")
                raise
            self._report(done)
            return exit_code(done)

    async def _hold(self, trials: Sequence[Trial], folder: RunFolder, done: list[DialogResult]) -> None:
        if not trials:
            return
        async with self.open_stage(self.plan) as stage:
            with _bar(self.console, trials) as advance:

                def keep(result: DialogResult) -> None:
                    folder.append(result)
                    done.append(result)
                    advance(result)

                await run_all(trials, stage.hold, self.plan.jobs, keep)

    def _introduce(self, done: int) -> None:
        self._say(f"{len(self.plan.trials)} dialogs, results in {self.plan.out}")
        if done:
            self._say(f"{done} of them are done already")
        if self.plan.left_out:
            self._say(f"{self.plan.left_out} dialogs of other shops than the server's are left out")
        if self.plan.header.url:
            self._say("Over HTTP there are no traces, and hand-overs and records are not checked.")

    def _report(self, done: Sequence[DialogResult]) -> None:
        from eval.report.write import print_table, write_reports  # noqa: PLC0415 - plots take a second to import

        write_reports(self.plan.out)
        print_table(self.plan.out, Console())
        found = counts(done)
        self._say(f"{found['pass']} passed, {found['fail']} failed, {found['error']} crashed")
        self._say(f"Report: {self.plan.out / 'report.html'}")

    def _how_to_go_on(self) -> str:
        return f"The same command with --out {self.plan.out} goes on from there."

    def _say(self, text: str) -> None:
        self.console.print(text, style="dim", highlight=False, soft_wrap=True)


def stage_opener(settings: Settings, console: Console) -> OpenStage:
    """Opens the worlds of a plan with the models of `settings`, or its server."""

    def step(text: str) -> None:
        console.print(f"{text} ...", style="dim", highlight=False)

    @asynccontextmanager
    async def open_stage(made: Plan) -> AsyncGenerator[Stage]:
        if made.header.url:
            async with open_server(settings, made.header.url) as assistant:
                worlds = {name: _from_outside(assistant, folder) for name, folder in made.folders.items()}
                yield Stage(lambda name: nullcontext(worlds[name]))
        else:
            from eval.run.worlds import open_worlds  # noqa: PLC0415 - the models' libraries take seconds to import

            seed = made.header.seed
            async with open_worlds(settings, made.folders, seed=seed, step=step) as worlds:
                yield Stage(worlds.fresh)

    return open_stage


def _from_outside(assistant: HttpAssistant, folder: Path) -> World:
    shop = read_shop(folder)
    return World(assistant, names_of(shop.products), secrets=secrets_of(Catalogue(shop)))


@contextmanager
def _bar(console: Console, trials: Sequence[Trial]) -> Generator[Callable[[DialogResult], None]]:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    turns = {trial.key: len(trial.dialog.turns) for trial in trials}
    with Progress(*columns, console=console, speed_estimate_period=SPEED_SECONDS) as progress:
        task = progress.add_task("messages", total=sum(turns.values()))
        yield lambda result: progress.advance(task, turns[result.key])
