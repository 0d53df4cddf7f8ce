"""The adapter's card: what it is, what it learned from, how it does on topics that it has not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from knowledge.tuning.projecting import DIMENSION
from knowledge.tuning.topics import Topic

CARD = Path(__file__).with_name("MODEL_CARD.md")
Figures = Mapping[str, tuple[float, float]]


def card(
    learned: Sequence[Topic], kept: Sequence[Topic], figures: Mapping[str, Figures], epochs: int, seed: int
) -> str:
    """The card's text; `figures` by model, then by language."""
    questions = sum(len(topic.asks) + len(topic.asks_zh) for topic in (*learned, *kept))
    rows = [
        f"| {model} | {language} | {first:.3f} | {third:.3f} |"
        for model, found in figures.items()
        for language, (first, third) in found.items()
    ]
    return f"""# Search encoder

Two models side by side: all-MiniLM-L6-v2 with a low-rank adapter, and multilingual-e5-small, frozen, with a linear map
of its vectors to {DIMENSION} numbers. Both draw shoppers' questions and the records that answer them together.
Made by `python -m knowledge.tuning --epochs {epochs} --seed {seed}`; do not edit.

- Data: {len(learned) + len(kept)} topics with {questions} questions, half of them Chinese, in `topics/`; written
  for this project, about goods and rules of many kinds of shops. MiniLM reads Chinese in the English of the glossary.
- Learned from {len(learned)} topics, measured on the other {len(kept)}: how often the nearest record of all of
  theirs is one that answers, and one of the nearest three. Each topic has records that look alike and do not answer.

| model | language | nearest | of nearest three |
| --- | --- | --- | --- |
{chr(10).join(rows)}

Limits: questions about things that no topic speaks of gain less. The classifiers of messages use the plain models.
"""
