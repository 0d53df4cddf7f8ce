"""The measured start in words: a section of `RESULTS.md` and a table for the terminal. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table

from eval.environment import Environment
from eval.startup import Startup

GIGABYTE = 1e9
WARM_AIM = 15.0
MEMORY_AIM = 3e9
Rows = Sequence[Sequence[str]]


def startup_section(startup: Startup, made: Environment) -> str:
    """The section "Start"."""
    skipped = [
        *(["the install was skipped"] if startup.install is None else []),
        *(["the weights came from the cache"] if startup.weights_from == "cache" else []),
    ]
    doubt = f" Not a cold start: {' and '.join(skipped)}." if skipped else ""
    parts = [
        stamp(_committed(made), "a clone of it, with data folders of its own") + doubt,
        markdown(("stage", "time"), startup_rows(startup)),
        made_with(made),
    ]
    return "\n\n".join(parts)


def startup_rows(startup: Startup) -> Rows:
    """Every stage from nothing to the first answer, then the second start and the memory."""
    first, warm = startup.run.started, startup.warm
    fetched = "fetched and checked" if startup.weights_from == "fetch" else "checked, from the cache"
    return [
        ("install", seconds(startup.install) if startup.install is not None else "skipped"),
        (f"weights, {fetched}", seconds(startup.weights)),
        ("reading and embedding the shop", seconds(startup.ingest)),
        ("start of the app to ready", seconds(first.ready)),
        ("first question to first event", seconds(first.first.first_event)),
        ("first question to first sentence", seconds(first.first.first_sentence)),
        ("first question to whole answer", seconds(first.first.total)),
        ("all of it, to the first sentence", seconds(startup.cold_total)),
        ("Ctrl-C to the end", f"{seconds(startup.run.stop)}, exit code {startup.run.stop_code}"),
        ("second start to ready", seconds(warm.ready)),
        (
            f"second start to the first sentence (aim: {WARM_AIM:.0f} s)",
            seconds(warm.to_first_sentence),
        ),
        ("memory after five answers", gigabytes(startup.run.memory_after)),
        (f"peak memory (aim: under {MEMORY_AIM / GIGABYTE:.0f} GB)", gigabytes(startup.run.memory_peak)),
    ]


def startup_table(startup: Startup) -> RenderableType:
    """What the terminal shows of a start."""
    return table(("stage", "time"), startup_rows(startup))


def seconds(value: float | None, digits: int = 2) -> str:
    """`1.5 s`, below a second with more digits; a dash for what was not measured."""
    return "-" if value is None else f"{value:.1f} s" if value >= 1 else f"{value:.{digits}f} s"


def gigabytes(value: int) -> str:
    """`2.31 GB`, in powers of ten."""
    return f"{value / GIGABYTE:.2f} GB"


def stamp(made: Environment, what: str) -> str:
    """When and from which commit, and `what` was measured: a section's first line."""
    state = " with uncommitted changes" if made.dirty else ""
    return f"{made.at:%Y-%m-%d %H:%M} UTC, commit {made.commit}{state}: {what}."


def _committed(made: Environment) -> Environment:
    """A clone holds nothing that was not committed."""
    return made.model_copy(update={"dirty": False})


def made_with(made: Environment) -> str:
    """Machine, model, packages and prompts as a list: a section's end."""
    machine = made.machine
    packages = ", ".join(f"{name} {version}" for name, version in made.packages.items())
    files = ", ".join(f"{name} {digest}" for name, digest in made.prompts.items())
    return "\n".join(
        (
            f"- machine: {machine.processor}, {machine.cores} cores, {gigabytes(machine.memory)}, "
            f"{machine.system}; load before the run {machine.load}",
            f"- model: {made.model}",
            f"- Python {made.python}; {packages}",
            f"- prompts: {files}",
        )
    )


def markdown(head: Sequence[str], rows: Rows) -> str:
    """A table in Markdown."""
    lines = (head, ["---"] * len(head), *rows)
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def table(head: Sequence[str], rows: Rows) -> Table:
    """A table for the terminal."""
    made = Table(*head)
    for row in rows:
        made.add_row(*row)
    return made
