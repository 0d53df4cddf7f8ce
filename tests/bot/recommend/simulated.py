"""A made-up history in which tastes and seasons are known."""

from __future__ import annotations

import numpy as np

from bot.recommend.interactions import Interactions

GROUPS, GROUP_SIZE = 6, 20


def interactions(*, users: int = 150, days: int = 120, seed: int = 3) -> Interactions:
    """Every user takes items of one group (`i03` belongs to group 0), one on every visit, on about a day in six."""
    random = np.random.default_rng(seed)
    rows: list[tuple[str, str, float]] = []
    for user in range(users):
        group = user % GROUPS
        for day in np.flatnonzero(random.random(days) < 1 / 6).tolist():
            item = group * GROUP_SIZE + int(random.integers(GROUP_SIZE))
            if random.random() < 0.1:
                item = int(random.integers(GROUPS * GROUP_SIZE))
            rows.append((f"u{user:03}", f"i{item:03}", float(day)))
    return Interactions.of(rows)


def group_of(item: str) -> int:
    """The group that an item belongs to."""
    return int(item[1:]) // GROUP_SIZE
