"""Which mapped rows a shop folder can hold: valid, with an id of their own, hanging on records that are there."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from knowledge.cleaning import clean_values
from knowledge.importers.items import Mapped, Unmapped
from knowledge.record import Record
from knowledge.records import Customer, Order, Product, Promotion, Review
from knowledge.reports import faults
from knowledge.tables import LONGEST_LINE

_TABLES: dict[str, tuple[type[Record], str]] = {
    "products": (Product, "product_id"),
    "reviews": (Review, "review_id"),
    "customers": (Customer, "customer_id"),
    "orders": (Order, "order_id"),
    "promotions": (Promotion, "promotion_id"),
}
_OWNERS = {"reviews": ("product_id", "products"), "orders": ("customer_id", "customers")}


@dataclass(slots=True)
class Sieve:
    """Remembers the ids that went through; a row that is there twice with the same content goes through once."""

    _digests: dict[str, dict[str, bytes]] = field(
        default_factory=lambda: defaultdict[str, dict[str, bytes]](dict)
    )

    def sift(self, row: Mapped) -> str | list[Unmapped]:
        """The row as a line of JSON, or why it cannot be held; no reason for a mere repetition."""
        line = json.dumps(row.values, ensure_ascii=False)
        if len(line) > LONGEST_LINE:
            reason = f"longer than {LONGEST_LINE:,} characters; the record is left out"
            return [Unmapped(row.table, reason, row.place, f"{len(line):,} characters")]
        found = self._dangling(row) or _faults(row)
        return found or self._new(row, line)

    def knows(self, table: str, record_id: str) -> bool:
        """Whether a row of that table and id went through."""
        return record_id in self._digests[table]

    def _dangling(self, row: Mapped) -> list[Unmapped]:
        if row.table not in _OWNERS:
            return []
        name, table = _OWNERS[row.table]
        owner = str(row.values.get(name, ""))
        if self.knows(table, owner):
            return []
        reason = f"not among the {table} that were mapped; the record is left out"
        return [Unmapped(f"{row.table}.{name}", reason, row.place, owner)]

    def _new(self, row: Mapped, line: str) -> str | list[Unmapped]:
        id_field = _TABLES[row.table][1]
        record_id = str(row.values[id_field])
        digest = hashlib.sha256(line.encode("utf-8", "replace")).digest()
        earlier = self._digests[row.table].setdefault(record_id, digest)
        if earlier is digest:
            return line
        reason = "used before with other content; the first is kept"
        return (
            [] if earlier == digest else [Unmapped(f"{row.table}.{id_field}", reason, row.place, record_id)]
        )


def _faults(row: Mapped) -> list[Unmapped]:
    """What the shop folder's own reader would object to."""
    model: Any = _TABLES[row.table][0]
    try:
        model.model_validate(clean_values(row.values))
    except ValidationError as error:
        return [_fault(row, name or "", message) for name, message in faults(error)]
    return []


def _fault(row: Mapped, name: str, message: str) -> Unmapped:
    found, _, expected = message.removeprefix("found ").partition(", expected ")
    reason = f"expected {expected}; the record is left out" if expected else "the record is left out"
    return Unmapped(f"{row.table}.{name}".strip("."), reason, row.place, found)
