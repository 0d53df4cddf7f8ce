"""What a product's record says of a matter of safety that is asked about, and what it warns of besides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.grounding.safety import concerns, speaks_to, warns
from bot.messages import Evidence
from bot.tools.desk import Desk
from bot.tools.evidence import evidence_of
from bot.tools.nearest import LONGEST
from knowledge.passages import Passage
from knowledge.product_passages import attribute_slugs
from knowledge.records import Product
from knowledge.search import Hit

MOST_TOLD = 2
"""Parts of the record that are told of a matter, and warnings beside them."""


def told_of_safety(
    question: str, product_ids: Sequence[str], hits: Sequence[Hit], desk: Desk
) -> tuple[tuple[Evidence, ...], tuple[Evidence, ...]]:
    """Of the one product that a question of safety is about: what tells of the matter, and what it warns of.

    Attributes and features come before parts of the manual and answered questions, which are looked for among
    the `hits`.
    """
    matters = concerns(question)
    product = desk.knowledge.catalogue.product(product_ids[0]) if len(product_ids) == 1 else None
    if not matters or product is None:
        return (), ()
    parts = [*_of_record(product, desk), *_texts(product, hits, desk)]
    told = [part for part in parts if _tells_of(matters, part, product)]
    warnings = [part for part in parts if part not in told and warns(part.heading, _value(part))]
    return tuple(_said(told, desk)), tuple(_said(warnings, desk))


def _of_record(product: Product, desk: Desk) -> Iterator[Passage]:
    """The product's attributes and features, in the shopper's language where it has them."""
    translation = product.translations.get(desk.language)
    attributes = translation.attributes if translation and translation.attributes else product.attributes
    features = (f"features-{number}" for number, _ in enumerate(product.features, start=1))
    for part in (*attribute_slugs(product.attributes, attributes).values(), *features):
        passage = desk.knowledge.passage(f"product:{product.product_id}#{part}", desk.language)
        if passage:
            yield passage


def _texts(product: Product, hits: Sequence[Hit], desk: Desk) -> Iterator[Passage]:
    """Answered questions and parts of the manual about the product, short ones in the shopper's language."""
    for passage in (hit.passage for hit in hits):
        own = passage.product_id == product.product_id and passage.language == desk.language
        if own and passage.kind in ("faq", "manual") and len(passage.text) <= LONGEST:
            yield passage


def _tells_of(matters: Sequence[str], part: Passage, product: Product) -> bool:
    text = f"{part.heading} {_value(part)}".replace(product.name, " ")
    return any(speaks_to(matter, text) for matter in matters)


def _value(part: Passage) -> str:
    """A part without the product's name and the attribute's before it."""
    return (
        part.text.partition(f"{part.heading}: ")[2]
        or part.text.partition(f"{part.heading}：")[2]
        or part.text
    )


def _said(parts: Sequence[Passage], desk: Desk) -> Iterator[Evidence]:
    for part in parts[:MOST_TOLD]:
        yield evidence_of(part, 1.0, desk).model_copy(update={"complete": True})
