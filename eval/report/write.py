"""Writes the reports of a run into its folder, and prints the short one."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console

from eval.metrics.summary import summary
from eval.report.folder import read_run, write_text
from eval.report.html import html
from eval.report.junit import junit_xml
from eval.report.table import run_table

JUNIT, HTML = "junit.xml", "report.html"


def write_reports(folder: Path) -> None:
    """Writes `junit.xml` and `report.html` from the folder's header and results, in place of older ones.

    Raises:
        InputError: the folder holds no run, or a broken one.
        ServiceError: it cannot be written to.
    """
    run = read_run(folder)
    write_text(folder / JUNIT, junit_xml(run))
    write_text(folder / HTML, html(run))


def print_table(folder: Path, console: Console) -> None:
    """Prints the pass rates and metrics of the run in `folder`.

    Raises:
        InputError: the folder holds no run, or a broken one.
    """
    run = read_run(folder)
    console.print(run_table(summary(run.results), run.results))
