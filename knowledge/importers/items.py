"""What importers yield: rows and pages of a shop folder, what the source says of the shop, what was not mapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SOURCES = ("shopify", "woocommerce", "google", "jsonld", "tau2", "ecom-bench", "icecat")
"""The kinds of source."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row for a table of the shop folder; `place` is where it comes from, as `file:line` or `file: id`."""

    table: str
    values: dict[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class Page:
    """One Markdown page; `name` is its path in the shop folder, `product_id` whose manual it is."""

    name: str
    text: str
    place: str
    product_id: str | None = None


@dataclass(frozen=True, slots=True)
class ShopName:
    """The shop's name, where the source tells it."""

    name: str


@dataclass(frozen=True, slots=True)
class Unmapped:
    """Something of the source that is not in the shop folder.

    Entries with one `field` and `reason` are counted together; `place` and `found` are the example.
    """

    field: str
    reason: str
    place: str
    found: str = ""


Item = Mapped | Page | ShopName | Unmapped
Items = Iterator[Item]


@dataclass(frozen=True, slots=True)
class Options:
    """What the person who imports says, for what the source does not tell.

    `currency` is an ISO 4217 code, `timezone` of the IANA database, `order_date` an ISO 8601 date or time for orders
    without one.
    """

    name: str | None = None
    currency: str | None = None
    languages: tuple[str, ...] = ()
    timezone: str | None = None
    order_date: str | None = None


def compact(values: dict[str, Any]) -> dict[str, Any]:
    """The values without those that say nothing: None, blank texts, empty lists and objects."""
    return {name: value for name, value in values.items() if value not in (None, "", [], {})}
