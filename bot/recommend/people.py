"""For how many people goods are wished, and which products say that they hold so many: a tent for "all three of us"."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np

from bot.grounding.facts import facts_of
from bot.grounding.units import NUMBER_WORDS
from bot.recommend.filters import Places
from bot.recommend.shelf import Shelf
from knowledge.records import Product

_WORDS = "|".join(word for word in NUMBER_WORDS if word.isascii() and len(word) > 2)
_OF_US = re.compile(
    rf"\b(?P<en>{_WORDS}|\d{{1,2}}) of (?:us|them|you)\b|\bfamily of (?P<family>{_WORDS}|\d{{1,2}})\b"
    r"|(?:我们|咱们?|一家)(?P<zh>[一两二三四五六七八九十]|\d{1,2})(?:个|口|人)",
    re.IGNORECASE,
)
_TWO = "两"


def people_in(need: str) -> int | None:
    """For how many people something is wished: "three of us", "for 4 people", 一家四口."""
    found = _OF_US.search(need)
    if found:
        said = (found["en"] or found["family"] or found["zh"]).lower().replace(_TWO, "二")
        return int(said) if said.isdigit() else int(NUMBER_WORDS[said]) if said in NUMBER_WORDS else None
    told = {int(Decimal(f.value)) for f in facts_of(need) if f.unit == "person"}
    return told.pop() if len(told) == 1 else None


def for_people(places: Places, need: str, shelf: Shelf) -> Places:
    """Of the places those whose products are for so many people, the fewest that will do; all where none says so."""
    wanted = people_in(need)
    if wanted is None:
        return places
    found: list[int] = places.tolist()
    held = {at: n for at in found if (n := _holds(shelf.products[at])) is not None and n >= wanted}
    least = min(held.values(), default=None)
    return np.array([at for at, n in held.items() if n == least], np.intp) if held else places


def _holds(product: Product) -> int | None:
    """For how many people the record says that it is."""
    told = {
        int(Decimal(f.value)) for v in product.attributes.values() for f in facts_of(v) if f.unit == "person"
    }
    return max(told, default=None)
