"""Which passages a search may see at all. Access is decided here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.passages import Kind, Passage

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is limited to; see `Knowledge.search`. `memberships` None means: of any."""

    kinds: frozenset[Kind] | None
    product_ids: frozenset[str]
    customer_id: str | None
    memberships: frozenset[str] | None
    categories: frozenset[str]
    today: dt.date


class Filters:
    """The passages' fields as columns, so that a scope becomes a mask over all rows at once."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._kinds = np.array([passage.kind for passage in passages], dtype="U12")
        self._orders = self._kinds == "order"
        self._customers = np.array([passage.customer_id or "" for passage in passages], dtype=object)
        self._products = np.array([passage.product_id or "" for passage in passages], dtype=object)
        self._from = np.array([_ordinal(passage.valid_from, 0) for passage in passages])
        self._to = np.array([_ordinal(passage.valid_to, dt.date.max.toordinal()) for passage in passages])
        self._limited = [
            n for n, p in enumerate(passages) if p.memberships or (p.kind == "policy" and p.categories)
        ]

    def mask(self, scope: Scope) -> Mask:
        """Rows that the scope may see. Orders are seen by the customer whose they are, and by nobody else."""
        own = np.zeros(len(self._passages), dtype=bool)
        if scope.customer_id:
            own = self._customers == scope.customer_id
        seen: Mask = ~self._orders | own
        if scope.kinds is not None:
            seen &= np.isin(self._kinds, sorted(scope.kinds))
        if scope.product_ids:
            seen &= np.isin(self._products, ["", *scope.product_ids])
        today = scope.today.toordinal()
        seen &= (self._from <= today) & (today <= self._to)
        for row in self._limited:
            seen[row] &= _concerns(self._passages[row], scope)
        return seen

    def of_products(self, product_ids: Collection[str]) -> Mask:
        """Rows that are bound to one of those products."""
        return np.isin(self._products, list(product_ids))


def _concerns(passage: Passage, scope: Scope) -> bool:
    if (
        scope.memberships is not None
        and passage.memberships
        and not scope.memberships & set(passage.memberships)
    ):
        return False
    if passage.kind != "policy" or not passage.categories or not scope.categories:
        return True
    return not scope.categories.isdisjoint(category.casefold() for category in passage.categories)


def _ordinal(day: dt.date | None, missing: int) -> int:
    return missing if day is None else day.toordinal()
