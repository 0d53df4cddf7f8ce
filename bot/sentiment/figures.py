"""How well a classifier does on labelled texts: accuracy, macro-F1, calibration, confusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.messages import Sentiment, SentimentLabel
from bot.text_head.training import expected_calibration_error, macro_f1

LABELS: tuple[SentimentLabel, ...] = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Figures:
    """Quality on some texts, 0 to 1. `ece` is the expected calibration error of the three labels' confidence.

    `sides` is the share of the negative and positive texts whose score has the right sign; None without any.
    `confusion[i][j]` counts texts of `LABELS[i]` that were called `LABELS[j]`.
    """

    count: int
    accuracy: float
    macro_f1: float
    ece: float
    sides: float | None
    confusion: tuple[tuple[int, ...], ...]


def figures(labels: Sequence[SentimentLabel], told: Sequence[Sentiment]) -> Figures:
    """What was told of some texts, held against their labels.

    Raises:
        ValueError: there are no texts, or not as many answers.
    """
    if not labels or len(labels) != len(told):
        raise ValueError(f"labels: found {len(labels)} and {len(told)} answers, expected as many, and some")
    confusion = np.zeros((3, 3), dtype=np.int64)
    for label, each in zip(labels, told, strict=True):
        confusion[LABELS.index(label), LABELS.index(each.label)] += 1
    right = np.array([label == each.label for label, each in zip(labels, told, strict=True)])
    confidence = np.array([each.confidence for each in told], dtype=np.float32)
    return Figures(
        count=len(labels),
        accuracy=float(right.mean()),
        macro_f1=macro_f1(confusion),
        ece=expected_calibration_error(confidence, right),
        sides=sides([(label, each.score) for label, each in zip(labels, told, strict=True)]),
        confusion=_rows(confusion),
    )


def sides(scored: Sequence[tuple[SentimentLabel, float]]) -> float | None:
    """The share of the negative and positive texts whose score's sign is right; 0 counts as positive."""
    right = [(score >= 0) == (label == "positive") for label, score in scored if label != "neutral"]
    return sum(right) / len(right) if right else None


def _rows(confusion: NDArray[np.int64]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(int, row)) for row in confusion)
