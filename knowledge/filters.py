"""Which passages a search may see at all. Access is decided here and nowhere else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.columns import Columns, Mask
from knowledge.passage import Kind, Passage


@dataclass(frozen=True, slots=True)
class Scope:
    """What a search is limited to; see `Knowledge.search`. `memberships` and `meeting` None mean: any.

    Of what is bound to a product, only that of the products in `meeting` is seen.
    """

    kinds: frozenset[Kind] | None
    product_ids: frozenset[str]
    customer_id: str | None
    memberships: frozenset[str] | None
    categories: frozenset[str]
    today: dt.date
    meeting: frozenset[str] | None = None


class Filters:
    """Turns a scope into a mask over all rows at once."""

    def __init__(self, columns: Columns, passages: Sequence[Passage]) -> None:
        self._columns = columns
        self._limited = {int(row): passages[int(row)] for row in np.flatnonzero(columns.limited)}
        self._open = ~columns.of_kinds(("order",))

    @property
    def memberships(self) -> frozenset[str]:
        """The codes of all memberships that some passage is limited to."""
        return frozenset(code for passage in self._limited.values() for code in passage.memberships)

    def mask(self, scope: Scope) -> Mask:
        """Rows that the scope may see. Orders are seen by the customer whose they are, and by nobody else."""
        columns, today = self._columns, scope.today.toordinal()
        seen = self._open & (columns.valid_from <= today) & (today <= columns.valid_to)
        if scope.customer_id:
            seen |= columns.of_kinds(("order",)) & columns.of_customer(scope.customer_id)
        if scope.kinds is not None:
            seen &= columns.of_kinds(scope.kinds)
        for allowed in (scope.product_ids or None, scope.meeting):
            if allowed is not None:
                seen &= columns.of_products(allowed) | (columns.products < 0)
        for row, passage in self._limited.items():
            seen[row] &= _concerns(passage, scope)
        return seen


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
