"""The measured start in words: a section of `RESULTS.md` and a table for the terminal. Pure."""

from __future__ import annotations

from rich.console import RenderableType

from eval.environment import Environment
from eval.report.layout import GIGABYTE, Rows, gigabytes, made_with, markdown, seconds, stamp, table
from eval.startup.measure import Startup

WARM_AIM = 15.0
MEMORY_AIM = 3e9


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


def _committed(made: Environment) -> Environment:
    """A clone holds nothing that was not committed."""
    return made.model_copy(update={"dirty": False})
