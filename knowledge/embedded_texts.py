"""Which texts are embedded: whole passages, and what a product's facts are about (their labels)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.bilingual import to_english
from knowledge.embeddings import ENGLISH_ONLY
from knowledge.passages import Passage, index_text

MAX_OWN_FACTS = 3000
_PART_LABELS = {
    "price": "price, how much it costs",
    "stock": "in stock, available, out of stock",
    "variants": "available colours, sizes and versions",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """How a shop's passages are read for embedding.

    `default` is the shop's first language. `languages` are those in which single facts of products have vectors of
    their own: the first, and English where the embedder reads no other; none in a large shop. `english`: the
    embedder is given the known words of a Chinese text in English.
    """

    default: str
    languages: frozenset[str]
    english: bool

    @classmethod
    def of(cls, passages: Iterable[Passage], default: str, embedder: str) -> Reading:
        """How to read these passages for the embedder of that name."""
        english = embedder in ENGLISH_ONLY
        few = sum(1 for p in passages if p.is_fact and p.language == default) <= MAX_OWN_FACTS
        languages = frozenset({default, "en"} if english else {default})
        return cls(default, languages if few else frozenset(), english)

    def text(self, passage: Passage) -> str | None:
        """What a passage's vector in Chroma is made from; None where it has none."""
        if passage.is_fact and passage.language not in self.languages:
            return None
        long = passage.kind in {"policy", "manual"}
        return self._read(index_text(passage) if long else passage.text)

    def labels(self, passages: Sequence[Passage]) -> dict[str, str]:
        """What each single fact is about, by its source: an attribute's name, which many products share.

        A feature or a description is about nothing but what it says: it has no label.
        """
        facts = (p for p in passages if p.is_fact and p.language == self.default)
        labels = ((fact.source, _label(fact)) for fact in facts)
        return {source: self._read(label) for source, label in labels if label}

    def _read(self, text: str) -> str:
        return to_english(text) if self.english else text


def _label(fact: Passage) -> str:
    part = fact.source.partition("#")[2]
    if part.startswith(("features-", "description")):
        return ""
    return _PART_LABELS.get(part, fact.heading)
