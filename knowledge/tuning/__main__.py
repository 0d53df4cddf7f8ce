"""`python -m knowledge.tuning`: trains the adapter and the map on the topics, writes them and their card."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from knowledge.bilingual import to_english
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.embeddings import BUILTIN, PLAIN, ModelEmbedder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.search_embedder import ADAPTER, beginning
from knowledge.tuned import changes_of, write_adapter
from knowledge.tuning.card import CARD, card
from knowledge.tuning.projecting import learn_projection
from knowledge.tuning.topics import read_topics, split
from knowledge.tuning.training import ALPHA, KEPT, RANK, Plan, Tuning, measure

console = Console(stderr=True)
_PLAN = Plan()


def train(
    epochs: Annotated[int, typer.Option(help="Times that every question is seen.")] = _PLAN.epochs,
    seed: Annotated[int, typer.Option(help="Of the order and of the adapter's first values.")] = _PLAN.seed,
) -> None:
    """Train both on four fifths of the topics, measure on the others, write the file and its card."""
    try:
        learned, kept = split(read_topics())
        tuning = Tuning(seed)
        with Progress(console=console) as progress:
            bar = progress.add_task("learning")

            def report(done: int, of: int, loss: float) -> None:
                progress.update(bar, completed=done, total=of, description=f"loss {loss:.2f}")

            tuning.learn(learned, Plan(epochs, seed=seed), report)
        projection = learn_projection(learned, _by_e5, seed)
        write_adapter(ADAPTER, tuning.adapter(), KEPT * ALPHA / RANK, projection)
        figures = {name: measure(kept, embed) for name, embed in _compared().items()}
        CARD.write_text(card(learned, kept, figures, epochs, seed), encoding="utf-8")
        typer.echo(CARD.read_text(encoding="utf-8"))
    except KnowledgeError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


def _compared() -> dict[str, Callable[[Sequence[str]], Vectors]]:
    """What is measured, by the name on the card."""
    plain, tuned = load_embedder(PLAIN), ModelEmbedder(PLAIN, changes_of(ADAPTER))
    return {
        "MiniLM": lambda texts: plain.embed([to_english(text) for text in texts]),
        "MiniLM tuned": lambda texts: tuned.embed([to_english(text) for text in texts]),
        "E5": _by_e5,
        "both, tuned": load_embedder(BUILTIN).embed,
    }


def _by_e5(texts: Sequence[str]) -> Vectors:
    return multilingual().embed([beginning(text) for text in texts])


if __name__ == "__main__":
    typer.run(train)
