"""Goods of a shopper's own that have become dangerous: swollen, smoking, giving shocks. No rating answers that."""

from __future__ import annotations

import re

from bot.messages import Evidence
from bot.tools.cards import name_of, product_card
from bot.tools.desk import Desk, Findings
from bot.tools.evidence import evidence_of
from bot.tools.knowledge import NEAR
from knowledge.records import Product

_DANGER = re.compile(
    r"\b(?:swollen|swell(?:s|ing|ed)|bulg(?:es|ed|ing)|smok(?:es|ed|ing)|spark(?:s|ed|ing)|melt(?:s|ed|ing))\b"
    r"|\b(?:on|caught|catch(?:es|ing)?) fire\b"
    r"|\belectric(?:al)? shock|\b(?:gave|gives|got|get) (?:me )?(?:a |an )?shock"
    r"|\bexplod|\bsmells? (?:of |like )?(?:gas|burn(?:t|ing)|smoke)|\bburn(?:t|ed|s) (?:me|my)\b"
    r"|鼓包|鼓起|膨胀|冒烟|冒火|起火|着火|漏电|触电|电到|爆炸|烧焦|烧糊|煤气味",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    r"\b(?:my|our|mine)\b|\b(?:i|we)(?:['’]ve| have)? (?:bought|got|ordered|have)\b"
    r"|\b(?:it|this|that)(?:['’]s| is| has)\b"
    r"|我|家|了",
    re.IGNORECASE,
)


def endangers(question: str) -> bool:
    """Whether a message tells that a thing the shopper has is dangerous now."""
    return bool(_DANGER.search(question) and _HAPPENED.search(question))


def warning(product: Product, desk: Desk) -> Findings:
    """To stop using it, what the shop's own texts say of such a case, and the offer of a person."""
    return Findings(
        evidence=_safety(product, desk),
        said=(desk.say("hazard"),),
        cards=(product_card(product, desk),),
        focus=(f"product:{product.product_id}",),
        offers_person=True,
    )


def _safety(product: Product, desk: Desk) -> tuple[Evidence, ...]:
    """The nearest passage of the product's manual or FAQs on safety in the shopper's language, as it stands."""
    query = desk.say("query_hazard", name=name_of(product, desk.language))
    hits = desk.knowledge.search(
        query, kinds=("manual", "faq"), product_ids=(product.product_id,), language=desk.language, k=3
    )
    own = [
        h for h in hits if h.passage.product_id == product.product_id and h.passage.language == desk.language
    ]
    told = [evidence_of(hit.passage, hit.score, desk) for hit in own if hit.score >= NEAR]
    return tuple(e.model_copy(update={"complete": True}) for e in told[:1])
