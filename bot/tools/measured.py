"""The attributes of a product that state the very measure asked for: what a shelf carries, how long a charge lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.grounding.roles import role_asked, states
from bot.tools.desk import Desk
from knowledge.passage import Passage
from knowledge.product_passages import attribute_slugs
from knowledge.records import Product


def measured(question: str, product_ids: Sequence[str], desk: Desk) -> tuple[Passage, ...]:
    """The passages of such attributes, product by product; none where the question asks for no measure known here."""
    role = role_asked(question)
    products = [p for p in map(desk.knowledge.catalogue.product, product_ids) if p]
    return tuple(passage for product in products for passage in _stating(role, product, desk)) if role else ()


def _stating(role: str, product: Product, desk: Desk) -> Iterator[Passage]:
    translation = product.translations.get(desk.language)
    attributes = translation.attributes if translation and translation.attributes else product.attributes
    slugs = attribute_slugs(product.attributes, attributes)
    for label, value in attributes.items():
        source = f"product:{product.product_id}#{slugs[label]}"
        passage = desk.knowledge.passage(source, desk.language) if states(role, label, value) else None
        if passage:
            yield passage
