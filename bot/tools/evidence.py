"""What search finds, as evidence for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from bot.grounding.units import unit_of
from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from knowledge.passage import Passage
from knowledge.search import Hit
from knowledge.words import content_stems


def evidence_of(passage: Passage, score: float, desk: Desk) -> Evidence:
    """A passage as evidence; a product's passage is about this product and may use its names.

    Opening hours and contact are complete as they stand: a small model that rewords "Sunday 12:00-17:00" may well say
    that the shop is closed on Sundays.
    """
    product = desk.knowledge.catalogue.product(passage.product_id) if passage.product_id else None
    names = (product.name, name_of(product, desk.language), product.brand or "") if product else ()
    return Evidence(
        source=passage.source,
        title=passage.title,
        text=passage.text,
        subject=f"product:{passage.product_id}" if passage.product_id else None,
        language=passage.language,
        names=tuple(name for name in names if name),
        score=max(0.0, score),
        complete=passage.kind == "shop",
    )


def shared_words(hit: Hit, names: Sequence[str]) -> tuple[str, ...]:
    """The question's words that a hit holds besides product names, without numbers and units."""
    named = {stem for name in names for stem in content_stems(name)}
    if hit.passage.kind == "product":
        body = hit.passage.text
        for name in names:
            body = body.replace(name, " ")
        named -= set(content_stems(body))
    held = (found.removeprefix("words:") for found in hit.matched if found.startswith("words:"))
    return tuple(w for w in held if w not in named and not w.isdecimal() and not unit_of(w))
