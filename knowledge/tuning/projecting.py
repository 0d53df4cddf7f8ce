"""Learns the map of the multilingual model's vectors, which stay as they are.

The loss is InfoNCE over all records, as in `knowledge.tuning.training`; the map is the identity and a change of low
rank, and what is left of it after training are the directions in which most is told (principal components).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors
from knowledge.projection import Projection
from knowledge.tuning.topics import Topic

RANK, DIMENSION = 64, 128
_EPOCHS, _BATCH, _RATE = 8, 256, 1e-3
_TEMPERATURE = 0.05
_NOISE = 0.02
"""Standard deviation of what is added to questions in training."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Lessons:
    """Vectors [n, d] of questions and of records; `topics` and `answered` are their topics, -1: a record that answers
    none."""

    questions: Vectors
    topics: NDArray[np.int64]
    records: Vectors
    answered: NDArray[np.int64]


def learn_projection(
    topics: Sequence[Topic], embed: Callable[[Sequence[str]], Vectors], seed: int = 0
) -> Projection:
    """The map that draws the topics' questions and the records that answer them together."""
    lessons = _lessons(topics, embed)
    mean = np.concatenate([lessons.questions, lessons.records]).mean(axis=0)
    change = _change(lessons, mean, seed)
    matrix = np.eye(len(mean), dtype=np.float32) + change
    drawn = np.concatenate([lessons.questions - mean, lessons.records - mean]) @ matrix
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    directions = np.linalg.svd(drawn, full_matrices=False)[2][:DIMENSION]
    return Projection(mean.astype(np.float32), (matrix @ directions.T).astype(np.float32))


def _lessons(topics: Sequence[Topic], embed: Callable[[Sequence[str]], Vectors]) -> _Lessons:
    asked = [(text, at) for at, each in enumerate(topics) for text in (*each.asks, *each.asks_zh)]
    said = [(text, at) for at, each in enumerate(topics) for text in each.said]
    records = [*said, *((text, -1) for each in topics for text in each.near)]
    (questions, owners), (texts, answered) = zip(*asked, strict=True), zip(*records, strict=True)
    return _Lessons(embed(questions), np.array(owners), embed(texts), np.array(answered))


def _change(lessons: _Lessons, mean: Floats, seed: int) -> Floats:
    torch: Any = import_module("torch")
    torch.manual_seed(seed)
    questions, records = (torch.from_numpy(rows - mean) for rows in (lessons.questions, lessons.records))
    topics, answered = torch.from_numpy(lessons.topics), torch.from_numpy(lessons.answered)
    down = (torch.randn(len(mean), RANK) * _NOISE).requires_grad_()
    up = torch.zeros(RANK, len(mean), requires_grad=True)
    optimizer = torch.optim.AdamW([down, up], lr=_RATE, weight_decay=0.01)

    def drawn(rows: Any) -> Any:
        return torch.nn.functional.normalize(rows + rows @ down @ up)

    for _ in range(_EPOCHS):
        for batch in torch.randperm(len(questions)).split(_BATCH):
            asked = questions[batch]
            scores = drawn(asked + _NOISE * torch.randn_like(asked)) @ drawn(records).T / _TEMPERATURE
            wrong = topics[batch][:, None] != answered
            loss = (scores.logsumexp(1) - scores.masked_fill(wrong, -1e4).logsumexp(1)).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return (down @ up).detach().numpy()
