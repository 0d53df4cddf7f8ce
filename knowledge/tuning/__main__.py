"""`python -m knowledge.tuning`: trains both adapters and both maps on the topics, writes them and their card.

The file of written questions, which is of the adapters, is made anew, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import Progress

from knowledge.bilingual import to_english
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.embeddings import PLAIN, ModelEmbedder, Vectors
from knowledge.errors import KnowledgeError
from knowledge.lora import merged
from knowledge.search_embedder import ADAPTER, SearchEmbedder, beginning
from knowledge.tuned import Maps, changes_of, english_adapter, multilingual_changes_of, write_adapter
from knowledge.tuning.asking import remember
from knowledge.tuning.card import CARD, Figures, card
from knowledge.tuning.encoders import ALPHA, RANK, English, Multilingual, Trainable
from knowledge.tuning.foretelling import learn_foretelling
from knowledge.tuning.projecting import learn_projection
from knowledge.tuning.topics import Parts, Topic, read_parts
from knowledge.tuning.training import KEPT, Plan, Tuning, measure
from knowledge.words import has_cjk

console = Console(stderr=True)
_PLAN = Plan()
_BOTH = "both, tuned"
_ONE_IN = 10
"""Of so many texts one counts for what all have in common."""
_SCALE = KEPT * ALPHA / RANK


def train(
    epochs: Annotated[int, typer.Option(help="Times that every question is seen.")] = _PLAN.epochs,
    seed: Annotated[int, typer.Option(help="Of the order and of the adapters' first values.")] = _PLAN.seed,
    *,
    english: Annotated[
        bool, typer.Option(help="Train MiniLM's adapter, too; else it stays as it is.")
    ] = False,
) -> None:
    """Train on four fifths of the topics, measure on the others, write the file and its card.

    MiniLM learns from the topics without situations, E5 and the map from all.
    """
    try:
        parts = read_parts()
        plan = Plan(epochs, seed=seed)
        adapter = _english(parts.learned, plan) if english else english_adapter(ADAPTER)
        every = parts.every
        common = _by_e5(_texts(every)[::_ONE_IN]).mean(axis=0)
        other = Multilingual(common, seed, quick=True)
        _learn(other, every, plan, "E5")
        read = _tuned(other)
        drawn = learn_projection(every, read, seed)
        told = [text for text in _texts(every) if not has_cjk(text)]
        by_minilm = ModelEmbedder(PLAIN, merged(adapter, _SCALE)).embed(told)
        foretelling = learn_foretelling(by_minilm, drawn(read(told)))
        write_adapter(ADAPTER, adapter, other.adapter(), _SCALE, Maps(drawn, foretelling))
        figures = _figures(parts)
        CARD.write_text(card(parts, figures, epochs, seed), encoding="utf-8")
        typer.echo(CARD.read_text(encoding="utf-8"))
        remember(parts)
    except KnowledgeError as error:
        console.print(str(error), markup=False)
        raise typer.Exit(1) from error


def _english(topics: Sequence[Topic], plan: Plan) -> dict[str, NDArray[np.float32]]:
    encoder = English(plan.seed)
    _learn(encoder, topics, plan, "MiniLM")
    return encoder.adapter()


def _learn(encoder: Trainable, topics: Sequence[Topic], plan: Plan, name: str) -> None:
    with Progress(console=console) as progress:
        bar = progress.add_task(name)

        def report(done: int, of: int, loss: float) -> None:
            progress.update(bar, completed=done, total=of, description=f"{name}: loss {loss:.2f}")

        Tuning(encoder).learn(topics, plan, report)


def _tuned(encoder: Multilingual) -> Callable[[Sequence[str]], Vectors]:
    """Vectors by E5 with the share of the change that is kept, a little rounded as those of many records are."""
    changed = multilingual().changed(merged(encoder.adapter(), _SCALE))
    return lambda texts: changed.embed_quickly([beginning(text) for text in texts])


def _texts(topics: Sequence[Topic]) -> list[str]:
    return [text for each in topics for text in (*each.asks, *each.asks_zh, *each.said, *each.near)]


def _figures(parts: Parts) -> Mapping[str, tuple[Figures, Figures]]:
    """How well the kept topics' records are found, by what reads them."""
    both = SearchEmbedder(asked=None)

    def figures(*read: Callable[[Sequence[str]], Vectors]) -> tuple[Figures, Figures]:
        return measure(parts.kept, *read), measure(parts.kept_situations, *read)

    return {name: figures(embed) for name, embed in _single().items()} | {
        _BOTH: figures(both.embed_questions, both.embed),
        f"{_BOTH}, records in bulk": figures(both.embed_questions, both.embed_bulk),
    }


def _single() -> dict[str, Callable[[Sequence[str]], Vectors]]:
    plain, tuned = load_embedder(PLAIN), ModelEmbedder(PLAIN, changes_of(ADAPTER))
    other = multilingual().changed(multilingual_changes_of(ADAPTER))
    return {
        "MiniLM": lambda texts: plain.embed([to_english(text) for text in texts]),
        "MiniLM tuned": lambda texts: tuned.embed([to_english(text) for text in texts]),
        "E5": _by_e5,
        "E5 tuned": lambda texts: other.embed([beginning(text) for text in texts]),
    }


def _by_e5(texts: Sequence[str]) -> Vectors:
    return multilingual().embed([beginning(text) for text in texts])


if __name__ == "__main__":
    typer.run(train)
