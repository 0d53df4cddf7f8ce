"""The pack that goods are sold in is no thing of its own: "the bigger bag" of a dog food, 小袋的."""

from __future__ import annotations

import re

from bot.tools.options import PACKS
from bot.turn.memory import Memory
from knowledge.records import Product
from knowledge.search import Knowledge

_PACK = re.compile(
    rf"\b(?:big|larg|small|littl)\w*\s+(?P<noun>(?:{PACKS})(?:e?s)?)\b"
    r"|[大小](?P<zh>[包袋瓶盒罐箱])",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"^\s*\d+(?:[.,]\d+)?\s*(?:k?g|kilos?|lbs?|oz|ml|cl|公斤|千克|斤|克|毫升)\b", re.IGNORECASE
)


def without_packs(question: str, memory: Memory, knowledge: Knowledge) -> str:
    """The question with packs of a size blanked out where what is spoken of is sold in packs of a size.

    What is spoken of are the products in focus, or those that the rest of the words fits best where there are none.
    """
    blank = _PACK.sub(_blanked, question)
    if blank == question:
        return question
    spoken = memory.products or tuple(p.product_id for p, _ in knowledge.find_products(blank, k=1))
    products = (p for p in map(knowledge.catalogue.product, spoken) if p)
    return blank if any(map(_sold_by_amount, products)) else question


def _sold_by_amount(product: Product) -> bool:
    return any(_AMOUNT.match(value) for each in product.variants for value in each.options.values())


def _blanked(found: re.Match[str]) -> str:
    noun = found["noun"] or found["zh"]
    return f"{found.group()[: -len(noun)]}{' ' * len(noun)}"
