"""`python -m knowledge.tuning`: trains the adapter on the topics, writes it and its card."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from knowledge.embeddings import ADAPTER, BUILTIN, PLAIN, load_embedder
from knowledge.errors import KnowledgeError
from knowledge.tuned import write_adapter
from knowledge.tuning.card import CARD, card
from knowledge.tuning.topics import read_topics, split
from knowledge.tuning.training import ALPHA, KEPT, RANK, Plan, Tuning, measure

console = Console(stderr=True)
_PLAN = Plan()


def train(
    epochs: Annotated[int, typer.Option(help="Times that every question is seen.")] = _PLAN.epochs,
    seed: Annotated[int, typer.Option(help="Of the order and of the adapter's first values.")] = _PLAN.seed,
) -> None:
    """Train the adapter on four fifths of the topics, measure it on the others, write it and its card."""
    try:
        learned, kept = split(read_topics())
        tuning = Tuning(seed)
        with Progress(console=console) as progress:
            bar = progress.add_task("learning")

            def report(done: int, of: int, loss: float) -> None:
                progress.update(bar, completed=done, total=of, description=f"loss {loss:.2f}")

            tuning.learn(learned, Plan(epochs, seed=seed), report)
        write_adapter(ADAPTER, tuning.adapter(), KEPT * ALPHA / RANK)
        figures = {
            "plain": measure(kept, load_embedder(PLAIN).embed),
            "tuned": measure(kept, load_embedder(BUILTIN).embed),
        }
        CARD.write_text(card(learned, kept, figures, epochs, seed), encoding="utf-8")
        typer.echo(CARD.read_text(encoding="utf-8"))
    except KnowledgeError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(train)
