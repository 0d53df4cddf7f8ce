"""Search over a shop: meaning (Chroma) and words (BM25) together, within what the asker may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from copy import copy
from dataclasses import replace
from functools import cached_property, lru_cache

import numpy as np

from knowledge.bilingual import Bilingual, attribute_pairs
from knowledge.catalogue import Catalogue
from knowledge.categories import all_stems
from knowledge.constraints import ConstraintReader, Constraints, matching
from knowledge.dense import DenseSearch
from knowledge.discovery import Discovery
from knowledge.embeddings import Embedder
from knowledge.filters import Filters, Scope
from knowledge.hits import Found, Hit, Ranker, described_product
from knowledge.index import Index
from knowledge.lexical import LexicalScores
from knowledge.mending import mender
from knowledge.mention import Mention
from knowledge.mentions import MentionFinder
from knowledge.passage import Kind, Passage
from knowledge.query import LINK_SCORE, Query, Reader, prepare
from knowledge.ranking import highest
from knowledge.records import Product
from knowledge.sections import membership_code, memberships_claimed, memberships_in
from knowledge.words import has_cjk

__all__ = ["Constraints", "Hit", "Knowledge", "Mention"]

_DEPTH = 80
_NAMED_DEPTH = 200
_CARDS_LOOKED_AT = 20
_QUERIES_KEPT = 64
_PERHAPS_DEPTH, _PERHAPS_NEAR = 40, 5
SectionKey = tuple[str, str, str]


class Knowledge:
    """Everything known of one shop. Read-only and safe to use from several threads."""

    def __init__(self, catalogue: Catalogue, index: Index, embedder: Embedder) -> None:
        self.catalogue = catalogue
        self.digest = index.digest
        self._index = index
        self._default = catalogue.profile.languages[0]
        self._dense = DenseSearch(index)
        self._discovery = Discovery(catalogue.products(), index.products, self._dense)
        self._filters = Filters(index.columns, index.passages)
        self._ranker = Ranker(index.columns, index.passages, self._default)
        self._memberships = self._filters.memberships
        self._bilingual = Bilingual(attribute_pairs(catalogue.products()).items())
        self._mentions = MentionFinder(catalogue, self._bilingual, index.common)
        self._found_in = lru_cache(maxsize=_QUERIES_KEPT)(self._mentions.find)
        self._constraints = ConstraintReader(catalogue, self._bilingual, self._mentions.terms)
        self._mended = mender(catalogue, index.lexical)
        self._prepared = _preparer(catalogue, self._found_in, self._mentions, self._bilingual, embedder)

    def search(  # noqa: PLR0913 - each is a limit of its own that callers name
        self,
        query: str,
        *,
        kinds: Collection[Kind] | None = None,
        product_ids: Collection[str] = (),
        language: str | None = None,
        membership: str | None = None,
        customer_id: str | None = None,
        today: dt.date | None = None,
        constraints: Constraints | None = None,
        k: int = 6,
    ) -> tuple[Hit, ...]:
        """The best passages for a question, best first, each source once.

        `product_ids` limits what is bound to a product to those products; what holds for the whole shop stays.
        Orders are found only for their own `customer_id`. Policies and promotions that do not hold on `today`
        (default: the shop's present day) are not found. With a `membership` (`standard` for none), what is for
        other memberships is not found unless the question names them. A passage that exists in several
        languages is given in `language` (default: the question's). With `constraints`, what is bound to a product
        that does not meet them is not found.
        """
        prepared = self._prepared(query, frozenset(product_ids))
        linked = prepared.named | frozenset(product_ids)
        scope = Scope(
            kinds=None if kinds is None else frozenset(kinds),
            product_ids=frozenset(product_ids),
            customer_id=customer_id,
            memberships=self._may_see(membership, query),
            categories=self._categories(linked),
            today=today or self.catalogue.profile.now().date(),
            meeting=self._meeting(constraints),
        )
        language = language or self._language(query)
        found = self._find(prepared, scope, linked, max(k, 10))
        hits = self._ranker.hits(prepared, found, language, max(k, _CARDS_LOOKED_AT))
        described = frozenset[str]() if linked else described_product(hits)
        if described:
            found = self._find(prepared, scope, described, max(k, 10))
            hits = self._ranker.hits(prepared, found, language, k)
        return hits[:k]

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """Products, order ids, categories and brands that a text names, best first."""
        return self._found_in(text)

    def perhaps_named(self, text: str) -> tuple[str, ...]:
        """Ids of products that a text calls by a word like any other and is also near to in meaning: the lumen."""
        called = self._mentions.perhaps(text)
        if not called:
            return ()
        hits = self.search(text, kinds=("product", "manual", "faq"), k=_PERHAPS_DEPTH)
        hits = sorted(hits, key=lambda hit: -hit.dense)
        near = tuple(dict.fromkeys(hit.passage.product_id for hit in hits))[:_PERHAPS_NEAR]
        return tuple(product_id for product_id in called if product_id in near)

    def mended(self, text: str) -> str:
        """A message, in simplified characters, without slips of the keyboard; see `knowledge.mending`."""
        return self._mended(text)

    def constraints(self, text: str) -> Constraints:
        """What a text demands of a product: price, category, brand, rating, stock, colour, size."""
        return self._constraints.read(text, self._found_in(text))

    def filter_products(self, constraints: Constraints) -> tuple[Product, ...]:
        """Exactly the products that meet the constraints, in the shop's order."""
        return matching(self.catalogue, constraints)

    def find_products(
        self,
        text: str,
        *,
        constraints: Constraints | None = None,
        among: Collection[str] | None = None,
        k: int = 10,
    ) -> tuple[tuple[Product, float], ...]:
        """The products that a text describes best, best first; with `constraints`, only those that meet them.

        `among` are the ids of those that meet them, where that is known. Scores are 0..1 and compare within one text
        only.
        """
        meeting = self._meeting(constraints) if among is None else among
        return self._discovery.find(self._prepared(text, frozenset()), k, meeting)

    def passage(self, source: str, language: str | None = None) -> Passage | None:
        """The passage that a source id names, in that language where there is one, else in another."""
        rows = self._index.columns.rows_of(source)
        found = [p for p in (self._index.passages[int(row)] for row in rows) if p.source == source]
        return next((p for p in found if p.language == language), next(iter(found), None))

    def section(self, passage: Passage, membership: str | None = None) -> tuple[Passage, ...]:
        """The parts of the passage's section that `membership` may see, in its language; the passage alone if uncut.

        A section is cut where it says something else for each membership; `membership` as in `search`.
        """
        parts = self._sections.get(_section_key(passage), (passage,))
        may_see = None if membership is None else membership_code(membership)
        return tuple(p for p in parts if may_see is None or not p.memberships or may_see in p.memberships)

    def rules(
        self, *, language: str, today: dt.date | None = None, product_ids: Collection[str] = ()
    ) -> tuple[Passage, ...]:
        """Every passage of the policies that hold on `today`, for every membership.

        With `product_ids`, a policy for other kinds of goods is left out. In `language` where it exists in several.
        """
        scope = Scope(
            kinds=frozenset({"policy"}),
            product_ids=frozenset(),
            customer_id=None,
            memberships=None,
            categories=self._categories(product_ids),
            today=today or self.catalogue.profile.now().date(),
        )
        rows = np.flatnonzero(self._filters.mask(scope)).tolist()
        found = [self._index.passages[row] for row in rows]
        spoken = {p.parent for p in found if p.language == language}
        return tuple(p for p in found if p.language == language or p.parent not in spoken)

    def memberships_named(self, text: str) -> tuple[str, ...]:
        """Codes of the shop's memberships that a text speaks of, `standard` among them: "I'm not a member"."""
        return memberships_claimed(text, self._memberships)

    def similar_products(
        self, query_or_product_id: str, *, k: int = 8, exclude: Collection[str] = ()
    ) -> tuple[tuple[Product, float], ...]:
        """Products like a product (without itself) or like a description, with the cosine of their cards."""
        if self.catalogue.product(query_or_product_id) is not None:
            vector = self._dense.card_vector(query_or_product_id)
        else:
            vector = self._prepared(query_or_product_id, frozenset()).whole_vector
        if vector is None:
            return ()
        left_out = {*exclude, query_or_product_id}
        best: dict[str, float] = {}
        for product_id, cosine in self._dense.cards(vector, 2 * (k + len(left_out))):
            if product_id not in left_out:
                best.setdefault(product_id, cosine)
        found = ((self.catalogue.product(product_id), cosine) for product_id, cosine in best.items())
        return tuple((product, cosine) for product, cosine in found if product is not None)[:k]

    def limited_to(self, catalogue: Catalogue) -> Knowledge:
        """The same search over a catalogue that holds less of its customers' records."""
        limited = copy(self)
        limited.catalogue = catalogue
        return limited

    def close(self) -> None:
        """Lets go of the store's files."""
        self._index.vectors.close()

    @cached_property
    def _sections(self) -> Mapping[SectionKey, tuple[Passage, ...]]:
        parts: dict[SectionKey, tuple[Passage, ...]] = {}
        for row in np.flatnonzero(self._index.columns.of_kinds(("policy",))).tolist():
            passage = self._index.passages[row]
            parts[_section_key(passage)] = (*parts.get(_section_key(passage), ()), passage)
        return {key: found for key, found in parts.items() if any(p.memberships for p in found)}

    def _find(self, query: Query, scope: Scope, linked: frozenset[str], count: int) -> Found:
        mask = self._filters.mask(scope)
        lexical = self._lexical(query)
        cosines = self._dense.cosines(query, mask, 2 * count)
        scores = np.where(mask, lexical.bm25, 0.0)
        rows = dict.fromkeys(row for row in highest(scores, _DEPTH).tolist() if scores[row] > 0)
        rows |= dict.fromkeys(cosines)
        plain = dict(cosines)
        if linked:
            named = np.flatnonzero(mask & self._index.columns.of_products(linked))[:_NAMED_DEPTH]
            rows |= dict.fromkeys(named.tolist())
            cosines |= self._dense.cosines_of_products(query, named)
        twins = self._index.columns.twins_of(tuple(rows))
        rows |= dict.fromkeys(twins[mask[twins]].tolist())
        return Found(tuple(rows), cosines, lexical, linked, plain)

    def _lexical(self, query: Query) -> LexicalScores:
        """The shop's passages by the whole question, a product's by what stands beside its name: they all hold that."""
        whole = self._index.lexical.scores(query.whole_concepts)
        if query.concepts in ((), query.whole_concepts):
            return whole
        return self._index.lexical.scores(query.concepts).replaced(whole, self._index.columns.products < 0)

    def _meeting(self, constraints: Constraints | None) -> frozenset[str] | None:
        if constraints is None or not constraints.any:
            return None
        return frozenset(product.product_id for product in self.filter_products(constraints))

    def _language(self, text: str) -> str:
        return "zh" if has_cjk(text) else self._default

    def _may_see(self, membership: str | None, query: str) -> frozenset[str] | None:
        if membership is None:
            return None
        return frozenset({membership_code(membership), *memberships_in(query, self._memberships)})

    def _categories(self, product_ids: Collection[str]) -> frozenset[str]:
        products = (self.catalogue.product(product_id) for product_id in product_ids)
        return frozenset(p.category.casefold() for p in products if p is not None and p.category)


def _section_key(passage: Passage) -> SectionKey:
    return passage.parent or passage.source, passage.heading, passage.language


def _preparer(
    catalogue: Catalogue,
    find: Callable[[str], tuple[Mention, ...]],
    mentions: MentionFinder,
    bilingual: Bilingual,
    embedder: Embedder,
) -> Callable[[str, frozenset[str]], Query]:
    """Reads a question, and remembers the last ones. Does not refer to the Knowledge, which is freed when unused."""

    def name_stems(product_id: str) -> frozenset[str]:
        product = catalogue.product(product_id)
        return frozenset(all_stems(product)) if product else frozenset()

    reader = Reader(bilingual, embedder, name_stems)

    @lru_cache(maxsize=_QUERIES_KEPT)
    def read(text: str) -> Query:
        named = find(text)
        called = {m.id for m in named if m.kind == "product" and m.score >= LINK_SCORE}
        kinds = mentions.only_one_of_its_kind(text)
        alone = (m for m in kinds if not called or m.id in called)
        return prepare(text, (*named, *alone), reader)

    def prepared(text: str, product_ids: frozenset[str]) -> Query:
        return replace(read(text), named=frozenset[str]()) if product_ids else read(text)

    return prepared
