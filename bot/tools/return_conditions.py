"""What the section that grants a return period says of goods of one kind beside the days: lamps must be unlit."""

from __future__ import annotations

from bot.tools.return_periods import DAYS
from knowledge.passage import Passage
from knowledge.records import Product
from knowledge.sections import sentences
from knowledge.words import content_stems


def said_of_goods(passage: Passage, product: Product | None) -> str:
    """The section's sentences without days that name the product's category; "" where there is none."""
    category = set(content_stems(product.category)) if product and product.category else set[str]()
    named = [s for s in sentences(passage.text) if category and category <= set(content_stems(s))]
    return " ".join(sentence.strip() for sentence in named if not DAYS.search(sentence))
