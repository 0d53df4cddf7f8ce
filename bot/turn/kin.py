"""The products that a shopper may mean beside the one in focus without naming any: those most like it."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.categories import all_stems
from knowledge.records import Product
from knowledge.search import Knowledge

MOST_OF_KIND = 300
"""Of a larger category no product is near enough to be meant without its name."""


def namesakes(product: Product, knowledge: Knowledge) -> tuple[Product, ...]:
    """The products of its category whose names share the most words with its own; none where no name shares one."""
    own = all_stems(product)
    shared = {p.product_id: len(own & all_stems(p)) for p in of_kind(product, knowledge)}
    most = max(shared.values(), default=0)
    alike = (p for p in of_kind(product, knowledge) if shared[p.product_id] == most)
    return tuple(alike) if most else ()


def of_kind(product: Product, knowledge: Knowledge) -> Sequence[Product]:
    """The other products of its category; none without a category, or in a very large one."""
    if not product.category:
        return ()
    others = [p for p in knowledge.catalogue.products() if p.category == product.category and p != product]
    return others if len(others) <= MOST_OF_KIND else ()
