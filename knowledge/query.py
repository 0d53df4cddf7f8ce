"""A question made ready for search: what it is about, its words in both languages, its vectors."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from rapidfuzz import fuzz

from knowledge.bilingual import Bilingual
from knowledge.embedders import reads_english_only
from knowledge.embeddings import Embedder, Vectors
from knowledge.measures import Quantity, asked_for
from knowledge.mention import Mention
from knowledge.words import content_stems, has_cjk, words

LINK_SCORE = 0.65
_TYPO_LENGTH = 4
_TYPO_CUTOFF = 70.0
_OPINION = re.compile(
    r"\breviews?\b|\breviewers?\b|\brat(?:ed|ings?)\b|\bbuyers\b|\bcustomers\b|\bpeople\b|\bothers\b|\bopinions?\b"
    r"|\bowners\b|\bfolks\b|\bdislikes?\b|\bgripes?\b|\bcomplain|\bpraise|\bworth\b|\bany good\b"
    "|评价|评论|评分|口碑|买家|买过|用过|大家|好评|差评|反馈|吐槽|嫌|怎么样|好不好|好用|值得",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"\boffers?\b|\bpromo|\bdiscount|\bcodes?\b|\bvouchers?\b|\bcoupons?\b|\bdeals?\b|\bon sale\b|\bmoney off\b"
    r"|\bsavings\b|\bbargains?\b"
    r"|优惠|折扣|打折|促销|活动|满减|便宜多少|几折|特价|立减|券",
    re.IGNORECASE,
)
_HOW = re.compile(r"\bhow (?:long|far|big|soon|fast|often)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """`rest` is the text without the names of the linked products; `concepts` are its words with their equivalents.

    `quantities` is what the answer is expected in; `opinion` says that the text asks what people think,
    `offer` that it asks for a lower price.
    Vectors have shape (dimension,); None where the embedder cannot read the text.
    """

    text: str
    rest: str
    concepts: tuple[tuple[str, ...], ...]
    whole_concepts: tuple[tuple[str, ...], ...]
    named: frozenset[str]
    whole_vector: Vectors | None
    rest_vector: Vectors | None
    quantities: frozenset[Quantity]
    opinion: bool
    offer: bool
    categories: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reader:
    """What a question is read with; `name_stems` gives the stems of a product's names, by its id."""

    bilingual: Bilingual
    embedder: Embedder
    name_stems: Callable[[str], Set[str]]

    def names(self, word: str, product_id: str) -> bool:
        """Whether a word is one of a product's names, in another language or with a slip of typing."""
        stems = self.name_stems(product_id)
        if word in stems or not stems.isdisjoint(self.bilingual.alternatives(word)):
            return True
        return len(word) >= _TYPO_LENGTH and any(fuzz.ratio(word, stem) >= _TYPO_CUTOFF for stem in stems)


def prepare(text: str, mentions: Sequence[Mention], reader: Reader) -> Query:
    """Reads a question. Products it names count as linked."""
    bilingual, embedder = reader.bilingual, reader.embedder
    linked = _best([m for m in mentions if m.kind == "product" and m.score >= LINK_SCORE])
    rest = _without(text, linked, reader)
    whole, left = (readable(t, bilingual, embedder) for t in (text, rest))
    wanted = [t for t in dict.fromkeys((whole, left)) if t]
    rows = dict(zip(wanted, embedder.embed_questions(wanted), strict=True)) if wanted else {}
    return Query(
        text=text,
        rest=rest,
        concepts=concepts(rest, bilingual),
        whole_concepts=concepts(text, bilingual),
        named=frozenset(mention.id for mention in linked),
        whole_vector=rows.get(whole),
        rest_vector=rows.get(left),
        quantities=asked_for(text),
        opinion=_OPINION.search(text) is not None,
        offer=_OFFER.search(text) is not None,
        categories=frozenset(m.id for m in mentions if m.kind == "category"),
    )


def concepts(text: str, bilingual: Bilingual) -> tuple[tuple[str, ...], ...]:
    """The text's content words, each with what else may stand for it, in this language and the other."""
    stems = dict.fromkeys(content_stems(_HOW.sub(" ", text)))
    return tuple((stem, *bilingual.synonyms(stem), *bilingual.alternatives(stem)) for stem in stems)


def readable(text: str, bilingual: Bilingual, embedder: Embedder) -> str:
    """What the embedder is given: an English-only one gets the known words of a Chinese text in English."""
    if reads_english_only(embedder.name) and has_cjk(text):
        return bilingual.english(text)
    return text if words(text) else ""


def _without(text: str, mentions: Sequence[Mention], reader: Reader) -> str:
    """The text without the words of the mentions' names; what stands between them stays."""
    said = [
        (word, m.id) for m in mentions for word in words(text) if m.start <= word.start and word.end <= m.end
    ]
    named = {p for word, key in said if reader.names(word.stem, key) for p in range(word.start, word.end)}
    return " ".join("".join(" " if place in named else char for place, char in enumerate(text)).split())


def _best(mentions: Sequence[Mention]) -> list[Mention]:
    """Without those that stand in a better mention: the desk of `the Arc desk lamp`."""
    return [m for m in mentions if not any(o.score > m.score and _overlap(o, m) for o in mentions)]


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end
