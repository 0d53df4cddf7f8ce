"""Shares with their uncertainty, and whether two runs differ. The statistics are SciPy's."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import NonNegativeInt, computed_field

from bot.messages import Value

CONFIDENCE = 0.95
RESAMPLES = 9_999


class Interval(Value):
    """A 95 % interval."""

    low: float
    high: float


class Share(Value):
    """`hits` of `of`, with its 95 % Wilson score interval; of nothing there is neither share nor interval."""

    hits: NonNegativeInt
    of: NonNegativeInt

    @computed_field
    @property
    def share(self) -> float | None:
        """From 0 to 1."""
        return self.hits / self.of if self.of else None

    @computed_field
    @property
    def interval(self) -> Interval | None:
        """E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927."""
        if not self.of:
            return None
        found = _scipy_stats().binomtest(self.hits, self.of).proportion_ci(CONFIDENCE, method="wilson")
        return Interval(low=float(found.low), high=float(found.high))


def mcnemar(only_first: int, only_second: int) -> float:
    """The exact two-sided p-value that pairs which changed were as likely to change either way; 1 without any.

    Q. McNemar, "Note on the sampling error of the difference between correlated proportions", 1947.
    """
    changed = only_first + only_second
    return float(_scipy_stats().binomtest(only_first, changed).pvalue) if changed else 1.0


def paired_bootstrap(differences: Sequence[Sequence[int]], seed: int) -> Interval | None:
    """The 95 % percentile interval of the mean difference, where whole groups are drawn; None below two groups.

    Each group holds the differences of the runs of one dialog, which are not independent of each other.
    B. Efron, "Bootstrap methods: another look at the jackknife", 1979.
    """
    if len(differences) < 2:
        return None
    sums = np.array([sum(group) for group in differences], dtype=float)
    sizes = np.array([len(group) for group in differences], dtype=float)
    found = _scipy_stats().bootstrap(
        (sums, sizes),
        _mean,
        paired=True,
        vectorized=True,
        n_resamples=RESAMPLES,
        confidence_level=CONFIDENCE,
        method="percentile",
        rng=np.random.default_rng(seed),
    )
    return Interval(low=float(found.confidence_interval.low), high=float(found.confidence_interval.high))


def _mean(sums: NDArray[np.float64], sizes: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
    return np.sum(sums, axis=axis) / np.sum(sizes, axis=axis)


def _scipy_stats() -> Any:
    """SciPy has no types, and takes a second to import."""
    return import_module("scipy.stats")
