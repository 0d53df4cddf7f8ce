"""`python -m bot.turn`: train the intent head and the injection screen."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import ShopkeeperError
from bot.turn import intents, screening
from bot.turn.model_card import model_card
from bot.turn.training import Trained, read_intents, read_screen, train_intents, train_screen
from knowledge.embeddings import load_embedder
from knowledge.errors import KnowledgeError

MODEL_CARD = intents.HEAD.with_name("MODEL_CARD.md")
app = typer.Typer(
    help="The intent head and the injection screen.", no_args_is_help=True, add_completion=False
)
console = Console(stderr=True)


@app.callback()
def main() -> None:
    """The intent head and the injection screen."""


@app.command()
def train(seed: Annotated[int, typer.Option(help="Of the splits.")] = 0) -> None:
    """Train both heads, write them, their thresholds and the model card. The same data gives the same figures."""
    try:
        with console.status("Reading the utterances and embedding them"):
            embedder = load_embedder("builtin")
            asked, sent = read_intents(), read_screen()
        with console.status(f"Training the intent head on {len(asked)} messages: a few minutes"):
            intent_head = train_intents(asked, embedder, seed)
        with console.status(f"Training the attack head on {len(sent)} messages: a few minutes"):
            attack_head = train_screen(sent, embedder, seed)
    except (ShopkeeperError, KnowledgeError) as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error
    _write(intent_head, attack_head, seed)


def _write(asked: Trained, sent: Trained, seed: int) -> None:
    asked.head.save(intents.HEAD)
    sent.head.save(screening.HEAD)
    thresholds = {"sure_from": asked.threshold, "block_from": sent.threshold}
    intents.THRESHOLDS.write_text(json.dumps(thresholds) + "\n", encoding="utf-8")
    MODEL_CARD.write_text(model_card(asked, sent, seed), encoding="utf-8")
    typer.echo(f"held-out accuracy of intents {asked.report.accuracy:.3f}; figures in {MODEL_CARD}")


if __name__ == "__main__":
    app()
