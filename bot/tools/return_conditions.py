"""What the section that grants a return period says of goods of one kind beside the days: lamps must be unlit."""

from __future__ import annotations

from bot.tools.return_periods import DAYS
from knowledge.passage import Passage
from knowledge.records import Product
from knowledge.sections import sentences
from knowledge.words import content_stems

LONGEST = 160
"""Characters of conditions that are told where it is not known what goods are meant."""


def said_of_goods(passage: Passage, product: Product | None) -> str:
    """The section's sentences without days that name the product's category; of goods not known, all if they are short.

    "" where there is none.
    """
    others = [s.strip() for s in sentences(passage.text) if not DAYS.search(s)]
    if product is None:
        told = " ".join(others)
        return told if len(told) <= LONGEST else ""
    category = set(content_stems(product.category)) if product.category else set[str]()
    return " ".join(s for s in others if category and category <= set(content_stems(s)))
