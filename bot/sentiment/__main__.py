"""`python -m bot.sentiment`: train the sentiment head."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import ShopkeeperError
from bot.sentiment.course import DEFAULTS
from bot.sentiment.model import HEAD
from bot.sentiment.thresholds import MISSED, choose, unseen, weigh
from bot.sentiment.train import MODEL_CARD, UTTERANCES, figures, model_card, read_utterances
from bot.sentiment.train import train as train_on
from knowledge.embeddings import load_embedder

app = typer.Typer(help="The sentiment head.", no_args_is_help=True, add_completion=False)
console = Console(stderr=True)


@app.callback()
def main() -> None:
    """The sentiment head."""


@app.command()
def train(
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    data: Annotated[
        Path, typer.Option(help="Folder of utterances, a .jsonl file per language.")
    ] = UTTERANCES,
    head: Annotated[Path, typer.Option(help="Head file to write.")] = HEAD,
    card: Annotated[Path, typer.Option(help="Model card to write.")] = MODEL_CARD,
) -> None:
    """Train the head, write it and its model card, and say how it does on what it has not seen."""
    try:
        utterances = read_utterances(data)
        with console.status(f"Embedding {len(utterances)} utterances and training: about a minute"):
            training = train_on(utterances, load_embedder("builtin"), seed)
    except ShopkeeperError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error
    training.head.save(head)
    card.write_text(model_card(training, utterances, seed), encoding="utf-8")
    found = figures(training.wordings, utterances)
    typer.echo(
        f"{head}: held-out accuracy {found.accuracy:.3f}, macro-F1 {found.macro_f1:.3f}, of {found.count} texts"
    )


@app.command()
def thresholds(
    missed: Annotated[
        float, typer.Option(help="Cost of a missed angry customer, in needless hand-overs.")
    ] = MISSED,
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    data: Annotated[
        Path, typer.Option(help="Folder of utterances, a .jsonl file per language.")
    ] = UTTERANCES,
) -> None:
    """Say at which mood and confidence a person is best called, and what the present settings cost."""
    try:
        utterances = read_utterances(data)
        with console.status("Embedding and training: about a minute"):
            seen = unseen(train_on(utterances, load_embedder("builtin"), seed), utterances)
    except ShopkeeperError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error
    present = weigh(seen, DEFAULTS.strong, DEFAULTS.sure, missed)
    for name, found in (("best", choose(seen, missed)), ("present", present)):
        typer.echo(
            f"{name:<8} strong {found.strong:+.2f} sure {found.sure:.2f}: cost {found.cost:.1f}; angry missed "
            f"{found.missed} of {found.angry}, needless {found.needless} of {found.innocent}, "
            f"calm complaints {found.calm} of {found.complaints}"
        )


if __name__ == "__main__":
    app()
