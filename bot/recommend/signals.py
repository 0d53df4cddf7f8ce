"""What is known of a user and an item together: the features that the blend weighs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.recommend.interactions import Indices, Interactions
from bot.recommend.neighbours import Floats, cosine, ease
from bot.recommend.sparse import Sparse, sp

RIDGE, DAMPING = 400.0, 0.1
PAIR_HALF_LIFE = 180.0
"""Days after which a pair of items that were taken together counts half."""
PROFILE_HALF_LIFE = 30.0
"""Days before a user's last visit at which what they took counts half."""
A_VISIT = 1.0
POOL = 120
"""Candidates from each score; the features compare those only."""
SCORES = ("ease_all", "ease_recent", "ease_last_visit", "cosine_recent", "content_recent")
TRENDS = (
    "taken_7d", "taken_30d", "taken_120d", "rise_week", "rise_month", "days_since_last", "days_since_first",
)  # fmt: skip
FEATURES = (*SCORES, *(f"rank_{name}" for name in SCORES), *TRENDS)


@dataclass(frozen=True, slots=True)
class Histories:
    """What users took: users × items, three times with other weights.

    `everything` is 1, `recent` halves every `PROFILE_HALF_LIFE` days before the user's last visit, `last_visit` is 1
    for that visit's items only.
    """

    everything: Sparse
    recent: Sparse
    last_visit: Sparse

    @staticmethod
    def of(shape: tuple[int, int], user: Indices, item: Indices, day: NDArray[np.float64]) -> Histories:
        """From distinct pairs of user and item with their last days."""
        last = np.full(shape[0], -np.inf)
        np.maximum.at(last, user, day)
        before = last[user] - day

        def weighted(weights: NDArray[np.floating]) -> Sparse:
            return sp.csr_array((weights.astype(np.float32), (user, item)), shape)

        visit = before <= A_VISIT
        return Histories(
            weighted(np.ones(len(day))),
            weighted(0.5 ** (before / PROFILE_HALF_LIFE)),
            sp.csr_array((np.ones(int(visit.sum()), np.float32), (user[visit], item[visit])), shape),
        )

    def only(self, users: Indices) -> Histories:
        """Of those users, in that order."""
        return Histories(self.everything[users], self.recent[users], self.last_visit[users])


@dataclass(frozen=True)
class ItemModel:
    """What is learned of items: EASE and cosine weights [items, items], texts [items, terms], trends [items, 7]."""

    goes_with: Sparse
    alike: Sparse
    content: Sparse
    trends: Floats

    @staticmethod
    def fit(interactions: Interactions, content: Sparse, now: float) -> ItemModel:
        """Learned from what happened before `now` (days); `content` are the items' texts, rows of length 1."""
        user, item, day = interactions.latest()
        decayed = 0.5 ** ((now - day) / PAIR_HALF_LIFE)
        weighted = sp.csr_array((decayed.astype(np.float32), (user, item)), interactions.shape())
        return ItemModel(
            ease(interactions.taken(), RIDGE),
            cosine(weighted, DAMPING),
            content,
            item_trends(interactions, now),
        )

    @cached_property
    def _terms(self) -> Sparse:
        """The items' texts, by term: [terms, items]."""
        return self.content.T.tocsr()

    def scores(self, histories: Histories) -> Floats:
        """The `SCORES` of users and items: [scores, users, items]."""
        own = (
            histories.everything @ self.goes_with,
            histories.recent @ self.goes_with,
            histories.last_visit @ self.goes_with,
            histories.recent @ self.alike,
            (histories.recent @ self.content) @ self._terms,
        )
        return np.stack([part.toarray() for part in own]).astype(np.float32)


def item_trends(interactions: Interactions, now: float) -> Floats:
    """How often each item was taken lately, whether that rises, and since when it is there: [items, 7], logarithms."""
    age = now - interactions.day
    week, month, season = (_takers(interactions, age <= days) for days in (7, 30, 120))
    size = len(interactions.items)
    newest, oldest = np.full(size, np.inf), np.zeros(size)
    np.minimum.at(newest, interactions.item, age)
    np.maximum.at(oldest, interactions.item, age)
    columns = (
        np.log1p(week),
        np.log1p(month),
        np.log1p(season),
        np.log((week + 1) / (month * 7 / 30 + 1)),
        np.log((month + 1) / (season / 4 + 1)),
        np.log1p(np.minimum(newest, 1000).clip(0)),
        np.log1p(oldest.clip(0)),
    )
    return np.stack(columns, axis=1).astype(np.float32)


def _takers(interactions: Interactions, kept: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Users who took each item within the rows `kept`."""
    pairs = np.unique(interactions.user[kept] * len(interactions.items) + interactions.item[kept])
    return np.bincount(pairs % len(interactions.items), minlength=len(interactions.items)).astype(np.float64)


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs of user and item worth comparing, and their `FEATURES` [pairs, features]."""

    user: Indices
    item: Indices
    features: Floats


def candidates_of(model: ItemModel, histories: Histories) -> Candidates:
    """For every user the best items by each score, and the most taken of the week; never what they have."""
    scores = model.scores(histories)
    had = histories.everything.toarray() > 0
    scores[:, had] = -np.inf
    ranks = np.stack([_ranks(score) for score in scores])
    pool: NDArray[np.bool_] = np.asarray((ranks < POOL).any(axis=0))
    pool[:, _most_taken(model.trends)] = True
    user, item = (pool & ~had).nonzero()
    features = np.concatenate(
        [scores[:, user, item].T, np.log1p(ranks[:, user, item].T), model.trends[item]], axis=1
    )
    return Candidates(user, item, features.astype(np.float32))


def _ranks(scores: Floats) -> NDArray[np.int32]:
    """Place of every item in its user's order, 0 for the best."""
    order = np.argsort(-scores, axis=1, kind="stable")
    ranks = np.empty(scores.shape, np.int32)
    np.put_along_axis(ranks, order, np.arange(scores.shape[1], dtype=np.int32)[None, :], axis=1)
    return ranks


def _most_taken(trends: Floats) -> Sequence[int]:
    """The items taken most in the last week, ties by the month."""
    return np.lexsort((-trends[:, 1], -trends[:, 0]))[:POOL].tolist()
