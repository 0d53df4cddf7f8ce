"""The measurements' command line: `python -m eval --help` lists the commands.

Commands import what they need when they run: `--help` is quick.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from bot.errors import ShopkeeperError
from knowledge.errors import KnowledgeError

if TYPE_CHECKING:
    from bot.config import Settings

app = typer.Typer(
    help="Measures the assistant: scripted dialogs, their reports, and the start.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
Json = Annotated[bool, typer.Option("--json", help="One JSON document, and nothing else.")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="A folder that `run` wrote.")]
Results = Annotated[
    Path | None, typer.Option("--results", metavar="FILE", help="Written to; default: eval/RESULTS.md.")
]


def _settings(shop: Path | None = None) -> Settings:
    """The settings; from now until work begins, Ctrl-C ends the program without a word."""
    from bot.config import load_settings
    from bot.stopping import leave_at_once_on_interrupt

    leave_at_once_on_interrupt()
    return load_settings(shop=shop)


def _held(work: Coroutine[Any, Any, int]) -> typer.Exit:
    """The exit, with its code, of work that was done to its end or to Ctrl-C."""
    from bot.stopping import run

    return typer.Exit(run(lambda _: work))


@app.command()
def run(  # noqa: PLR0913, PLR0917  a command's options
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILES|TAGS]", help="Dialog files, tags; default: all built-in dialogs."),
    ] = None,
    shop: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Hold them in this shop instead of their own.")
    ] = None,
    repeat: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Hold each so often; default: what it says.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Dialogs held at once.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Results; a run begun there goes on. Default: eval-output/<time>."),
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="A running server to ask instead of this process.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(metavar="N", help="Of the language model; default: the served one's.")
    ] = None,
    heldout: Annotated[
        bool | None, typer.Option("--heldout/--dev", help="Only held-out dialogs, or only the others.")
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A run of all built-in or all held-out dialogs is told there; default: eval/RESULTS.md.",
        ),
    ] = None,
) -> None:
    """Hold scripted dialogs and report how they went. Exit code 1 when one that must not fail did."""
    from eval.run.plan import Options, plan

    settings = _settings()
    options = Options(tuple(names or ()), shop, repeat, jobs, out, url, seed, heldout)
    made = plan(settings, options)
    from eval.run.command import run_dialogs

    raise _held(run_dialogs(settings, made, results))


@app.command()
def schema() -> None:
    """Write eval/dialogs/schema.json, by which an editor checks dialog files, from the types."""
    from eval.dialog_schema import write_schema

    typer.echo(write_schema())


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

    settings = _settings(shop)
    raise _held(measure_load(settings, results, shoppers=shoppers, turns=turns, long=long))


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

    settings, plan = _settings(), Plan(sessions=sessions, rate=rate, seconds=seconds)
    raise _held(measure_surge(settings, results, plan))


@app.command()
def screen(
    misses: Annotated[bool, typer.Option("--misses", help="Show what of the open half went wrong.")] = False,
    results: Results = None,
) -> None:
    """Measure the injection screen on messages that it was not trained on. Takes seconds."""
    from eval.screen.command import measure_screen

    measure_screen(results, misses=misses)


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


@app.command()
def report(folder: Folder) -> None:
    """Write the reports of a run anew, and show the table."""
    from rich.console import Console

    from eval.report.write import print_table, write_reports

    write_reports(folder)
    print_table(folder, Console())


@app.command()
def compare(first: Folder, second: Folder, as_json: Json = False) -> None:
    """Tell what changed from the first run to the second, and whether it is more than chance."""
    from rich.console import Console

    from eval.compare import compare
    from eval.report.comparison import comparison_table
    from eval.report.folder import read_run

    a, b = read_run(first), read_run(second)
    found = compare(a, b)
    if as_json:
        typer.echo(found.model_dump_json(indent=2))
    else:
        Console().print(comparison_table(found, a, b))


@app.command()
def judge(folder: Folder) -> None:
    """Let the language model of the settings judge tone and relevance of a run's replies."""
    from eval.judge_command import judge_folder

    settings = _settings()
    raise _held(judge_folder(settings, folder))


@app.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILES|TAGS]", help="Dialog files, tags; default: all built-in dialogs."),
    ] = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Dialogs at most, sampled by theme.")] = 40,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Results; a run begun there goes on. Default: eval-output/bench-<time>."
        ),
    ] = None,
    only: Annotated[
        str,
        typer.Option(
            metavar="NAMES", help="Some of ours,rag,agent now; the others' results in DIR count too."
        ),
    ] = "",
    results: Results = None,
) -> None:
    """Hold held-out dialogs with Shopkeeper, LangChain's RAG chain and its agent, and set them side by side."""
    from eval.bench.plan import bench_plan

    settings = _settings()
    systems = [name.strip() for name in only.split(",") if name.strip()]
    made = bench_plan(settings, names or (), limit=limit, out=out, only=systems)
    from eval.bench.command import bench

    raise _held(bench(settings, made, results))


@app.command()
def silos(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[FILES|TAGS]", help="Dialog files, tags; default: all built-in dialogs."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Dialogs at most, evenly chosen; default: all.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Results; a run begun there goes on. Default: eval-output/silos-<time>."
        ),
    ] = None,
    results: Results = None,
) -> None:
    """Hold dialogs on every channel with one shop and with a shop for each channel, and compare what they say."""
    from eval.run.plan import Options, timed_folder
    from eval.silos.command import hold_silos, plan_silos

    settings = _settings()
    made = plan_silos(settings, Options(tuple(names or ()), out=out or timed_folder("silos")), limit)
    raise _held(hold_silos(settings, made, results))


@app.command()
def orders(
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Has tau2-bench's retail world in DIR/tau_retail, to be asked as well."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Questions and attempts at most; default: all.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Results; a run begun there goes on. Default: eval-output/orders-<time>."
        ),
    ] = None,
    results: Results = None,
) -> None:
    """Ask about hundreds of orders, one's own and others'. Exit code 1 when another's order was told."""
    from eval.orders.command import ask_orders, plan_orders
    from eval.run.plan import timed_folder

    settings = _settings()
    made = plan_orders(settings, data, limit, out or timed_folder("orders"))
    raise _held(ask_orders(settings, made, results))


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


def main() -> None:
    """Runs a command; what the user can mend is told on standard error, with exit code 2."""
    try:
        app(prog_name="python -m eval")
    except (ShopkeeperError, KnowledgeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
