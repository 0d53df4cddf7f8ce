"""Makes hits of what the two sides of a search found: scores them, drops twins, puts them in order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest

import numpy as np

from knowledge.columns import Columns
from knowledge.lexical import LexicalScores
from knowledge.measures import told_by
from knowledge.passage import Passage
from knowledge.query import Query
from knowledge.ranking import both, evidence, reciprocal_ranks

_OTHER_PRODUCT = 0.5
_UNLINKED_FACT = 0.9
_UNLINKED_FACTS_OF_A_PART = 3
_OTHER_LANGUAGE = 0.97
_RANK_SHARE = 0.15
_LINKED_SHARE = 0.25
_DENSE_MATCH = 0.35
_DESCRIBED = 0.55
_STANDS_OUT = 1.25
_QUANTITY_SHARE = 0.3
_OPINION_SHARE = 0.3
_OFFER_SHARE = 0.3
_UNASKED_OPINION = 0.8
_CARD_BESIDE_FACTS = 0.25
_SUPPORT = 3
_SUPPORT_SHARE = 0.7


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that was found.

    `score` is 0..1 and comparable between queries; `dense` is a cosine, `lexical` the share of the query's words
    that the passage holds. `matched` says how it was found: `dense`, `words:weight`, `product name`.
    """

    passage: Passage
    score: float
    matched: tuple[str, ...]
    dense: float
    lexical: float


@dataclass(frozen=True, slots=True)
class Found:
    """What both sides of a search say of the rows that may be seen; `linked` are the products it is about.

    `cosines` put them in order. `plain` are the same where a product's name has not been taken off: they tell how
    near a text is to the question as it was asked.
    """

    rows: Sequence[int]
    cosines: Mapping[int, float]
    lexical: LexicalScores
    linked: frozenset[str]
    plain: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class _Scored:
    row: int
    score: float
    order: float
    cosine: float
    coverage: float


class Ranker:
    """Orders rows of one shop's passages."""

    def __init__(self, columns: Columns, passages: Sequence[Passage], default_language: str) -> None:
        self._columns = columns
        self._passages = passages
        self._default = default_language

    def hits(self, query: Query, found: Found, language: str, k: int) -> tuple[Hit, ...]:
        """The best `k`, best first, each source once, in `language` where it has that."""
        scored = self._scored(query, found, language)
        if not found.linked:
            scored = self._likely_products_first(scored)
        kept = self._varied(sorted(scored, key=lambda one: -one.order), found.linked)
        return tuple(self._hit(one, query, found) for one in kept[:k])

    def _scored(self, query: Query, found: Found, language: str) -> list[_Scored]:
        ranks = reciprocal_ranks(found.cosines, {row: float(found.lexical.bm25[row]) for row in found.rows})
        return [self._score_twins(rows, query, found, ranks, language) for rows in self._twins(found.rows)]

    def _score_twins(
        self, rows: Sequence[int], query: Query, found: Found, ranks: Mapping[int, float], language: str
    ) -> _Scored:
        """One passage in its languages: each witness is believed in whatever language it spoke."""
        cosine = max(found.cosines.get(row, 0.0) for row in rows)
        coverage = max(float(found.lexical.coverage[row]) for row in rows)
        mass = max(float(found.lexical.mass[row]) for row in rows)
        row = max(rows, key=lambda row: self._language_rank(row, language))
        passage = self._passages[row]
        near = max(cosine, *(found.plain.get(row, 0.0) for row in rows))
        score, order = (
            self._score(passage, query, found.linked, evidence(one, coverage, mass, label=passage.is_fact))
            * (1.0 if passage.language == language else _OTHER_LANGUAGE)
            for one in (near, cosine)
        )
        order += _RANK_SHARE * max(ranks.get(row, 0.0) for row in rows)
        order += _LINKED_SHARE if passage.product_id in found.linked else 0.0
        order -= _CARD_BESIDE_FACTS if found.linked and query.concepts and passage.is_card else 0.0
        return _Scored(row, score, order, cosine, coverage)

    def _likely_products_first(self, scored: Sequence[_Scored]) -> list[_Scored]:
        """Puts back what is bound to a product of which less speaks for the question than of another one.

        What speaks for a product is the mean score of its best few passages, as a collection of documents is
        ranked by its best ones. What is bound to no product keeps its place beside the likeliest product's.
        """
        owners = [self._passages[one.row].product_id for one in scored]
        own: defaultdict[str, list[float]] = defaultdict(list)
        for owner, one in zip(owners, scored, strict=True):
            if owner is not None:
                own[owner].append(one.score)
        support = {owner: sum(nlargest(_SUPPORT, scores)) / _SUPPORT for owner, scores in own.items()}
        most = max(support.values(), default=0.0)
        behind = (most - support.get(owner or "", most) for owner in owners)
        return [
            replace(one, order=one.order - _SUPPORT_SHARE * less)
            for one, less in zip(scored, behind, strict=True)
        ]

    def _twins(self, rows: Iterable[int]) -> list[list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for row in rows:
            groups[int(self._columns.sources[row])].append(row)
        return list(groups.values())

    def _score(self, passage: Passage, query: Query, linked: frozenset[str], score: float) -> float:
        if passage.kind == "product" and passage.product_id in query.named and not query.concepts:
            return 0.5 if passage.is_fact else 1.0
        if passage.kind == "promotion" and query.offer:
            concerned = passage.product_id in linked or not query.categories.isdisjoint(passage.categories)
            score = both(both(score, _OFFER_SHARE), _OFFER_SHARE if concerned else 0.0)
        if passage.product_id is None:
            return score
        if linked and passage.product_id not in linked:
            return score * _OTHER_PRODUCT
        if passage.kind == "review" and linked:
            return both(score, _OPINION_SHARE) if query.opinion else score * _UNASKED_OPINION
        if linked and query.quantities & told_by(passage.text):
            score = both(score, _QUANTITY_SHARE)
        return score * _UNLINKED_FACT if passage.is_fact and not linked else score

    def _language_rank(self, row: int, language: str) -> tuple[bool, bool]:
        own = self._passages[row].language
        return own == language, own == self._default

    def _varied(self, ordered: Iterable[_Scored], linked: frozenset[str]) -> list[_Scored]:
        """Without a product in view, no more than a few products' facts of one sort."""
        seen: Counter[str] = Counter()
        kept: list[_Scored] = []
        for one in ordered:
            passage = self._passages[one.row]
            if passage.is_fact and not linked:
                part = passage.source.partition("#")[2]
                seen[part] += 1
                if seen[part] > _UNLINKED_FACTS_OF_A_PART:
                    continue
            kept.append(one)
        return kept

    def _hit(self, one: _Scored, query: Query, found: Found) -> Hit:
        passage = self._passages[one.row]
        held = [f"words:{stem}" for stem, rows in found.lexical.found.items() if np.any(rows == one.row)]
        matched = [*(["dense"] if one.cosine >= _DENSE_MATCH else []), *held]
        if passage.product_id in found.linked:
            matched.append("product name" if passage.product_id in query.named else "product")
        return Hit(passage, round(one.score, 4), tuple(matched), round(one.cosine, 4), round(one.coverage, 4))


def described_product(hits: Sequence[Hit]) -> frozenset[str]:
    """The product whose card stands out among the hits: the text describes it without naming it."""
    cards = sorted((hit for hit in hits if hit.passage.is_card), key=lambda hit: -hit.score)
    scores = [*(hit.score for hit in cards), 0.0, 0.0]
    stands_out = scores[0] >= _DESCRIBED and scores[0] >= _STANDS_OUT * scores[1]
    product_id = cards[0].passage.product_id if stands_out else None
    return frozenset({product_id} if product_id else ())
