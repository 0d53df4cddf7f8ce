"""What a shopper wishes for, as far as it constrains a suggestion."""

from __future__ import annotations

from dataclasses import dataclass, field

from knowledge.constraints import Constraints


@dataclass(frozen=True, slots=True)
class Wish:
    """`need` is the shopper's own words; `similar_to` a product id; `below` a price in minor units, exclusive.

    `for_other` marks a present: what the customer owns and likes then says nothing.
    """

    need: str
    constraints: Constraints
    similar_to: str | None = None
    below: int | None = None
    for_other: bool = False
    excluded: frozenset[str] = field(default_factory=frozenset[str])
