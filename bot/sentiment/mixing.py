"""Chooses how much each opinion counts in a language: what makes texts likeliest that none has learned from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bot.sentiment.corpus import Text
from bot.sentiment.mixes import Mix, Opinions, mixed
from bot.sentiment.moods import MOODS

SHARES = tuple(round(0.1 * step, 1) for step in range(16))

Floats = NDArray[np.float32]


def choose_mix(texts: Sequence[Text], opinions: Opinions) -> Mix:
    """The mix with the least log loss on texts of one kind, each source counting alike, however many texts it has;
    an opinion that there is not has no share."""
    right = np.array([[mood in each.moods for mood in MOODS] for each in texts])
    many = Counter(each.source for each in texts)
    weights = np.array([1 / many[each.source] for each in texts])
    grid = (SHARES if each is not None else (0.0,) for each in opinions)
    mixes = [Mix(*shares) for shares in product(*grid) if sum(shares)]
    return min(mixes, key=lambda mix: _loss(mixed(mix, opinions), right, weights))


def _loss(told: Floats, right: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    losses = -np.log((told * right).sum(axis=1) + 1e-9)
    return float(np.average(losses, weights=weights))
