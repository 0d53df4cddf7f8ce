"""Finds the products that a text describes, where no name links one: by their words, their cards' meaning, their kind.

The words lead and the meaning decides between equals: over a broad assortment a sentence embedding calls much alike
that a shopper would not. An accessory of the thing that is asked for stands behind the thing itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set

import numpy as np
from numpy.typing import NDArray

from knowledge.accessories import is_accessory, may_be_accessory
from knowledge.categories import names_of
from knowledge.dense import DenseSearch
from knowledge.product_words import ProductWords
from knowledge.query import Query
from knowledge.ranking import closeness, highest
from knowledge.records import Product

_DENSE_SHARE = 0.15
_ACCESSORY = 0.85
_DEPTH = 200

Scored = tuple[Product, float]


class Discovery:
    """Ranks the products of one shop."""

    def __init__(self, products: Sequence[Product], words: ProductWords, dense: DenseSearch) -> None:
        self._products = products
        self._place = {product.product_id: place for place, product in enumerate(products)}
        self._accessories = frozenset(
            place for place, product in enumerate(products) if may_be_accessory(names_of(product))
        )
        self._words = words
        self._dense = dense

    def find(self, query: Query, k: int, among: Collection[str] | None = None) -> tuple[Scored, ...]:
        """The best `k` products, best first, with scores from 0 to 1 that compare within one question only."""
        concepts = query.whole_concepts
        lexical = self._words.scores(concepts)
        if among is not None:
            lexical *= self._mask(among)
        dense = self._near(query, among)
        places = list(
            dict.fromkeys((*dense, *(p for p in highest(lexical, _DEPTH).tolist() if lexical[p] > 0)))
        )
        asked = {stem for stems in concepts for stem in stems}
        scores = self._scores(places, lexical, dense, asked)
        best: list[int] = np.argsort(-scores, kind="stable")[:k].tolist()
        return tuple((self._products[places[at]], float(scores[at])) for at in best)

    def _scores(
        self, places: Sequence[int], lexical: NDArray[np.float32], dense: Mapping[int, float], asked: Set[str]
    ) -> NDArray[np.float64]:
        """Of the products at these places."""
        words = lexical[list(places)].astype(np.float64) / (float(lexical.max(initial=0.0)) or 1.0)
        meaning = np.array([closeness(dense.get(place, 0.0)) for place in places])
        factor = [_ACCESSORY if self._is_accessory(place, asked) else 1.0 for place in places]
        return (_DENSE_SHARE * meaning + (1 - _DENSE_SHARE) * words) * np.array(factor)

    def _is_accessory(self, place: int, asked: Set[str]) -> bool:
        return place in self._accessories and is_accessory(names_of(self._products[place]), asked)

    def _near(self, query: Query, among: Collection[str] | None) -> dict[int, float]:
        """Places of the products whose cards are nearest, with the better cosine of their cards."""
        found: dict[int, float] = {}
        if query.whole_vector is None:
            return found
        for product_id, cosine in self._dense.cards(query.whole_vector, _DEPTH, among):
            if product_id in self._place:
                found.setdefault(self._place[product_id], cosine)
        return found

    def _mask(self, among: Collection[str]) -> NDArray[np.float32]:
        mask = np.zeros(len(self._products), dtype=np.float32)
        mask[[self._place[product_id] for product_id in among]] = 1.0
        return mask
