"""Which texts are embedded: whole passages, and for a product's facts only what they are about (their labels)."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.bilingual import to_english
from knowledge.passages import Passage, index_text

MAX_OWN_LABELS = 2000
_PART_LABELS = {
    "price": "price, how much it costs",
    "stock": "in stock, available, out of stock",
    "variants": "available colours, sizes and versions",
}


def embedded_text(passage: Passage, *, english: bool) -> str | None:
    """What a passage's vector in Chroma is made from; None for single facts of a product, which have none.

    `english`: the embedder reads no Chinese, so that it is given the known words in English.
    """
    if passage.kind == "product" and passage.parent is not None:
        return None
    text = index_text(passage) if passage.kind in {"policy", "manual"} else passage.text
    return to_english(text) if english else text


def label_texts(passages: Sequence[Passage], default: str, *, english: bool) -> dict[str, tuple[str, ...]]:
    """What each single fact of a product is about, by its source; see `embedded_text` for `english`.

    An attribute is about its name, a name shared by many products. While a shop has no more than `MAX_OWN_LABELS`
    facts, each has a label of its own too: the name with its value, or a feature's own words.
    """
    facts = [p for p in passages if p.kind == "product" and p.parent and p.language == default]
    own_words = len(facts) <= MAX_OWN_LABELS
    reads = to_english if english else str
    return {fact.source: tuple(map(reads, _labels(fact, own_words))) for fact in facts}


def _labels(fact: Passage, own_words: bool) -> list[str]:
    part = fact.source.partition("#")[2]
    if part in _PART_LABELS:
        return [_PART_LABELS[part]]
    if part.startswith(("features-", "description")):
        return [fact_value(fact)] if own_words else []
    return [fact.heading, f"{fact.heading}: {fact_value(fact)}"] if own_words else [fact.heading]


def fact_value(passage: Passage) -> str:
    """The value of a product's fact without the product's name and the label."""
    said = passage.text.removeprefix(f"{passage.title} — {passage.heading}")
    return said.lstrip(":： ")
