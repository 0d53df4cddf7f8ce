"""The command `startup`: measures in a temporary folder, tells, writes the section "Start"."""

from __future__ import annotations

import tempfile
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from eval.environment import ROOT, environment
from eval.processes import terminated_in_order
from eval.results import RESULTS, write_section
from eval.startup.measure import measure
from eval.startup.report import startup_section, startup_table


def measure_startup(
    settings: Settings, results: Path | None, *, install: bool, fetch: bool, as_json: bool
) -> None:
    """Measures, prints, writes.

    Raises:
        ShopkeeperError: a stage failed or took too long, or the results cannot be written.
    """
    made = environment(settings)
    told = Console(stderr=True)
    with terminated_in_order(), tempfile.TemporaryDirectory(prefix="shopkeeper-start-") as folder:
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
