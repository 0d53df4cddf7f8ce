"""The adapter's card: what it is, what it learned from, how it does on topics that it has not seen."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from knowledge.tuning.encoders import ADAPTED
from knowledge.tuning.projecting import DIMENSION
from knowledge.tuning.topics import Parts

CARD = Path(__file__).with_name("MODEL_CARD.md")
Figures = Mapping[str, tuple[float, float]]


def card(
    parts: Parts,
    figures: Mapping[str, tuple[Figures, Figures]],
    epochs: int,
    seed: int,
) -> str:
    """The card's text; `figures` on the kept topics and on those told as situations, by model, then by language."""
    kept, told = parts.kept, parts.kept_situations
    every = (*parts.every, *kept, *told)
    questions = sum(len(topic.asks) + len(topic.asks_zh) for topic in every)
    rows = [
        f"| {model} | {language} | {' | '.join(f'{share:.3f}' for share in (*found[language], *of_told[language]))} |"
        for model, (found, of_told) in figures.items()
        for language in found
    ]
    return f"""# Search encoder

Two models side by side, each with a low-rank adapter: all-MiniLM-L6-v2, and the last {ADAPTED} layers of
multilingual-e5-small with a linear map of its vectors to {DIMENSION} numbers. Both draw shoppers' questions and the
records that answer them together. Made by `python -m knowledge.tuning --epochs {epochs} --seed {seed}`; do not edit.
With `--english`, MiniLM's adapter is made anew as well. What a shop has most of, facts and reviews in English, MiniLM
reads alone: another linear map foretells the other model's numbers ("records in bulk" below). In search, a question is
also drawn to what answered written questions like it: see ASKED_CARD.md.

- Data: {len(every)} topics with {questions} questions, half of them Chinese, in `topics/`; written
  for this project, about goods and rules of many kinds of shops. MiniLM reads Chinese in the English of the glossary.
- Both learned from {len(parts.learned)} plain topics, E5 and the map also from {len(parts.situations)} told as
  situations; measured on {len(kept)} others and on {len(told)} others told as situations, by a writer of their own:
  how often the nearest record of all of theirs is one that answers, and one of the nearest three. Each topic has
  records that look alike and do not answer.

| model | language | nearest | of nearest three | situations: nearest | of nearest three |
| --- | --- | --- | --- | --- | --- |
{chr(10).join(rows)}

Limits: questions about things that no topic speaks of gain less; some situations tell of matters that topics kept aside
tell of, too, in other words and records. The classifiers of messages use the plain models.
"""
