"""The recommender's command line: `python -m bot.recommend train`."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import ShopkeeperError
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="Trains what ranks suggestions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.callback()
def commands() -> None:
    """Trains what ranks suggestions."""


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


def main() -> None:
    """Runs a command; what the user can mend is told on standard error, with exit code 2."""
    try:
        app(prog_name="python -m bot.recommend")
    except (ShopkeeperError, KnowledgeError) as error:
        typer.echo(str(error), err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
