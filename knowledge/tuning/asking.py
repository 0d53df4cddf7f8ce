"""`python -m knowledge.tuning.asking`: makes the file of written questions and its card anew, after topics changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import typer
from rich.console import Console

from knowledge.asked_before import NEAREST, SHARE, of_matters, write_asked
from knowledge.embeddings import Vectors
from knowledge.errors import KnowledgeError
from knowledge.search_embedder import ADAPTER, ASKED, SearchEmbedder, multilingual_half
from knowledge.tuned import adapter_digest
from knowledge.tuning.topics import Parts, Topic, read_parts
from knowledge.tuning.training import measure

CARD = Path(__file__).with_name("ASKED_CARD.md")
Figures = Mapping[str, tuple[float, float]]


def remember(parts: Parts) -> None:
    """Write down the questions of the topics to learn from with what answers them, and the card.

    Raises:
        KnowledgeError: a model or the adapter is missing or damaged.
    """
    alone = SearchEmbedder(asked=None)
    _write(parts.every, alone)
    rows = [
        (name, kind, measure(topics, embedder.embed_questions, alone.embed))
        for kind, topics in (("plain", parts.kept), ("situations", parts.kept_situations))
        for name, embedder in (("as it is", alone), ("drawn", SearchEmbedder()))
    ]
    CARD.write_text(_card(parts, rows), encoding="utf-8")


def _write(topics: Sequence[Topic], embedder: SearchEmbedder) -> None:
    asked = [text for each in topics for text in (*each.asks, *each.asks_zh)]
    said = [text for each in topics for text in each.said]
    questions = multilingual_half(embedder.embed_questions(asked))
    questions_of = _cut(questions, [len(each.asks) + len(each.asks_zh) for each in topics])
    answers_of = _cut(embedder.embed(said), [len(each.said) for each in topics])
    matters = list(zip(questions_of, answers_of, strict=True))
    write_asked(ASKED, of_matters(matters), adapter_digest(ADAPTER))


def _cut(rows: Vectors, lengths: Sequence[int]) -> list[Vectors]:
    return np.split(rows, np.cumsum(lengths)[:-1])


def _card(parts: Parts, rows: Sequence[tuple[str, str, Figures]]) -> str:
    asked = sum(len(each.asks) + len(each.asks_zh) for each in parts.every)
    lines = [
        f"| {kind} | {language} | {name} | {first:.3f} | {third:.3f} |"
        for name, kind, figures in rows
        for language, (first, third) in figures.items()
    ]
    return f"""# Written questions

`knowledge/asked.safetensors` holds {asked} questions of {len(parts.every)} topics in `topics/`, half of them Chinese,
and what answers each topic, as vectors of the search encoder. By multilingual-e5-small a shopper's question is compared
with them and drawn to the answers of the {NEAREST} nearest, which count {SHARE} beside itself
(`knowledge/asked_before.py`). Made by `python -m knowledge.tuning.asking`; do not edit.

Measured on {len(parts.kept)} plain topics and {len(parts.kept_situations)} told as situations that are not in it, the
latter by a writer of their own: how often the nearest record of all of theirs is one that answers, and one of the
nearest three.

| topics | language | question | nearest | of nearest three |
| --- | --- | --- | --- | --- |
{chr(10).join(lines)}

Limits: what no topic is about gains less. Many topics tell of matters that those kept aside tell of, too, in other
words.
"""


def main() -> None:
    """Make the file and the card."""
    try:
        remember(read_parts())
        typer.echo(CARD.read_text(encoding="utf-8"))
    except KnowledgeError as error:
        Console(stderr=True).print(str(error), markup=False)
        raise typer.Exit(1) from error


if __name__ == "__main__":
    typer.run(main)
