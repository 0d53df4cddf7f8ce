"""The dense side of search: which rows are near a question in meaning, from Chroma and from the facts' labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.embedded_texts import embedded_text
from knowledge.embeddings import Vectors
from knowledge.filters import Mask
from knowledge.labels import LabelVectors
from knowledge.passages import Passage
from knowledge.query import Query
from knowledge.vectors import COLLECTIONS, VectorStore

Rows = NDArray[np.intp]
FEW = 40


class DenseSearch:
    """Cosines of a question to passages, by row."""

    def __init__(self, passages: Sequence[Passage], vectors: VectorStore, labels: LabelVectors) -> None:
        self._passages = passages
        self._vectors = vectors
        self._labels = labels
        self._row = {passage.key: row for row, passage in enumerate(passages)}
        self._cards = np.array([p.kind == "product" and p.parent is None for p in passages], dtype=bool)
        self._facts = np.array([p.kind == "product" and p.parent is not None for p in passages], dtype=bool)
        embedded: dict[str, list[int]] = defaultdict(list)
        for row, passage in enumerate(passages):
            if embedded_text(passage) is not None:
                embedded[COLLECTIONS[passage.kind]].append(row)
        self._embedded = {name: np.array(rows, dtype=np.intp) for name, rows in embedded.items()}

    def cosines(self, query: Query, mask: Mask, count: int) -> dict[int, float]:
        """At least the `count` nearest rows of every collection; all but cards without the names in the question."""
        found: dict[int, float] = {}
        if query.rest_vector is not None and query.rest_vector is not query.whole_vector:
            for name in self._embedded:
                found |= self._in(name, query.rest_vector, mask & ~self._cards, count)
            mask_of_whole = mask & self._cards
        else:
            mask_of_whole = mask
        if query.whole_vector is not None:
            for name in self._embedded:
                found |= self._in(name, query.whole_vector, mask_of_whole, count)
        if query.rest_vector is not None:
            facts = self._labels.cosines(np.flatnonzero(mask & self._facts), query.rest_vector)
            found |= dict(sorted(facts.items(), key=lambda item: -item[1])[: 4 * count])
        return found

    def cards(self, vector: Vectors, count: int) -> list[tuple[Passage, float]]:
        """Product cards near a vector, nearest first; more than `count` where products have cards in more languages."""
        found = self._in("products", vector, self._cards, count)
        ordered = sorted(found.items(), key=lambda item: -item[1])
        return [(self._passages[row], cosine) for row, cosine in ordered]

    def card_vector(self, product_id: str, language: str) -> Vectors | None:
        """The vector of a product's card."""
        return self._vectors.vector("products", f"product:{product_id}@{language}")

    def _in(self, name: str, vector: Vectors, mask: Mask, count: int) -> dict[int, float]:
        embedded = self._embedded.get(name, np.zeros(0, np.intp))
        rows = embedded[mask[embedded]]
        if not len(rows):
            return {}
        if len(rows) <= FEW:
            keys = [self._passages[int(row)].key for row in rows]
            return {self._row[key]: cos for key, cos in self._vectors.cosines(name, keys, vector).items()}
        return self._nearest(name, vector, lambda row: bool(mask[row]), min(count, len(rows)), len(embedded))

    def _nearest(
        self, name: str, vector: Vectors, wanted: Callable[[int], bool], count: int, size: int
    ) -> dict[int, float]:
        """Asks for more until enough of what was found is wanted: cheaper than a filter inside Chroma."""
        ask = min(2 * count, size)
        while True:
            nearest = self._vectors.nearest(name, vector[None, :], ask)[0]
            found = {row: cos for key, cos in nearest.items() if wanted(row := self._row[key])}
            if len(found) >= count or ask >= size:
                return found
            ask = min(4 * ask, size)
