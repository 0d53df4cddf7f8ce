"""The dense side of search: which rows are near a question in meaning, from Chroma and from the facts' labels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from statistics import mean

import numpy as np
from numpy.typing import NDArray

from knowledge.columns import Columns, Mask
from knowledge.embeddings import Vectors
from knowledge.index import Index
from knowledge.passage import Kind
from knowledge.query import Query
from knowledge.ranking import highest
from knowledge.vectors import COLLECTIONS, NAMES

_FEW = 10
_MOST_ASKED = 100
"""More neighbours than that are found sooner by comparing all."""
_VECTORS_KEPT = 4
_SPARSE = 3
"""Of so many rows, comparing all is as quick as copying one out."""


class DenseSearch:
    """Cosines of a question to passages, by row."""

    def __init__(self, index: Index) -> None:
        columns, passages = index.columns, index.passages
        self._columns = columns
        self._vectors = index.vectors
        self._table = index.table
        self._labels = index.labels
        self._embedded = {name: _embedded(columns, name) for name in NAMES}
        self._cards = self._embedded["products"][columns.cards[self._embedded["products"]]]
        self._cosines_of_cards = _remembering(index.table, columns.vectors[self._cards])
        self._row = {passages[int(row)].key: int(row) for rows in self._embedded.values() for row in rows}

    def cosines(self, query: Query, mask: Mask, count: int) -> dict[int, float]:
        """At least the `count` nearest rows of every collection, and of the facts by what they are about.

        All but cards are compared with and without the names in the question; the better cosine counts.
        """
        found: dict[int, float] = {}
        if query.rest_vector is not None and query.rest_vector is not query.whole_vector:
            for name in self._embedded:
                _keep_best(found, self._in(name, query.rest_vector, mask & ~self._columns.cards, count))
        if query.whole_vector is not None:
            for name in self._embedded:
                _keep_best(found, self._in(name, query.whole_vector, mask, count))
        if query.rest_vector is not None:
            facts = np.flatnonzero(mask & self._columns.facts)
            _keep_best(found, self._labels.nearest(facts, query.rest_vector, 4 * count))
        return found

    def cosines_of_products(self, query: Query, rows: NDArray[np.intp]) -> dict[int, float]:
        """The cosines of products' rows, however many others are nearer.

        A product's name in the question brings all its texts near, whatever they say: what they are nearer by on
        average is taken off again. A card is compared with its name and all.
        """
        found: dict[int, float] = {}
        cards, others = rows[self._columns.cards[rows]], rows[~self._columns.cards[rows]]
        if query.whole_vector is not None:
            found |= self._compared(cards, query.whole_vector)
        for own in _groups(others, self._columns.products[others]):
            found |= self._said(query, own)
        if query.rest_vector is not None:
            facts = rows[self._columns.facts[rows]]
            _keep_best(found, self._labels.nearest(facts, query.rest_vector, len(facts)))
        return found

    def _said(self, query: Query, rows: NDArray[np.intp]) -> dict[int, float]:
        """Cosines of one product's texts, by what the question says beside the product's name."""
        whole = {} if query.whole_vector is None else self._compared(rows, query.whole_vector)
        rest = {} if query.rest_vector is None else self._compared(rows, query.rest_vector)
        if not (whole and rest):
            return whole or rest
        by_name = max(mean(whole.values()) - mean(rest.values()), 0.0)
        return {row: max(cosine, whole[row] - by_name) for row, cosine in rest.items()}

    def cards(
        self, vector: Vectors, count: int, among: Collection[str] | None = None
    ) -> list[tuple[str, float]]:
        """The products (`among`: of those) whose cards are nearest to a vector, nearest first, with the cosines.

        `count` cards are looked at, or more; a product with cards in more languages may come more than once.
        """
        rows = self._cards if among is None else self._cards[self._columns.of_products(among)[self._cards]]
        found = self._asked("products", vector, rows, count)
        if found is None:
            cosines = self._cosines_of_cards(vector.tobytes())
            cosines = cosines if among is None else cosines[np.searchsorted(self._cards, rows)]
            best = highest(cosines, count)
            found = dict(zip(rows[best].tolist(), cosines[best].tolist(), strict=True))
        ordered = sorted(found.items(), key=lambda item: -item[1])
        products, ids = self._columns.products, self._columns.product_ids
        return [(ids[products[row]], cosine) for row, cosine in ordered if products[row] >= 0]

    def card_vector(self, product_id: str) -> Vectors | None:
        """The vector of a product's card."""
        rows = self._columns.rows_of(f"product:{product_id}")
        places = self._columns.vectors[rows]
        known = places[places >= 0]
        return self._table[known[0]] if len(known) else None

    def _in(self, name: str, vector: Vectors, mask: Mask, count: int) -> dict[int, float]:
        embedded = self._embedded[name]
        rows = embedded[mask[embedded]]
        found = self._asked(name, vector, rows, count)
        return self._compared(rows, vector, count) if found is None else found

    def _asked(
        self, name: str, vector: Vectors, rows: NDArray[np.intp], count: int
    ) -> dict[int, float] | None:
        """Asks Chroma; None where few of its vectors are wanted, few of those it found, or very many neighbours:
        comparing all wanted ones is then cheaper than a filter inside Chroma."""
        embedded = self._embedded[name]
        if not len(rows):
            return {}
        if count > _MOST_ASKED or len(rows) * _FEW < len(embedded):
            return None
        nearest = self._vectors.nearest(name, vector[None, :], min(2 * count, len(embedded)))[0]
        near = np.array([self._row[key] for key in nearest], np.intp)
        wanted = rows[np.minimum(np.searchsorted(rows, near), len(rows) - 1)] == near
        pairs = zip(near.tolist(), nearest.values(), wanted.tolist(), strict=True)
        found = {row: cosine for row, cosine, kept in pairs if kept}
        return found if len(found) >= min(count, len(rows)) else None

    def _compared(
        self, rows: NDArray[np.intp], vector: Vectors, count: int | None = None
    ) -> dict[int, float]:
        rows = rows[self._columns.vectors[rows] >= 0]
        cosines = _cosines(self._table, self._columns.vectors[rows], vector)
        best = highest(cosines, len(rows) if count is None else count)
        return dict(zip(rows[best].tolist(), cosines[best].tolist(), strict=True))


def _cosines(table: Vectors, places: NDArray[np.int32], vector: Vectors) -> NDArray[np.float32]:
    """Products of rows of `table` with `vector`; rows that stand close together are read where they stand, uncopied."""
    low, high = (int(places.min()), int(places.max()) + 1) if len(places) else (0, 0)
    if high - low > _SPARSE * len(places):
        return table[places] @ vector
    return (table[low:high] @ vector)[places - low]


def _remembering(table: Vectors, places: NDArray[np.int32]) -> Callable[[bytes], NDArray[np.float32]]:
    """The cosines of rows of `table` with a vector, given by its bytes; those of the last ones are kept."""

    @lru_cache(maxsize=_VECTORS_KEPT)
    def cosines(vector: bytes) -> NDArray[np.float32]:
        return _cosines(table, places, np.frombuffer(vector, np.float32))

    return cosines


def _embedded(columns: Columns, collection: str) -> NDArray[np.intp]:
    """Rows that have a vector in that collection."""
    kinds: list[Kind] = [kind for kind, name in COLLECTIONS.items() if name == collection]
    return np.flatnonzero((columns.vectors >= 0) & columns.of_kinds(kinds))


def _groups(rows: NDArray[np.intp], keys: NDArray[np.int32]) -> Iterator[NDArray[np.intp]]:
    """The rows of each key."""
    for key in np.unique(keys):
        yield rows[keys == key]


def _keep_best(found: dict[int, float], more: Mapping[int, float]) -> None:
    for row, cosine in more.items():
        found[row] = max(cosine, found.get(row, cosine))
