"""The recommender's command line: `python -m bot.recommend train` and `foresee`."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ShopkeeperError
from bot.recommend.foresight import Foreseen
from bot.recommend.intent import Intent
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="Trains what ranks suggestions; foretells who buys.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def commands() -> None:
    """Trains what ranks suggestions; foretells who buys."""


@app.command()
def train(
    shop: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Shop folder; default: the one served.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Written to; default: beside the shop's store.")
    ] = None,
    seed: Annotated[int, typer.Option(metavar="N", help="Of the training.")] = 0,
) -> None:
    """Learn from a shop's purchases how to rank suggestions. The app takes it up when it starts."""
    from bot.config import load_settings
    from bot.recommend.train import default_path
    from bot.recommend.train import train as train_shop

    settings = load_settings()
    folder = shop or settings.shop
    done = train_shop(folder, out or default_path(folder, settings.data_dir), seed=seed)
    told = f"{done.purchases} purchases of {done.products} products by {done.customers} customers"
    typer.echo(f"{done.path}: {'trained on' if done.fresh else 'is up to date with'} {told}")


@app.command()
def foresee(
    shop: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Shop folder; default: the one served.")
    ] = None,
    trained: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What `train` wrote; default: beside the shop's store."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """List who is likely to buy within 30 days, and from which categories, the likeliest first.

    For the shop's own planning: nothing that a shopper is told or offered depends on it.
    """
    from bot.config import load_settings
    from bot.recommend.foresight import foresee as foreseen
    from bot.recommend.foresight import intent_path, load_intent
    from bot.recommend.train import default_path
    from knowledge.catalogue import Catalogue
    from knowledge.shop_folder import read_shop

    settings = load_settings()
    folder = shop or settings.shop
    intent = load_intent(intent_path(trained or default_path(folder, settings.data_dir)))
    if intent is None or not intent.usable:
        typer.echo(_untold(intent), err=True)
    for each in foreseen(Catalogue(read_shop(folder)), intent):
        typer.echo(each.model_dump_json() if as_json else _line(each))


def _untold(intent: Intent | None) -> str:
    if intent is None:
        return "No chances of a purchase: `python -m bot.recommend train` has found too few purchases to learn from."
    return (
        f"No chances of a purchase: buyers of the last 30 days were told from others little better than by a coin "
        f"(area under the curve {intent.auc:.2f} of {intent.cases} customers)."
    )


def _line(each: Foreseen) -> str:
    chance = "   -" if each.likelihood is None else f"{each.likelihood:4.0%}"
    return f"{each.customer_id}  {chance}  {', '.join(each.categories)}"


def main() -> None:
    """Runs a command; what the user can mend is told on standard error, with exit code 2."""
    try:
        app(prog_name="python -m bot.recommend")
    except (ShopkeeperError, KnowledgeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
