"""The command `startup`: measures in a temporary folder, tells, writes the section "Start"."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from rich.console import Console

from bot.config import Settings
from eval.environment import ROOT, environment
from eval.report import startup_section, startup_table
from eval.results import RESULTS, write_section
from eval.startup import measure


def measure_startup(
    settings: Settings, results: Path | None, *, install: bool, fetch: bool, as_json: bool
) -> None:
    """Measures, prints, writes.

    Raises:
        ShopkeeperError: a stage failed or took too long, or the results cannot be written.
    """
    made = environment(settings)
    told = Console(stderr=True)
    with _terminated_in_order(), tempfile.TemporaryDirectory(prefix="shopkeeper-start-") as folder:
        startup = measure(
            Path(folder),
            ROOT,
            install=install,
            cache=None if fetch else settings.models_dir,
            step=lambda text: told.print(f"{text} ...", style="dim"),
        )
    write_section("Start", startup_section(startup, made), results or RESULTS)
    if as_json:
        Console().print_json(startup.model_dump_json(), indent=None)
    else:
        Console().print(startup_table(startup))


@contextmanager
def _terminated_in_order() -> Generator[None]:
    """Inside, SIGTERM unwinds the stack like Ctrl-C, so that no process or folder is left."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
