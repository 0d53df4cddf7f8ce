"""What rules of returning ask of goods of one kind, whatever the question's words: lamps must be unlit."""

from __future__ import annotations

from bot.tools.desk import Desk
from bot.tools.knowledge import NEAR
from bot.tools.return_periods import DAYS, REFUSED, applies
from bot.tools.rule_goods import names_its_kind
from knowledge.passage import Passage
from knowledge.records import Product
from knowledge.search import Hit
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


def refused_of_kind(product: Product, desk: Desk) -> list[Hit]:
    """The rules of the product's category by which goods of its kind do not come back in some state: a lit stove."""
    rules = desk.knowledge.rules(language=desk.language, today=desk.today, product_ids=(product.product_id,))
    return [
        Hit(passage, NEAR, ("goods of its kind",), 0.0, 0.0)
        for passage in rules
        if applies(passage, product.category, desk.membership)
        and REFUSED.search(passage.text)
        and names_its_kind(passage, product, desk)
    ]
