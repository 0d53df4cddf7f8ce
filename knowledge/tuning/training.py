"""Contrastive training: a question near the record that answers it, far from all others of its batch.

The loss is InfoNCE (van den Oord et al. 2018) over the batch's records, as Karpukhin et al. 2020 train passage
retrieval, with one record of the same topic that does not answer as a hard negative for each question.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.tuning.encoders import Trainable
from knowledge.tuning.topics import Topic

KEPT = 0.6
"""Share of the change that is kept: weights between untuned and tuned do as well on what was learned, better on other
texts (Wortsman et al. 2022, "Robust Fine-Tuning of Zero-Shot Models"). Chosen on questions about the built-in shops."""
_BATCH = 48
_TEMPERATURE = 0.05
_SAME = 0.8
"""The untuned cosine from which another topic's record counts as one that answers, too."""
_LABEL_ALONE = 0.25
"""Share of `label: value` records of which the label alone is learned, as a shop's facts are found by their labels."""

Floats = NDArray[np.float32]
Report = Callable[[int, int, float], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast it learns."""

    epochs: int = 2
    rate: float = 1e-3
    seed: int = 0


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A topic's texts as the encoder reads them."""

    questions: tuple[str, ...]
    said: tuple[str, ...]
    near: tuple[str, ...]


class Tuning:
    """An encoder in training."""

    def __init__(self, encoder: Trainable) -> None:
        self._torch: Any = import_module("torch")
        self._encoder = encoder

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows [n, d] of length 1, by the encoder as it is now; texts are as it reads them."""
        with self._torch.inference_mode():
            parts = [
                self._encoder.vectors(texts[at : at + _BATCH], training=False)
                for at in range(0, len(texts), _BATCH)
            ]
        return np.concatenate([part.numpy() for part in parts])

    def learn(self, topics: Sequence[Topic], plan: Plan, report: Report) -> None:
        """Train; `report` is told steps done, steps in all and the loss."""
        lessons = [_lesson(topic, self._encoder.read) for topic in topics]
        untuned = self._untuned(lessons)
        chosen = random.Random(plan.seed)  # noqa: S311  not for secrets
        batches = [batch for _ in range(plan.epochs) for batch in _batches(lessons, chosen)]
        learned = self._encoder.parameters()
        optimizer, schedule = self._optimizer(learned, plan, len(batches))
        for step, batch in enumerate(batches, start=1):
            loss = self._loss(batch, untuned, chosen)
            optimizer.zero_grad()
            loss.backward()
            self._torch.nn.utils.clip_grad_norm_(learned, 1.0)
            optimizer.step()
            schedule.step()
            report(step, len(batches), float(loss.detach()))

    def _optimizer(self, learned: Sequence[Any], plan: Plan, steps: int) -> tuple[Any, Any]:
        optim = self._torch.optim
        optimizer = optim.AdamW(learned, lr=plan.rate, weight_decay=0.01)
        return optimizer, optim.lr_scheduler.OneCycleLR(
            optimizer, plan.rate, total_steps=steps + 1, pct_start=0.1
        )

    def _loss(
        self, batch: Sequence[tuple[_Lesson, str]], untuned: Mapping[str, Floats], chosen: random.Random
    ) -> Any:
        torch = self._torch
        answers = [chosen.choice(lesson.said) for lesson, _ in batch]
        records = answers + [chosen.choice(lesson.near) for lesson, _ in batch]
        read = [_label_alone(text, chosen) for text in answers] + records[len(answers) :]
        vectors = self._encoder.vectors([*(question for _, question in batch), *read], training=True)
        scores = vectors[: len(batch)] @ vectors[len(batch) :].T / _TEMPERATURE
        same = _cosines(answers, records, untuned) >= _SAME
        np.fill_diagonal(same, val=False)
        right = torch.arange(len(batch))
        return torch.nn.functional.cross_entropy(scores.masked_fill(torch.from_numpy(same), -1e4), right)

    def _untuned(self, lessons: Sequence[_Lesson]) -> Mapping[str, Floats]:
        texts = list(dict.fromkeys(text for lesson in lessons for text in (*lesson.said, *lesson.near)))
        return dict(zip(texts, self.embed(texts), strict=True))


def measure(
    topics: Sequence[Topic],
    embed: Callable[[Sequence[str]], Vectors],
    embed_records: Callable[[Sequence[str]], Vectors] | None = None,
) -> dict[str, tuple[float, float]]:
    """By language: how often the nearest record of all is one that answers, and one of the nearest three.

    Records are embedded as questions are, unless `embed_records` is given.
    """
    records = [text for topic in topics for text in (*topic.said, *topic.near)]
    owners = np.array(
        [
            owner
            for at, topic in enumerate(topics)
            for owner in (*_each(at, topic.said), *_each(-1, topic.near))
        ]
    )
    rows = (embed_records or embed)(records)
    asked = {"en": [embed(topic.asks) for topic in topics], "zh": [embed(topic.asks_zh) for topic in topics]}
    return {language: _found(rows, owners, vectors) for language, vectors in asked.items()}


def _each(owner: int, texts: Sequence[str]) -> list[int]:
    return [owner] * len(texts)


def _found(rows: Vectors, owners: NDArray[np.int_], asked: Sequence[Vectors]) -> tuple[float, float]:
    first: list[bool] = []
    third: list[bool] = []
    for owner, vectors in enumerate(asked):
        nearest = owners[np.argsort(-vectors @ rows.T, axis=1)[:, :3]] == owner
        first += nearest[:, 0].tolist()
        third += nearest.any(axis=1).tolist()
    return float(np.mean(first)), float(np.mean(third))


def _lesson(topic: Topic, read: Callable[[str], str]) -> _Lesson:
    texts = ((*topic.asks, *topic.asks_zh), topic.said, topic.near)
    return _Lesson(*(tuple(map(read, some)) for some in texts))


def _batches(lessons: Sequence[_Lesson], chosen: random.Random) -> Iterator[list[tuple[_Lesson, str]]]:
    """Every question once, but for the last few, in batches of one question a topic."""
    waiting = [(at, question) for at, lesson in enumerate(lessons) for question in lesson.questions]
    chosen.shuffle(waiting)
    size = min(_BATCH, len(lessons))
    while True:
        batch = dict[int, str]()
        left: list[tuple[int, str]] = []
        for at, question in waiting:
            if at in batch or len(batch) == size:
                left.append((at, question))
            else:
                batch[at] = question
        if len(batch) < size:
            return
        yield [(lessons[at], question) for at, question in batch.items()]
        waiting = left


def _label_alone(text: str, chosen: random.Random) -> str:
    label, colon, _ = text.partition(": ")
    return label if colon and chosen.random() < _LABEL_ALONE else text


def _cosines(some: Sequence[str], others: Sequence[str], vectors: Mapping[str, Floats]) -> Floats:
    return np.stack([vectors[text] for text in some]) @ np.stack([vectors[text] for text in others]).T
