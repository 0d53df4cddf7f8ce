"""Which texts are embedded: whole passages, and for a product's facts only what they are about (their labels)."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.bilingual import to_english
from knowledge.passages import Passage, index_text

MAX_FACT_LABELS = 5000
_PART_LABELS = {
    "price": "price, how much it costs",
    "stock": "in stock, available, out of stock",
    "variants": "available colours, sizes and versions",
}


def embedded_text(passage: Passage) -> str | None:
    """What a passage's vector in Chroma is made from; None for single facts of a product, which have none."""
    if passage.kind == "product" and passage.parent is not None:
        return None
    return index_text(passage) if passage.kind in {"policy", "manual"} else passage.text


def label_texts(passages: Sequence[Passage], default: str) -> dict[str, str]:
    """What each single fact of a product is about, by its source: an attribute's name, or a feature's own words.

    Names are few and shared by many products. Features and descriptions are each their own; they are left out in a
    shop with more than `MAX_FACT_LABELS` of them. Chinese labels are put into English words as far as known.
    """
    facts = [p for p in passages if p.kind == "product" and p.parent and p.language == default]
    own_words = {p.source: fact_value(p) for p in facts if _part(p).startswith(("features-", "description"))}
    labels = own_words if len(own_words) <= MAX_FACT_LABELS else {}
    names = {p.source: _PART_LABELS.get(_part(p), p.heading) for p in facts if p.source not in own_words}
    return {source: to_english(label) or label for source, label in {**names, **labels}.items()}


def fact_value(passage: Passage) -> str:
    """The value of a product's fact without the product's name and the label."""
    said = passage.text.removeprefix(f"{passage.title} — {passage.heading}")
    return said.lstrip(":： ")


def _part(passage: Passage) -> str:
    return passage.source.partition("#")[2]
