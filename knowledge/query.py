"""A question made ready for search: what it is about, its words in both languages, its vectors."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.bilingual import Bilingual
from knowledge.embeddings import Embedder, Vectors
from knowledge.mention import Mention
from knowledge.words import content_stems, has_cjk, words

ENGLISH_ONLY = frozenset({"builtin"})
LINK_SCORE = 0.65
_HOW = re.compile(r"\bhow (?:long|far|big|soon|fast|often)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """`rest` is the text without the names of the linked products; `concepts` are its words with their equivalents.

    Vectors have shape (dimension,); None where the embedder cannot read the text.
    """

    text: str
    rest: str
    concepts: tuple[tuple[str, ...], ...]
    whole_concepts: tuple[tuple[str, ...], ...]
    named: frozenset[str]
    whole_vector: Vectors | None
    rest_vector: Vectors | None


def prepare(
    text: str,
    mentions: Sequence[Mention],
    product_ids: Collection[str],
    bilingual: Bilingual,
    embedder: Embedder,
) -> Query:
    """Reads a question. Products it names count as linked unless it is limited to given products."""
    linked = [mention for mention in mentions if mention.kind == "product" and mention.score >= LINK_SCORE]
    rest = _without(text, linked)
    whole, left = (readable(t, bilingual, embedder) for t in (text, rest))
    wanted = [t for t in dict.fromkeys((whole, left)) if t]
    rows = dict(zip(wanted, embedder.embed(wanted), strict=True)) if wanted else {}
    return Query(
        text=text,
        rest=rest,
        concepts=concepts(rest, bilingual),
        whole_concepts=concepts(text, bilingual),
        named=frozenset() if product_ids else frozenset(mention.id for mention in linked),
        whole_vector=rows.get(whole),
        rest_vector=rows.get(left),
    )


def concepts(text: str, bilingual: Bilingual) -> tuple[tuple[str, ...], ...]:
    """The text's content words, each with what else may stand for it, in this language and the other."""
    stems = dict.fromkeys(content_stems(_HOW.sub(" ", text)))
    return tuple((stem, *bilingual.synonyms(stem), *bilingual.alternatives(stem)) for stem in stems)


def readable(text: str, bilingual: Bilingual, embedder: Embedder) -> str:
    """What the embedder is given: an English-only one gets the known words of a Chinese text in English."""
    if embedder.name in ENGLISH_ONLY and has_cjk(text):
        return bilingual.english(text)
    return text if words(text) else ""


def _without(text: str, mentions: Sequence[Mention]) -> str:
    for mention in sorted(mentions, key=lambda m: m.start, reverse=True):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return " ".join(text.split())
