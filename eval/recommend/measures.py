"""How good lists of recommendations are: accuracy for each user, and what the lists do to the shop's range."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.recommend.interactions import Indices
from bot.recommend.neighbours import Floats

RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Accuracy:
    """For each user: whether anything was hit, the share of the relevant items hit, and nDCG, at k."""

    hit: Floats
    recall: Floats
    ndcg: Floats


def accuracy(lists: Indices, relevant: Sequence[frozenset[int]], k: int) -> Accuracy:
    """Of the first `k` of each user's list. The ideal of nDCG has min(k, relevant items) hits (Järvelin 2002)."""
    discount = 1 / np.log2(np.arange(2, k + 2))
    hits = np.zeros((len(lists), k))
    for row, (given, wanted) in enumerate(zip(lists, relevant, strict=True)):
        hits[row, : len(given[:k])] = [item in wanted for item in given[:k]]
    sizes = np.array([len(wanted) for wanted in relevant])
    ideal = np.cumsum(discount)[np.minimum(sizes, k) - 1]
    return Accuracy(
        np.asarray(hits.any(axis=1), np.float32),
        np.asarray(hits.sum(axis=1) / sizes, np.float32),
        np.asarray((hits @ discount) / ideal, np.float32),
    )


def interval(values: Floats, *, seed: int = 0) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean over users."""
    means = resampled(values, seed=seed)
    low, high = np.percentile(means, [2.5, 97.5])
    return float(low), float(high)


def resampled(values: Floats, *, seed: int = 0) -> NDArray[np.float64]:
    """Means over users drawn anew; the same seed and number of users draw the same users."""
    random = np.random.default_rng(seed)
    return np.array([values[random.integers(0, len(values), len(values))].mean() for _ in range(RESAMPLES)])


def ratio_interval(ours: Floats, theirs: Floats, *, seed: int = 0) -> tuple[float, float]:
    """The 95 % interval of the ratio of two means over the same users, drawn in pairs."""
    ratios = resampled(ours, seed=seed) / np.maximum(resampled(theirs, seed=seed), 1e-12)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return float(low), float(high)


def coverage(lists: Indices, items: int) -> float:
    """The share of all items that anybody is shown."""
    return len(np.unique(lists[lists >= 0])) / items


def novelty(lists: Indices, takers: NDArray[np.float64], users: int) -> float:
    """Mean surprise of what is shown, in bits: -log2 of the share of users who took it (Zhou 2010)."""
    shown = lists[lists >= 0]
    return float(-np.log2(np.maximum(takers[shown], 1) / users).mean())


def exposure_gini(lists: Indices, items: int) -> float:
    """Gini coefficient of how often items are shown: 0 all alike, 1 one item only."""
    counts = np.sort(np.bincount(lists[lists >= 0].ravel(), minlength=items))
    ranks = np.arange(1, items + 1)
    return float((2 * ranks - items - 1) @ counts / (items * counts.sum()))
