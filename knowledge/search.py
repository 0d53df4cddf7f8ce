"""Search over a shop's knowledge: meaning (Chroma) and words (BM25) together, within what the asker may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.bilingual import Bilingual, attribute_pairs
from knowledge.catalogue import Catalogue
from knowledge.constraints import ConstraintReader, Constraints, matching
from knowledge.dense import DenseSearch
from knowledge.embeddings import Embedder
from knowledge.filters import Filters, Scope
from knowledge.labels import LabelVectors
from knowledge.lexical import LexicalIndex, LexicalScores
from knowledge.mention import Mention
from knowledge.mentions import MentionFinder
from knowledge.passages import Kind, Passage
from knowledge.query import Query, prepare, readable
from knowledge.ranking import evidence, reciprocal_ranks
from knowledge.records import Product
from knowledge.sections import membership_code, memberships_in
from knowledge.vectors import VectorStore
from knowledge.words import has_cjk

_DEPTH = 80
_OTHER_PRODUCT = 0.5
_UNLINKED_FACT = 0.7
_OTHER_LANGUAGE = 0.92
_RANK_SHARE = 0.1
_DENSE_MATCH = 0.35


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
class _Found:
    """What both sides of the search say of the rows that may be seen."""

    rows: Sequence[int]
    cosines: Mapping[int, float]
    lexical: LexicalScores


class Knowledge:
    """Everything known of one shop. Read-only and safe to use from several threads."""

    def __init__(
        self,
        catalogue: Catalogue,
        digest: str,
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        vectors: VectorStore,
        embedder: Embedder,
        labels: LabelVectors,
    ) -> None:
        self.catalogue = catalogue
        self.digest = digest
        self._passages = passages
        self._lexical = lexical
        self._vectors = vectors
        self._embedder = embedder
        self._dense = DenseSearch(passages, vectors, labels)
        self._filters = Filters(passages)
        self._default = catalogue.profile.languages[0]
        self._memberships = frozenset(code for passage in passages for code in passage.memberships)
        self._bilingual = Bilingual(attribute_pairs(catalogue.products()).items())
        self._mentions = MentionFinder(catalogue, self._bilingual)
        self._constraints = ConstraintReader(catalogue, self._bilingual, self._mentions.terms)
        self._prepared = lru_cache(maxsize=64)(self._prepare)

    def search(
        self,
        query: str,
        *,
        kinds: Collection[Kind] | None = None,
        product_ids: Collection[str] = (),
        language: str | None = None,
        membership: str | None = None,
        customer_id: str | None = None,
        today: dt.date | None = None,
        k: int = 6,
    ) -> tuple[Hit, ...]:
        """The best passages for a question, best first, each source once.

        `product_ids` limits what is bound to a product to those products; what holds for the whole shop stays.
        Orders are found only for their own `customer_id`. Policies and promotions that do not hold on `today`
        (default: the shop's present day) are not found. With a `membership` (`standard` for none), what is for
        other memberships is not found unless the question names them. Passages in `language` (default: the
        question's) come before the same ones in another.
        """
        prepared = self._prepared(query, frozenset(product_ids))
        linked = prepared.named | frozenset(product_ids)
        scope = self._scope(query, kinds, product_ids, linked, membership, customer_id, today)
        found = self._find(prepared, scope, max(k, 10))
        wanted = language or ("zh" if has_cjk(query) else self._default)
        ranked = self._ranked(prepared, found, linked, wanted)
        return tuple(self._hit(row, score, prepared, found, linked) for row, score in ranked[:k])

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Products, order ids, categories and brands that a text names, best first."""
        return self._mentions.find(text)

    def constraints(self, text: str) -> Constraints:
        """What a text demands of a product: price, category, brand, rating, stock, colour, size."""
        return self._constraints.read(text, self._mentions.find(text))

    def filter_products(self, constraints: Constraints) -> tuple[Product, ...]:
        """Exactly the products that meet the constraints, in the shop's order."""
        return matching(self.catalogue, constraints)

    def similar_products(
        self, query_or_product_id: str, *, k: int = 8, exclude: Collection[str] = ()
    ) -> tuple[tuple[Product, float], ...]:
        """Products like a product (without itself) or like a description, with the cosine of their cards."""
        product = self.catalogue.product(query_or_product_id)
        if product is not None:
            vector = self._dense.card_vector(product.product_id, self._default)
        else:
            text = readable(query_or_product_id, self._bilingual, self._embedder)
            vector = self._embedder.embed([text])[0] if text else None
        if vector is None:
            return ()
        left_out = {*exclude, query_or_product_id}
        best: dict[str, float] = {}
        for passage, cosine in self._dense.cards(vector, 2 * (k + len(left_out))):
            if passage.product_id and passage.product_id not in left_out:
                best.setdefault(passage.product_id, cosine)
        found = ((self.catalogue.product(product_id), cosine) for product_id, cosine in best.items())
        return tuple((product, cosine) for product, cosine in found if product is not None)[:k]

    def close(self) -> None:
        """Lets go of the store's files."""
        self._vectors.close()

    def _prepare(self, text: str, product_ids: frozenset[str]) -> Query:
        return prepare(text, self._mentions.find(text), product_ids, self._bilingual, self._embedder)

    def _scope(
        self,
        query: str,
        kinds: Collection[Kind] | None,
        product_ids: Collection[str],
        linked: frozenset[str],
        membership: str | None,
        customer_id: str | None,
        today: dt.date | None,
    ) -> Scope:
        named = memberships_in(query, self._memberships)
        products = (self.catalogue.product(product_id) for product_id in linked)
        categories = (product.category for product in products if product is not None)
        return Scope(
            kinds=None if kinds is None else frozenset(kinds),
            product_ids=frozenset(product_ids),
            customer_id=customer_id,
            memberships=None if membership is None else frozenset({membership_code(membership), *named}),
            categories=frozenset(category.casefold() for category in categories if category),
            today=today or self.catalogue.profile.now().date(),
        )

    def _find(self, query: Query, scope: Scope, count: int) -> _Found:
        mask = self._filters.mask(scope)
        lexical = self._lexical.scores(query.concepts or query.whole_concepts)
        cosines = self._dense.cosines(query, mask, 2 * count)
        scores = np.where(mask, lexical.bm25, 0.0)
        best = np.argpartition(-scores, min(_DEPTH, len(scores) - 1))[:_DEPTH] if len(scores) else np.zeros(0, int)
        rows = dict.fromkeys([*(int(row) for row in best if scores[row] > 0), *cosines])
        named = np.flatnonzero(mask & self._filters.of_products(query.named)) if query.named else ()
        rows |= dict.fromkeys(int(row) for row in named if self._passages[row].kind == "product")
        return _Found(tuple(rows), cosines, lexical)

    def _ranked(
        self, query: Query, found: _Found, linked: frozenset[str], language: str
    ) -> list[tuple[int, float]]:
        """Rows with their scores, best first; of one source only the row in the best language."""
        twins = self._by_source(found.rows)
        cosines = {row: max(found.cosines.get(twin, 0.0) for twin in twins[row]) for row in found.rows}
        coverage = {row: max(float(found.lexical.coverage[twin]) for twin in twins[row]) for row in found.rows}
        ranks = reciprocal_ranks(cosines, {row: float(found.lexical.bm25[row]) for row in found.rows})
        scores = {row: self._score(row, query, cosines[row], coverage[row], linked) for row in found.rows}
        kept = {max(group, key=lambda row: self._language_rank(row, language)) for group in twins.values()}
        weighted = {row: scores[row] * self._language_weight(row, language) for row in kept}
        return sorted(weighted.items(), key=lambda item: -(item[1] + _RANK_SHARE * ranks[item[0]]))

    def _by_source(self, rows: Iterable[int]) -> dict[int, list[int]]:
        groups: dict[str, list[int]] = {}
        for row in rows:
            groups.setdefault(self._passages[row].source, []).append(row)
        return {row: group for group in groups.values() for row in group}

    def _score(self, row: int, query: Query, cosine: float, coverage: float, linked: frozenset[str]) -> float:
        passage = self._passages[row]
        fact = passage.kind == "product" and passage.parent is not None
        if query.named and passage.product_id in query.named and passage.kind == "product" and not query.concepts:
            return 0.5 if fact else 1.0
        score = evidence(cosine, coverage, label=fact)
        if linked and passage.product_id and passage.product_id not in linked:
            return score * _OTHER_PRODUCT
        return score * _UNLINKED_FACT if fact and not linked else score

    def _language_rank(self, row: int, language: str) -> tuple[bool, bool]:
        own = self._passages[row].language
        return own == language, own == self._default

    def _language_weight(self, row: int, language: str) -> float:
        return 1.0 if self._passages[row].language == language else _OTHER_LANGUAGE

    def _hit(self, row: int, score: float, query: Query, found: _Found, linked: frozenset[str]) -> Hit:
        passage = self._passages[row]
        cosine = found.cosines.get(row, 0.0)
        said = [f"words:{stem}" for stem, rows in found.lexical.found.items() if np.any(rows == row)]
        matched = [*(["dense"] if cosine >= _DENSE_MATCH else []), *said]
        if passage.product_id in linked:
            matched.append("product name" if passage.product_id in query.named else "product")
        return Hit(passage, round(score, 4), tuple(matched), round(cosine, 4), float(found.lexical.coverage[row]))
