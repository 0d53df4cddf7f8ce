"""Metrics of a ranking, each from ids, best first, and what is known of their relevance. Pure."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

RELEVANT = 2


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int = 10) -> float | None:
    """Normalised discounted cumulative gain, gain 2^grade - 1 (Jarvelin and Kekalainen 2002; Burges et al. 2005).

    What has no grade gains nothing. None where nothing that is graded gains anything.
    """
    ideal = _dcg(sorted(grades.values(), reverse=True)[:k])
    return _dcg([grades.get(one, 0) for one in ranking[:k]]) / ideal if ideal else None


def recall(ranking: Sequence[str], relevant: Collection[str], k: int = 10) -> float | None:
    """The share of the relevant that is among the first `k`, of as many as fit there; None without any."""
    possible = min(len(relevant), k)
    return len(set(ranking[:k]) & set(relevant)) / possible if possible else None


def hit(ranking: Sequence[str], answers: Collection[str], k: int = 3) -> bool:
    """Whether an answer is among the first `k`: recall where any one answer is enough."""
    return not set(ranking[:k]).isdisjoint(answers)


def mean(values: Sequence[float | None]) -> float:
    """The mean of those that are there; 0 without any."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else 0.0


def _dcg(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, start=1))
