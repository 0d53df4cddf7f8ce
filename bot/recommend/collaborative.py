"""What comes next for a customer, learned from what all customers took: item model and blend together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.recommend.blend import Blend, batches, learn_blend
from bot.recommend.interactions import Indices, Interactions
from bot.recommend.neighbours import Floats
from bot.recommend.signals import TRENDS, Candidates, Histories, ItemModel, candidates_of
from bot.recommend.sparse import Sparse, sp
from knowledge.words import content_stems


@dataclass(frozen=True)
class Collaborative:
    """A trained recommender over `items`; `now` (days) is until when it has learned."""

    items: tuple[str, ...]
    model: ItemModel
    blend: Blend
    now: float

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each item stands in `items`."""
        return {name: i for i, name in enumerate(self.items)}

    @cached_property
    def _popularity(self) -> Floats:
        return popularity(self.model.trends)

    def score(self, taken: Iterable[tuple[str, float]]) -> dict[str, float]:
        """Scores of the items worth suggesting to somebody who took these items on these days.

        Items that the model does not know, and days after `now`, are left out. Somebody without a history gets what
        many took lately. Scores compare within one call only.
        """
        item, scores = self._scored(taken)
        return {self.items[i]: score for i, score in zip(item.tolist(), scores.tolist(), strict=True)}

    def column(self, taken: Iterable[tuple[str, float]]) -> NDArray[np.float64]:
        """`score` of every item, the lowest for those not worth suggesting: [items + 1], the last for unknown items."""
        item, scores = self._scored(taken)
        column = np.full(len(self.items) + 1, float(scores.min()) if len(scores) else 0.0)
        column[item] = scores
        return column

    def _scored(self, taken: Iterable[tuple[str, float]]) -> tuple[Indices, Floats]:
        """The items worth suggesting, by their places, and their scores."""
        last: dict[int, float] = {}
        for name, day in taken:
            if name in self.place and day <= self.now:
                last[self.place[name]] = max(day, last.get(self.place[name], -np.inf))
        if not last:
            return np.arange(len(self.items)), self._popularity
        item, day = np.array(list(last), np.intp), np.array(list(last.values()))
        histories = Histories.of((1, len(self.items)), np.zeros(len(item), np.intp), item, day)
        found = candidates_of(self.model, histories)
        return found.item, self.blend.score(found.features)

    def best(self, histories: Histories, k: int) -> Indices:
        """The `k` best new items for each of the users, best first: [users, k]; -1 where there are fewer."""
        rows = np.arange(int(histories.everything.shape[0]))
        return np.concatenate([self._best(histories.only(part), k) for part in batches(rows)])

    def _best(self, histories: Histories, k: int) -> Indices:
        found = candidates_of(self.model, histories)
        return top(found, self.blend.score(found.features), histories.everything.shape[0], k)


def popularity(trends: Floats) -> Floats:
    """What many took this season, and more so this month: for customers of whom nothing is known."""
    weights = np.array([{"taken_120d": 1.0, "taken_30d": 0.1}.get(name, 0.0) for name in TRENDS], np.float32)
    return np.asarray(trends @ weights, np.float32)


def top(found: Candidates, scores: Floats, users: int, k: int) -> Indices:
    """The `k` best-scored candidates of each user, best first: [users, k], -1 where there are fewer."""
    order = np.lexsort((found.item, -scores, found.user))
    starts = np.searchsorted(found.user[order], np.arange(users))
    place = np.arange(len(order)) - starts[found.user[order]]
    best = np.full((users, k), -1, np.intp)
    kept = place < k
    best[found.user[order][kept], place[kept]] = found.item[order][kept]
    return best


def fit(interactions: Interactions, texts: Mapping[str, str], now: float, *, seed: int = 0) -> Collaborative:
    """Trained on what happened before `now` (days from 1970). The same data and seed give the same model.

    `texts` say what items are called; an item without one has no content score.

    Raises:
        ValueError: nothing happened before `now`.
    """
    known = interactions.before(now)
    if not len(known):
        raise ValueError("interactions: found none before the day to train until, expected at least one")
    content = content_vectors([texts.get(item, "") for item in known.items])
    blend = learn_blend(known, content, now, seed=seed)
    return Collaborative(known.items, ItemModel.fit(known, content, now), blend, now)


def content_vectors(texts: Sequence[str]) -> Sparse:
    """TF-IDF of the texts' stems, English or Chinese: [texts, terms], rows of length 1 (or 0 for no words)."""
    if not any(content_stems(text) for text in texts):
        return sp.csr_array((len(texts), 1), dtype=np.float32)
    text: Any = import_module("sklearn.feature_extraction.text")
    vectors = text.TfidfVectorizer(analyzer=content_stems, sublinear_tf=True, dtype=np.float32)
    return sp.csr_array(vectors.fit_transform(texts))
