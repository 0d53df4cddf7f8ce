"""`python -m knowledge import KIND SOURCE OUT`: another system's export, turned into a shop folder."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from knowledge.errors import KnowledgeError
from knowledge.importers.items import SOURCES, Options

if TYPE_CHECKING:
    from knowledge.importers.folder import Outcome

_MOST_SHOWN = 40


def import_source(  # noqa: PLR0913, PLR0917  a command's options
    kind: Annotated[str, typer.Argument(help=f"One of {', '.join(SOURCES)}.")],
    source: Annotated[Path, typer.Argument(help="The exported file, or the folder of files.")],
    out: Annotated[Path, typer.Argument(help="The shop folder to make; new or empty.")],
    name: Annotated[
        str | None, typer.Option(help="The shop's name, where the source does not tell it.")
    ] = None,
    currency: Annotated[str | None, typer.Option(help="For prices that name none, e.g. EUR.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Of the texts, e.g. en; the first one given is the default.")
    ] = None,
    timezone: Annotated[str | None, typer.Option(help="The shop's, e.g. Europe/Berlin.")] = None,
    order_date: Annotated[
        str | None, typer.Option(help="For orders without one, e.g. 2026-03-01T12:00:00+01:00.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the shop folder that is there.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document, and nothing else.")] = False,
) -> None:
    """Turn another system's export into a shop folder, and list what could not be mapped."""
    from knowledge.importers.kinds import import_shop  # noqa: PLC0415 - it takes longer than most commands need

    options = Options(name, currency, tuple(language or ()), timezone, order_date)
    try:
        outcome = import_shop(kind, source, out, options, force=force)
    except KnowledgeError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("stopped; nothing was written", err=True)
        raise typer.Exit(130) from None
    typer.echo(_as_json(outcome) if as_json else _as_text(outcome))


def _as_text(outcome: Outcome) -> str:
    counts = ", ".join(f"{count:,} {table}" for table, count in outcome.counts.items())
    lines = [f"{outcome.folder}: {counts}"]
    if outcome.notes:
        lines += ["Not mapped:", *(f"  {note}" for note in outcome.notes[:_MOST_SHOWN])]
    if len(outcome.notes) > _MOST_SHOWN:
        lines.append(f"  and {len(outcome.notes) - _MOST_SHOWN} more kinds; --json lists all")
    return "\n".join(lines)


def _as_json(outcome: Outcome) -> str:
    notes = [asdict(note) for note in outcome.notes]
    return json.dumps(
        {"folder": str(outcome.folder), "counts": outcome.counts, "not_mapped": notes}, ensure_ascii=False
    )
