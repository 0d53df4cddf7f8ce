"""The command `surge`: the web server under many open pages, with an assistant behind it that only repeats."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import Progress, TaskID

from bot.config import Settings
from eval.environment import ROOT, Environment, environment
from eval.latency import Spread, spread
from eval.memory import resident
from eval.processes import Command, Running, running
from eval.results import RESULTS, write_section
from eval.surge.surge import Plan, Surged, surge

HEADING = "Many pages at once"
PAUSE = 0.05
EVENTS = 3
"""What the assistant tells of each message: a sentence, the route, the end; `PAUSE` before each."""
SETTLED = 1 / 3
"""Share of the time after which memory should grow no more."""
MOST_SECONDS, MOST_GROWTH = 0.1, 0.1
"""The aims: p95 of the server's part of a wait, and growth as a share of what was held when memory should settle."""
JUDGED_SECONDS = 300.0
"""A shorter run shows neither: the first shoppers all come at once, and memory has not settled."""
MIB = 2**20
_STARTING_SECONDS = 60.0


async def measure_surge(settings: Settings, results: Path | None, plan: Plan) -> int:
    """Holds it, prints and writes the section; the exit code is 1 when anything was `missed`.

    Raises:
        ServiceError: the server does not start or ends, or the results cannot be written.
    """
    made = environment(settings)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="shopkeeper-surge-") as folder, Progress(console=console) as bar:
        task = bar.add_task("messages", total=plan.seconds)
        with running(_server(Path(folder)), Path(folder) / "server.log") as server:
            url = _address(server)
            told = partial(_advance, bar, task)
            found = await surge(url, plan, partial(resident, server.pid), told)
            server.check_alive()
    section = surge_section(plan, found, made)
    console.print(Markdown(section))
    write_section(HEADING, section, results or RESULTS)
    faults = missed(plan, found)
    for fault in faults:
        console.print(fault)
    return int(bool(faults))


def missed(plan: Plan, found: Surged) -> list[str]:
    """What was not as it should be; the aims are judged of runs of `JUDGED_SECONDS` or more only."""
    counts = {"refused": found.refused, "lost": found.lost, "answered twice": found.doubled}
    faults = [f"{count} messages were {name}, expected none" for name, count in counts.items() if count]
    if plan.seconds < JUDGED_SECONDS:
        return faults
    slow, grown = _parts(found).p95, found.memory[-1] - _settled(found)
    if slow is not None and slow > MOST_SECONDS:
        faults.append(f"p95 of the server's part is {slow:.3f} s, expected at most {MOST_SECONDS:.3f} s")
    if grown > MOST_GROWTH * _settled(found):
        faults.append(f"memory grew by {grown / MIB:.0f} MiB, expected at most {MOST_GROWTH:.0%} of it")
    return faults


def surge_section(plan: Plan, found: Surged, made: Environment) -> str:
    """The section's text."""
    waits = _parts(found)
    longest = max(found.waited, default=0.0) - PAUSE * EVENTS
    settled = _settled(found)
    return (
        f"{plan.sessions} pages hear their session's events and {plan.rate:g} messages a second are sent, for"
        f" {plan.seconds:g} s, to an assistant that repeats each after {PAUSE * EVENTS:g} s and keeps it in the"
        " database. What is left of the wait for the whole answer is the server's part, and that of the page's own"
        " process on the same machine. Written by"
        f" `python -m eval surge` on {made.at:%Y-%m-%d} at commit {made.commit}, {made.machine.cores} cores, load"
        f" {made.machine.load:.1f} before.\n\n"
        f"| the server's part of a wait | p50 | p95 (aim: {MOST_SECONDS:.3f} s) | longest |\n"
        "| --- | --- | --- | --- |\n"
        f"| {len(found.waited)} answers | {_told(waits.p50)} | {_told(waits.p95)} | {longest:.3f} s |\n\n"
        f"Of {found.sent} messages {found.lost} were lost, {found.doubled} answered twice and {found.refused}"
        f" refused; {found.late} more could not be sent in time. {found.visits} shoppers came.\n\n"
        f"The server held {settled / MIB:.0f} MiB after a third of the time and {found.memory[-1] / MIB:.0f} MiB at"
        f" the end: {(found.memory[-1] - settled) / MIB:+.0f} MiB (aim: at most {MOST_GROWTH * settled / MIB:+.0f}).\n"
    )


def _parts(found: Surged) -> Spread:
    return spread(seconds - PAUSE * EVENTS for seconds in found.waited)


def _settled(found: Surged) -> int:
    return found.memory[int(len(found.memory) * SETTLED)]


def _told(seconds: float | None) -> str:
    return "-" if seconds is None else f"{seconds:.3f} s"


def _advance(bar: Progress, task: TaskID, seconds: float) -> None:
    bar.update(task, completed=seconds)


def _server(folder: Path) -> Command:
    line = (sys.executable, "-m", "eval.surge.served", str(folder), str(PAUSE))
    return Command("the server", line, ROOT, {})


def _address(server: Running) -> str:
    end = time.perf_counter() + _STARTING_SECONDS
    while time.perf_counter() < end:
        server.check_alive()
        with suppress(StopIteration):
            return next(
                line
                for line in server.log.read_text(encoding="utf-8").splitlines()
                if line.startswith("http://")
            )
        time.sleep(0.05)
    raise server.failure(f"did not say its address within {_STARTING_SECONDS:g} s")
