"""A passage: one fact that can be found, cited and put before a language model."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

Kind = Literal["product", "review", "faq", "policy", "manual", "promotion", "order", "shop"]


@dataclass(frozen=True, slots=True)
class Passage:
    """One fact group.

    `heading` is the attribute's name, the section's heading or the question. `customer_id` is set on orders
    only: such a passage belongs to that customer alone. `valid_from` and `valid_to` are inclusive. Empty
    `memberships` and `categories` mean: for all.
    """

    source: str
    kind: Kind
    title: str
    text: str
    language: str
    parent: str | None = None
    product_id: str | None = None
    customer_id: str | None = None
    heading: str = ""
    channels: tuple[str, ...] = ()
    date: dt.date | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    memberships: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Unique in a store: the source and the language."""
        return f"{self.source}@{self.language}"

    @property
    def is_card(self) -> bool:
        """Whether it is a product's card."""
        return self.kind == "product" and self.parent is None

    @property
    def is_fact(self) -> bool:
        """Whether it is a single fact of a product."""
        return self.kind == "product" and self.parent is not None

    @property
    def record_id(self) -> str:
        """The id of the record it was made from: `P001` of `product:P001#weight`."""
        return (self.parent or self.source).partition(":")[2]


def index_text(passage: Passage) -> str:
    """What a passage is indexed by: its text, with title and heading where the text does not say them."""
    parts = [passage.title, passage.heading, passage.text]
    return "\n".join(
        part for n, part in enumerate(parts) if part and not any(part in p for p in parts[n + 1 :])
    )
