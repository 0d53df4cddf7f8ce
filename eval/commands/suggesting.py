"""Commands that measure suggestions."""

# ruff: noqa: PLC0415  commands import what they need when they run

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.commands.options import Json, Results

app = typer.Typer()


@app.command()
def recommend(  # noqa: PLR0913, PLR0917  a command's options
    interactions: Annotated[Path, typer.Option(metavar="FILE", help="Parquet or CSV, a row a take.")],
    user: Annotated[str, typer.Option(metavar="COL", help="Column of the customers.")],
    item: Annotated[str, typer.Option(metavar="COL", help="Column of the items.")],
    time: Annotated[str, typer.Option(metavar="COL", help="Column of the times.")],
    cut: Annotated[str, typer.Option(metavar="DATE", help="Train before it, test from it on.")],
    text: Annotated[
        str | None, typer.Option(metavar="COL", help="Column of what items are called; default: none.")
    ] = None,
    k: Annotated[int, typer.Option(min=1, max=100, help="Length of the lists.")] = 10,
    as_json: Json = False,
    results: Results = None,
) -> None:
    """Compare recommenders on a file of interactions: new items only, returns and cancelled baskets left out."""
    from rich.console import Console

    from bot.config import load_settings
    from eval.environment import environment
    from eval.recommend.command import measure_recommenders, show
    from eval.recommend.interactions_file import Columns
    from eval.recommend.report import RECOMMENDATION, recommendation_section
    from eval.results import RESULTS, write_section

    made = environment(load_settings())
    found = measure_recommenders(interactions, Columns(user, item, time, text), cut, k)
    section = recommendation_section(found, interactions.name, made)
    write_section(RECOMMENDATION, section, results or RESULTS)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        show(found, Console())


@app.command()
def suggestions(  # noqa: PLR0913, PLR0917  a command's options
    shop: Annotated[
        list[Path] | None,
        typer.Option(metavar="DIR", help="Shop folder, may repeat; default: the built-in ones."),
    ] = None,
    count: Annotated[int, typer.Option(min=1, metavar="N", help="Requests, shared among the shops.")] = 1000,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the requests.")] = 7,
    large: Annotated[
        bool,
        typer.Option("--large", help="Time a made-up shop of 20,000 products and 100,000 customers too."),
    ] = False,
    as_json: Json = False,
    results: Results = None,
) -> None:
    """Ask for suggestions in every way and hold them against the records. Exit code 1 when any breaks a rule."""
    from bot.config import load_settings
    from eval.environment import environment
    from eval.recommend.report import SUGGESTIONS, suggestions_section
    from eval.recommend.suggestions_command import audit_shops, foresee, show_audits, time_large
    from eval.results import RESULTS, write_section

    settings = load_settings()
    made = environment(settings)
    found = audit_shops(settings, shop or (), count, seed)
    times = time_large(settings) if large else None
    write_section(
        SUGGESTIONS, suggestions_section(found, times, made, foresee(shop or ())), results or RESULTS
    )
    show_audits(found, times, as_json=as_json)
    raise typer.Exit(int(any(audit.violations for audit in found.values())))
