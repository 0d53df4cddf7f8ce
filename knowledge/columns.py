"""The fields of passages that a search filters and groups by, as columns over all rows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from knowledge.passage import Kind, Passage

KINDS: tuple[Kind, ...] = get_args(Kind)
Mask = NDArray[np.bool_]
_NOBODY = -1
_ARRAYS = (
    "kinds", "sources", "products", "customers", "valid_from", "valid_to", "parts", "limited", "vectors",
)  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """Row n is the nth passage.

    `kinds` are places in KINDS; `sources` are digests, equal for one fact in two languages; `products` and
    `customers` are places in the lists of ids, -1 for none; validity is in ordinal days, inclusive. `parts` says
    that a passage is a part of a record, `limited` that it holds for some memberships or categories only.
    `vectors` are places in the generation's table of vectors, -1 for none.
    """

    kinds: NDArray[np.int8]
    sources: NDArray[np.uint64]
    products: NDArray[np.int32]
    customers: NDArray[np.int32]
    valid_from: NDArray[np.int32]
    valid_to: NDArray[np.int32]
    parts: Mask
    limited: Mask
    vectors: NDArray[np.int32]
    product_ids: tuple[str, ...]
    customer_ids: tuple[str, ...]

    @classmethod
    def of(cls, passages: Sequence[Passage], vectors: Sequence[int]) -> Columns:
        """The columns of passages, with the place of each one's vector."""
        product_ids = tuple(dict.fromkeys(p.product_id for p in passages if p.product_id is not None))
        customer_ids = tuple(dict.fromkeys(p.customer_id for p in passages if p.customer_id is not None))
        product_place = {key: place for place, key in enumerate(product_ids)}
        customer_place = {key: place for place, key in enumerate(customer_ids)}
        last_day = dt.date.max
        return cls(
            kinds=np.array([KINDS.index(p.kind) for p in passages], np.int8),
            sources=np.array([source_digest(p.source) for p in passages], np.uint64),
            products=np.array([product_place.get(p.product_id or "", _NOBODY) for p in passages], np.int32),
            customers=np.array(
                [customer_place.get(p.customer_id or "", _NOBODY) for p in passages], np.int32
            ),
            valid_from=np.array(
                [p.valid_from.toordinal() if p.valid_from else 0 for p in passages], np.int32
            ),
            valid_to=np.array([(p.valid_to or last_day).toordinal() for p in passages], np.int32),
            parts=np.array([p.parent is not None for p in passages], bool),
            limited=np.array([_limited(p) for p in passages], bool),
            vectors=np.array(vectors, np.int32),
            product_ids=product_ids,
            customer_ids=customer_ids,
        )

    @property
    def size(self) -> int:
        """How many passages there are."""
        return len(self.kinds)

    @cached_property
    def facts(self) -> Mask:
        """Rows that are single facts of a product."""
        return self.of_kinds(("product",)) & self.parts

    @cached_property
    def cards(self) -> Mask:
        """Rows that are products' cards."""
        return self.of_kinds(("product",)) & ~self.parts

    def of_kinds(self, kinds: Collection[Kind]) -> Mask:
        """Rows of those kinds."""
        wanted = np.zeros(len(KINDS), bool)
        wanted[[KINDS.index(kind) for kind in kinds]] = True
        return wanted[self.kinds]

    def of_products(self, product_ids: Collection[str]) -> Mask:
        """Rows that are bound to one of those products."""
        wanted = np.zeros(len(self.product_ids) + 1, bool)  # the last place is that of no product, -1
        wanted[[self._product_place[key] for key in product_ids if key in self._product_place]] = True
        return wanted[self.products]

    def of_customer(self, customer_id: str) -> Mask:
        """Rows that belong to that customer."""
        if customer_id not in self.customer_ids:
            return np.zeros(self.size, bool)
        return self.customers == self.customer_ids.index(customer_id)

    def rows_of(self, source: str) -> NDArray[np.intp]:
        """Rows whose source has that source's digest, in the passages' order."""
        order, digest = self._by_source, np.uint64(source_digest(source))
        first, end = (
            int(np.searchsorted(self.sources, digest, side, sorter=order)) for side in ("left", "right")
        )
        return np.sort(order[first:end])

    def twins_of(self, rows: Sequence[int]) -> NDArray[np.intp]:
        """These rows with those that say the same in other languages, in no order."""
        digests = np.unique(self.sources[np.array(rows, np.intp)])
        order = self._by_source
        first, end = (
            np.searchsorted(self.sources, digests, side, sorter=order) for side in ("left", "right")
        )
        runs = [order[a:b] for a, b in zip(first.tolist(), end.tolist(), strict=True)]
        return np.concatenate(runs) if runs else np.zeros(0, np.intp)

    def save(self, generation: Path) -> None:
        """Writes the columns into a generation."""
        np.savez(generation / "columns.npz", **{name: getattr(self, name) for name in _ARRAYS})
        ids = {"products": self.product_ids, "customers": self.customer_ids}
        (generation / "columns.json").write_text(json.dumps(ids), encoding="utf-8")

    @classmethod
    def load(cls, generation: Path) -> Columns:
        """Reads what `save` wrote."""
        ids = json.loads((generation / "columns.json").read_text(encoding="utf-8"))
        with np.load(generation / "columns.npz", allow_pickle=False) as held:
            arrays = {name: held[name] for name in _ARRAYS}
        return cls(**arrays, product_ids=tuple(ids["products"]), customer_ids=tuple(ids["customers"]))

    @cached_property
    def _product_place(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.product_ids)}

    @cached_property
    def _by_source(self) -> NDArray[np.intp]:
        return np.argsort(self.sources, kind="stable")


def source_digest(source: str) -> int:
    """64 bits of BLAKE2b over a source id."""
    return int.from_bytes(hashlib.blake2b(source.encode(), digest_size=8).digest(), "little")


def _limited(passage: Passage) -> bool:
    return bool(passage.memberships) or (passage.kind == "policy" and bool(passage.categories))
