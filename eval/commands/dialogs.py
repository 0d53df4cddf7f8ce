"""Commands that hold dialogs with the assistant."""

# ruff: noqa: PLC0415  commands import what they need when they run

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval.commands.options import Names, Results, held, out_folder, settings_for

app = typer.Typer()


@app.command()
def run(  # noqa: PLR0913, PLR0917  a command's options
    names: Names = None,
    shop: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Hold them in this shop instead of their own.")
    ] = None,
    repeat: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Hold each so often; default: what it says.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Dialogs held at once.")] = 1,
    out: Annotated[Path | None, out_folder("")] = None,
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

    settings = settings_for()
    options = Options(tuple(names or ()), shop, repeat, jobs, out, url, seed, heldout)
    made = plan(settings, options)
    from eval.run.command import run_dialogs

    raise held(run_dialogs(settings, made, results))


@app.command()
def bench(
    names: Names = None,
    limit: Annotated[int, typer.Option(min=1, metavar="N", help="Dialogs at most, sampled by theme.")] = 40,
    out: Annotated[Path | None, out_folder("bench-")] = None,
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

    settings = settings_for()
    systems = [name.strip() for name in only.split(",") if name.strip()]
    made = bench_plan(settings, names or (), limit=limit, out=out, only=systems)
    from eval.bench.command import bench

    raise held(bench(settings, made, results))


@app.command()
def silos(
    names: Names = None,
    limit: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Dialogs at most, evenly chosen; default: all.")
    ] = None,
    out: Annotated[Path | None, out_folder("silos-")] = None,
    results: Results = None,
) -> None:
    """Hold dialogs on every channel with one shop and with a shop for each channel, and compare what they say."""
    from eval.run.plan import Options, timed_folder
    from eval.silos.command import hold_silos, plan_silos

    settings = settings_for()
    made = plan_silos(settings, Options(tuple(names or ()), out=out or timed_folder("silos")), limit)
    raise held(hold_silos(settings, made, results))


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
    out: Annotated[Path | None, out_folder("orders-")] = None,
    results: Results = None,
) -> None:
    """Ask about hundreds of orders, one's own and others'. Exit code 1 when another's order was told."""
    from eval.orders.command import ask_orders, plan_orders
    from eval.run.plan import timed_folder

    settings = settings_for()
    made = plan_orders(settings, data, limit, out or timed_folder("orders"))
    raise held(ask_orders(settings, made, results))
