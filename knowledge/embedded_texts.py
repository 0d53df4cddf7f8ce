"""Which texts are embedded: whole passages, and what a product's facts are about (their labels)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.bilingual import to_english
from knowledge.embedders import reads_english_best, reads_english_only
from knowledge.lexicon import lexicon
from knowledge.passage import Passage, index_text
from knowledge.words import content_stems

MAX_OWN_FACTS = 3000
_PART_LABELS = {
    "price": "price, how much it costs",
    "stock": "in stock, available, how many are left, sold out",
    "variants": "available colours, sizes and versions",
}
_TOLD_BY_LABEL = {"price", "stock"}
_IDS = re.compile(r"\s*[(（][^()（）]*[)）]")
_QUOTES = re.compile(r"\s*“.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a shop's passages are read for embedding.

    `default` is the shop's first language. `facts`: whether single facts of products have vectors of their own; not
    in a large shop. `english`: the embedder is given the known words of a Chinese text in English alone. `first` is,
    by source, the language of the passage that stands for all its translations.
    """

    default: str
    facts: bool
    english: bool
    first: dict[str, str]

    @classmethod
    def of(cls, passages: Iterable[Passage], default: str, embedder: str) -> Reading:
        """How to read these passages for the embedder of that name."""
        passages = tuple(passages)
        few = sum(1 for p in passages if p.is_fact and p.language == default) <= MAX_OWN_FACTS
        preferred = ("en", default) if reads_english_best(embedder) else (default,)
        return cls(default, few, reads_english_only(embedder), _first_languages(passages, preferred))

    def text(self, passage: Passage) -> str | None:
        """What a passage's vector in Chroma is made from; None where it has none.

        One translation is embedded of all: the one that the embedder reads best. A price or a stock differs from
        another product's in nothing but the number: its label says all. An order is found by its words.
        """
        if passage.kind == "order":
            return None
        if passage.language != self.first[passage.source]:
            return None
        if passage.is_fact and (not self.facts or _part(passage) in _TOLD_BY_LABEL):
            return None
        return self._read(_telling(passage))

    def labels(self, passages: Sequence[Passage]) -> dict[str, str]:
        """What each single fact is about, by its source: an attribute's name, which many products share.

        A feature or a description is about nothing but what it says: it has no label.
        """
        facts = (p for p in passages if p.is_fact and p.language == self.default)
        labels = ((fact.source, _label(fact)) for fact in facts)
        return {source: _as_asked(self._read(label)) for source, label in labels if label}

    def _read(self, text: str) -> str:
        return to_english(text) if self.english else text


def _first_languages(passages: Iterable[Passage], preferred: Sequence[str]) -> dict[str, str]:
    spoken: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        spoken[passage.source].append(passage.language)
    return {
        source: next((language for language in preferred if language in own), own[0])
        for source, own in spoken.items()
    }


def _telling(passage: Passage) -> str:
    """The words of a passage that say what it is about: of a portrait without ids and quotes, which have vectors of
    their own."""
    if passage.kind in {"policy", "manual"}:
        return index_text(passage)
    if passage.kind == "review" and passage.source.startswith("product:"):
        return _IDS.sub("", _QUOTES.sub("", passage.text))
    return passage.text


@lru_cache(maxsize=4096)
def _as_asked(label: str) -> str:
    """A label with what shoppers say for it."""
    own = set(content_stems(to_english(label)))
    known = lexicon().asked_as.items()
    return ", ".join([label, *(said for name, said in known if own.issuperset(content_stems(name)))])


def _part(fact: Passage) -> str:
    return fact.source.partition("#")[2]


def _label(fact: Passage) -> str:
    part = _part(fact)
    if part.startswith(("features-", "description")):
        return ""
    return _PART_LABELS.get(part, fact.heading)
