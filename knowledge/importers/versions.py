"""The versions of one product, as tables and feeds tell them in rows of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.importers.items import Unmapped, compact
from knowledge.importers.prices import amount
from knowledge.money import Money


@dataclass(frozen=True, slots=True)
class Version:
    """One version: `version_id` may be empty, `stock` None when the source does not count it."""

    version_id: str
    options: dict[str, str]
    price: Money
    stock: int | None
    place: str


def in_one_currency(versions: Sequence[Version]) -> tuple[list[Version], list[Unmapped]]:
    """The versions in the currency of the first, and notes on the others."""
    kept = [version for version in versions if version.price.currency == versions[0].price.currency]
    reason = (
        f"another currency than the product's {versions[0].price.currency}; the version is left out"
        if kept
        else ""
    )
    others = [version for version in versions if version not in kept]
    return kept, [Unmapped("currency", reason, other.place, other.price.currency) for other in others]


def as_fields(versions: Sequence[Version], product_id: str) -> dict[str, Any]:
    """`price` (the lowest), `currency`, and `variants`, or `stock` where there is one version without options."""
    lowest = min((version.price for version in versions), key=lambda price: price.minor)
    fields: dict[str, Any] = {"price": amount(lowest), "currency": lowest.currency}
    if len(versions) == 1 and not versions[0].options:
        return fields | {"stock": versions[0].stock}
    ids = _unique([version.version_id for version in versions], product_id)
    return fields | {
        "variants": [_variant(version, own_id) for version, own_id in zip(versions, ids, strict=True)]
    }


def shared(rows: Sequence[Mapping[str, str]], name: str) -> str:
    """The value that all rows have in a column, '' when they differ."""
    values = {row.get(name, "").strip() for row in rows}
    return values.pop() if len(values) == 1 else ""


def leaf(path: str) -> str:
    """The last step of a category path: `Tops` of `Clothing > Tops`."""
    return path.rpartition(">")[2].strip()


def left_over(row: Mapping[str, str], known: frozenset[str], place: str) -> list[Unmapped]:
    """The filled columns of a row that no rule maps."""
    names = [name for name, value in row.items() if name not in known and value.strip()]
    return [Unmapped(name, "no place for it in a shop folder", place, row[name]) for name in names]


def _variant(version: Version, own_id: str) -> dict[str, Any]:
    values = {"options": version.options, "price": amount(version.price), "stock": version.stock}
    return {"variant_id": own_id, **compact(values)}


def _unique(wished: Sequence[str], product_id: str) -> list[str]:
    """The ids that the source gives where they are told once, else numbered ones."""
    times = Counter(wished)
    return [
        wish if wish and times[wish] == 1 else f"{product_id}-{number}"
        for number, wish in enumerate(wished, 1)
    ]
