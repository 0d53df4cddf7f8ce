"""`python -m bot.turn`: train the intent head and the injection screen."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer
from rich.console import Console

from bot.errors import ShopkeeperError
from bot.turn import intents, screening
from bot.turn.intent_reader import READER
from bot.turn.message_vectors import message_vectors
from bot.turn.model_card import intent_card, screen_card
from bot.turn.training import Trained, read_intents, read_screen, train_intents, train_screen
from knowledge.embedders import load_embedder
from knowledge.errors import KnowledgeError

INTENT_CARD = intents.HEAD.with_name("MODEL_CARD.md")
SCREEN_CARD = intents.HEAD.with_name("SCREEN_CARD.md")
app = typer.Typer(
    help="The intent head and the injection screen.", no_args_is_help=True, add_completion=False
)
console = Console(stderr=True)


@app.callback()
def main() -> None:
    """The intent head and the injection screen."""


@app.command()
def train(
    seed: Annotated[int, typer.Option(help="Of the splits.")] = 0,
    only: Annotated[Literal["intents", "screen"] | None, typer.Option(help="One of the heads.")] = None,
) -> None:
    """Train the heads, write them, their thresholds and model cards. The same data gives the same figures."""
    try:
        with console.status("Loading the embedder"):
            embedder = load_embedder("minilm")
        if only != "screen":
            with console.status("Training the intent head and the reader: half an hour"):
                _write_intents(train_intents(read_intents(), message_vectors(embedder), seed), seed)
        if only != "intents":
            with console.status("Training the attack head: a few minutes"):
                _write_screen(train_screen(read_screen(), message_vectors(embedder), seed), seed)
    except (ShopkeeperError, KnowledgeError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


def _write_intents(trained: Trained, seed: int) -> None:
    trained.head.save(intents.HEAD)
    if trained.taught:
        trained.taught.save(READER)
        _keep_threshold("together", trained.report.temperature)
    _keep_threshold("sure_from", trained.threshold)
    INTENT_CARD.write_text(intent_card(trained, seed), encoding="utf-8")
    typer.echo(f"held-out accuracy of intents {trained.report.accuracy:.3f}; figures in {INTENT_CARD}")


def _write_screen(trained: Trained, seed: int) -> None:
    trained.head.save(screening.HEAD)
    _keep_threshold("block_from", trained.threshold)
    SCREEN_CARD.write_text(screen_card(trained, seed), encoding="utf-8")
    typer.echo(f"blocks from {trained.threshold:.2f} on; figures in {SCREEN_CARD}")


def _keep_threshold(name: str, value: float) -> None:
    path = intents.THRESHOLDS
    kept: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    text = json.dumps({**kept, name: value}, sort_keys=True)
    intents.THRESHOLDS.write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    app()
