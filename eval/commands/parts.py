"""Commands that measure one part: search, web server, screen, slips, mood, start."""

# ruff: noqa: PLC0415  commands import what they need when they run

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from eval.commands.options import Json, Names, Results, held, settings_for

app = typer.Typer()


@app.command()
def retrieval(
    data: Annotated[
        Path | None, typer.Option("--data", metavar="DIR", help="Folder that holds icecat/ with its grades.")
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", help="facts, ingest, speed or products; may repeat.")
    ] = None,
    results: Results = None,
) -> None:
    """Measure search and ingest beside peers. All of it takes about half an hour."""
    from bot.config import load_settings
    from eval.retrieval.command import chosen_parts, measure_retrieval

    measure_retrieval(load_settings(), data, chosen_parts(only or ()), results)


@app.command()
def load(
    shop: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Shop folder; default: the sample.")
    ] = None,
    shoppers: Annotated[int, typer.Option(min=1, metavar="N", help="Who ask at once.")] = 8,
    turns: Annotated[int, typer.Option(min=1, metavar="N", help="Questions of each.")] = 2,
    long: Annotated[int, typer.Option(min=0, metavar="N", help="Turns over which memory is watched.")] = 0,
    results: Results = None,
) -> None:
    """Measure several shoppers at once, and memory over many turns. Exit code 1 when somebody got no answer."""
    from eval.load.command import measure_load

    settings = settings_for(shop)
    raise held(measure_load(settings, results, shoppers=shoppers, turns=turns, long=long))


@app.command()
def surge(
    sessions: Annotated[int, typer.Option(min=1, metavar="N", help="Pages open at a time.")] = 200,
    rate: Annotated[float, typer.Option(min=0.1, metavar="N", help="Messages a second.")] = 30,
    seconds: Annotated[float, typer.Option(min=1, metavar="S", help="How long.")] = 600,
    results: Results = None,
) -> None:
    """Measure the web server under many open pages.

    Exit code 1 when a message was refused, lost or answered twice. A run of 300 s or more is also judged by its aims,
    and shorter ones are not: exit code 1 when p95 of the server's part is over 0.1 s, or when memory grows by more
    than a tenth after the first third.
    """
    from eval.surge.command import measure_surge
    from eval.surge.surge import Plan

    settings, plan = settings_for(), Plan(sessions=sessions, rate=rate, seconds=seconds)
    raise held(measure_surge(settings, results, plan))


@app.command()
def screen(
    misses: Annotated[bool, typer.Option("--misses", help="Show what of the open half went wrong.")] = False,
    results: Results = None,
) -> None:
    """Measure the injection screen on messages that it was not trained on. Takes seconds."""
    from eval.screen.command import measure_screen

    measure_screen(results, misses=misses)


@app.command()
def slips(
    names: Names = None,
    misses: Annotated[bool, typer.Option("--misses", help="Show what of the open part went wrong.")] = False,
    results: Results = None,
) -> None:
    """Measure whether messages with slips of the keyboard are understood as those without. Takes some minutes."""
    from eval.slips.command import measure_slips

    raise held(measure_slips(settings_for(), names or (), results, misses=misses))


@app.command()
def sentiment(
    reviews: Annotated[
        Path | None,
        typer.Option("--reviews", metavar="DIR", help="Has product reviews to measure on as well."),
    ] = None,
    results: Results = None,
) -> None:
    """Measure the sentiment model beside VADER, TextBlob and SnowNLP. Takes some minutes."""
    from eval.sentiment.command import measure_sentiment

    measure_sentiment(reviews, results)


@app.command()
def startup(
    skip_install: Annotated[
        bool, typer.Option("--skip-install", help="Use this interpreter's packages: no cold start.")
    ] = False,
    weights: Annotated[
        Literal["fetch", "cache"], typer.Option(help="Fetch them anew, or use the cache: no cold start.")
    ] = "fetch",
    results: Results = None,
    as_json: Json = False,
) -> None:
    """Time a fresh clone from nothing to the first answer, and its second start. Takes some minutes."""
    from bot.config import load_settings
    from eval.startup.command import measure_startup

    fetch = weights == "fetch"
    measure_startup(load_settings(), results, install=not skip_install, fetch=fetch, as_json=as_json)
