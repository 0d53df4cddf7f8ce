"""What a shopper wishes for, as far as it constrains a suggestion."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from bot.recommend.cues import has
from bot.recommend.said import Fact
from knowledge.constraints import Constraints

Relation = Literal["similar", "cheaper", "better", "goes_with"]
"""How a suggestion is to stand to the product that is spoken of."""

_RELATIONS: tuple[Relation, ...] = ("goes_with", "better", "cheaper", "similar")


@dataclass(frozen=True, slots=True)
class Wish:
    """`need` is the shopper's own words. `similar_to` is the id of a product that they speak of.

    With a `relation` suggestions stand in it to that product and never are that product; without one the words merely
    describe it. `below` is a price in minor units, exclusive. `for_other` marks a present: what the customer owns and
    likes then says nothing. `excluded` products were turned down, `liked` ones asked for more of; `said` is
    what the shopper said of themselves.
    """

    need: str
    constraints: Constraints
    similar_to: str | None = None
    relation: Relation | None = None
    below: int | None = None
    for_other: bool = False
    excluded: frozenset[str] = field(default_factory=frozenset[str])
    liked: frozenset[str] = field(default_factory=frozenset[str])
    said: tuple[Fact, ...] = ()


def relation_in(text: str) -> Relation | None:
    """The relation that a text asks for, if any."""
    return next((relation for relation in _RELATIONS if has(relation, text)), None)


def asks_what_goes_with(text: str) -> bool:
    """Whether a text asks which other things go with one; not whether something does."""
    return has("what_goes_with", text)


def is_for_other(text: str) -> bool:
    """Whether a text speaks of a present."""
    return has("for_other", text)
