"""How much each signal counts: a logistic regression learned from what users took after an earlier day."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from bot.recommend.interactions import Indices, Interactions
from bot.recommend.neighbours import Floats
from bot.recommend.signals import FEATURES, Candidates, Histories, ItemModel, candidates_of
from bot.recommend.sparse import Sparse, sp

HORIZON = 30.0
"""Days that a fit looks ahead."""
MOST_USERS, FEWEST_HITS = 2000, 50
INVERSE_PENALTY = 0.01
USERS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Blend:
    """A linear score of `FEATURES`, each brought to mean 0 and deviation 1 first. Monotone in the odds of a take."""

    mean: Floats
    deviation: Floats
    weights: Floats

    def score(self, features: Floats) -> Floats:
        """Scores of rows of `FEATURES`; they compare within one fit only."""
        return np.asarray(((features - self.mean) / self.deviation) @ self.weights, np.float32)


def unlearned() -> Blend:
    """For shops with too little history to learn from: the places by each score, and what is bought this season."""
    weights = {f"rank_{name}": -0.3 for name in ("ease_recent", "cosine_recent", "content_recent")}
    weights |= {"taken_30d": 0.2, "taken_120d": 0.2}
    size = len(FEATURES)
    ones = np.ones(size, np.float32)
    return Blend(
        np.zeros(size, np.float32), ones, np.array([weights.get(n, 0.0) for n in FEATURES], np.float32)
    )


def learn_blend(interactions: Interactions, content: Sparse, now: float, *, seed: int = 0) -> Blend:
    """Fitted to what users took new in the `HORIZON` days before `now`, seen from the beginning of those days.

    `content` has a row for every one of `interactions.items`. `unlearned()` where fewer than `FEWEST_HITS`
    candidates were taken.
    """
    start = now - HORIZON
    earlier, later = interactions.before(start), interactions.since(start)
    if not len(earlier) or not len(later):
        return unlearned()
    place = {name: i for i, name in enumerate(interactions.items)}
    rows = content[[place[name] for name in earlier.items]]
    model = ItemModel.fit(earlier, rows, start)
    users, taken = _active(earlier, later, seed)
    histories = Histories.of(earlier.shape(), *earlier.latest())
    parts = [_labelled(candidates_of(model, histories.only(batch)), taken[batch]) for batch in batches(users)]
    if not parts or sum(int(hits.sum()) for _, hits in parts) < FEWEST_HITS:
        return unlearned()
    return _fitted(np.concatenate([f for f, _ in parts]), np.concatenate([hits for _, hits in parts]), seed)


def batches(users: Indices) -> list[Indices]:
    """Users in parts that fit into memory together with all items."""
    return [users[i : i + USERS_AT_ONCE] for i in range(0, len(users), USERS_AT_ONCE)]


def _active(earlier: Interactions, later: Interactions, seed: int) -> tuple[Indices, Sparse]:
    """Users (a sample of many) who came back, and what everybody took later, over the earlier users and items."""
    users = {name: i for i, name in enumerate(earlier.users)}
    items = {name: i for i, name in enumerate(earlier.items)}
    pairs = [
        (users[later.users[u]], items[later.items[i]])
        for u, i in zip(later.user, later.item, strict=True)
        if later.users[u] in users and later.items[i] in items
    ]
    row, col = np.array(pairs, np.intp).reshape(-1, 2).T
    taken = sp.csr_array((np.ones(len(row), np.float32), (row, col)), earlier.shape())
    back = np.unique(row)
    if len(back) > MOST_USERS:
        back = np.sort(np.random.default_rng(seed).choice(back, MOST_USERS, replace=False))
    return back, taken


def _labelled(found: Candidates, taken: Sparse) -> tuple[Floats, Floats]:
    return found.features, (taken.toarray()[found.user, found.item] > 0).astype(np.float32)


def _fitted(features: Floats, hits: Floats, seed: int) -> Blend:
    mean, deviation = features.mean(axis=0), features.std(axis=0)
    deviation = np.where(deviation > 1e-6, deviation, 1.0).astype(np.float32)
    model: Any = import_module("sklearn.linear_model").LogisticRegression(
        C=INVERSE_PENALTY, max_iter=300, random_state=seed
    )
    model.fit((features - mean) / deviation, hits)
    return Blend(mean, deviation, np.asarray(model.coef_[0], np.float32))
