"""Chooses how much head and network count in a language: what makes texts likeliest that neither has learned from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray

from bot.sentiment.corpus import Text
from bot.sentiment.model import Mix, mixed
from bot.sentiment.moods import MOODS

SHARES = tuple(round(0.1 * step, 1) for step in range(16))

Floats = NDArray[np.float32]


def choose_mix(texts: Sequence[Text], by_head: Floats, by_network: Floats) -> Mix:
    """The mix with the least log loss on texts of one kind."""
    right = np.array([[mood in each.moods for mood in MOODS] for each in texts])
    mixes = [Mix(*pair) for pair in product(SHARES, SHARES) if sum(pair)]
    return min(mixes, key=lambda mix: _loss(mixed(mix, by_head, by_network), right))


def _loss(told: Floats, right: NDArray[np.bool_]) -> float:
    return float(-np.log((told * right).sum(axis=1) + 1e-9).mean())
