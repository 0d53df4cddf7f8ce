"""In which order candidates are suggested: closeness to the wish, the customer's behaviour, what buyers rated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from bot.recommend.collaborative import Collaborative
from bot.recommend.cues import pattern
from bot.recommend.filters import Numbers, Places
from bot.recommend.interactions import SECONDS_A_DAY
from bot.recommend.portrait import Portrait
from bot.recommend.shelf import Shelf, shelf_of
from bot.recommend.shop_model import ShopModel, shop_model
from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.records import Product
from knowledge.search import Hit, Knowledge
from knowledge.words import content_stems

WORDS, MEANING = 0.4, 0.6
"""Shares of closeness: how well words and cards fit, and how near in meaning in proportion to the nearest one."""
CLOSENESS, BEHAVIOUR, RATING = 0.65, 0.2, 0.15
UNSPECIFIC = (0.0, 0.75, 0.25)
"""The three weights where the wish describes nothing ("recommend me something")."""
RELATED = (0.45, 0.4, 0.15)
LIKED = 0.1
LEARNED = 0.6
"""Share of the trained model in what is known of a customer's behaviour."""
DEPTH = 200
"""Products that closeness is worked out for."""
MOST_RANKED = 500
FAR, FAR_IN_MEANING = 0.65, 0.65
"""A suggestion less close than this share of the closest product's closeness (cosine) is left out."""
AHEAD = 0.1
"""What is closer to the words by so much than anything else goes first, whatever many buy."""
FACTS = 80
"""Facts that are looked at: one may say what its product's card does not, that there is hardly any caffeine in it."""
NEAR_ENOUGH, NEAR_WHEN_NAMED = 0.35, 0.25
"""Cosines of no card below this mean that the shop has nothing of the kind; the latter where a word of the wish stands
in a product's name."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product and how well it fits, 0..1; `closeness` is the part that comes from the wish's words."""

    product: Product
    score: float
    closeness: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """By product id: `near` is the cosine of the card, for a wish in words the mean of that and the nearest fact's;
    `found` is how well the words fit (None: no words to fit); `facts` are what is said of products, near the wish."""

    near: Mapping[str, float]
    found: Mapping[str, float] | None = None
    facts: tuple[Hit, ...] = ()

    @property
    def known(self) -> frozenset[str]:
        """The products that are close at all."""
        return frozenset(self.near) | frozenset(self.found or ())

    @property
    def nearest(self) -> float:
        """The cosine of what is nearest, 0 where there is nothing."""
        return max(self.near.values(), default=0.0)

    def of(self, product_id: str) -> float:
        """Both together, 0..1."""
        near = self.near.get(product_id, 0.0)
        if self.found is None:
            return near
        return WORDS * self.found.get(product_id, 0.0) + MEANING * near / (self.nearest or 1.0)

    def column(self, shelf: Shelf) -> Numbers:
        """`of` for every product."""
        near = shelf.column(self.near)
        if self.found is None:
            return near
        return WORDS * shelf.column(self.found) + MEANING * near / (self.nearest or 1.0)

    def fitting(self, places: Places, best: float, shelf: Shelf) -> Places:
        """The products not far behind the closest one, whose closeness is `best`, in words and in meaning."""
        near_enough = shelf.column(self.near) >= FAR_IN_MEANING * self.nearest
        return places[((self.column(shelf) >= FAR * best) & near_enough)[places]]

    def fits_any(self, *, named: bool) -> bool:
        """Whether the shop has anything near what the words say; `named`: one of them stands in a product's name."""
        return self.nearest >= (NEAR_WHEN_NAMED if named else NEAR_ENOUGH)


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks for one customer in one shop; `learned` is the shop's trained model, where there is one."""

    knowledge: Knowledge
    portrait: Portrait
    learned: Collaborative | None = None

    @property
    def shelf(self) -> Shelf:
        """The shop's products."""
        return shelf_of(self.knowledge.catalogue)

    def ranked(self, places: Places, wish: Wish, close: Closeness) -> list[Suggestion]:
        """The best `MOST_RANKED` of the candidates, best first."""
        shelf, shares = self.shelf, self._shares(wish)
        closeness = close.column(shelf)[places]
        behaved = _stretched(self._behaviour(wish, places))
        score = shares[0] * closeness + shares[1] * behaved + shares[2] * (shelf.rating[places] - 1) / 4
        liked = shelf.of(wish.liked)
        if len(liked) and len(places):
            score += LIKED * np.max([shelf.likeness(at)[places] for at in liked.tolist()], axis=0)
        if not wish.relation and is_specific(wish.need):
            score = _leader_first(score, closeness)
        order = np.lexsort((shelf.by_id[places], -score))[:MOST_RANKED].tolist()
        return [
            Suggestion(shelf.products[places[at]], float(score[at]), float(closeness[at])) for at in order
        ]

    def closeness(self, wish: Wish) -> Closeness:
        """How near the products are to the wish: to its words, or to the product that it refers to."""
        size = min(DEPTH, len(self.knowledge.catalogue.products()))
        target = wish.similar_to if wish.similar_to and wish.relation else wish.need
        cosines = self.knowledge.similar_products(target, k=size)
        cards = {p.product_id: max(0.0, cosine) for p, cosine in cosines}
        if target is wish.similar_to:
            return Closeness(cards)
        hits = self.knowledge.search(wish.need, kinds=("product", "faq", "manual"), k=FACTS)
        facts = _nearest_of_each(hits)
        near = {name: (cards.get(name, 0.0) + facts.get(name, 0.0)) / 2 for name in {**cards, **facts}}
        found = self.knowledge.find_products(wish.need, k=size)
        return Closeness(near, {p.product_id: score for p, score in found}, hits)

    def closeness_among(self, wish: Wish) -> Closeness:
        """The same among the products that meet the constraints only: in a large shop the closest may all miss them."""
        shelf = self.shelf
        meeting: list[int] = shelf.filters.meeting(wish.constraints, sold_out=True).tolist()
        ids = [shelf.products[at].product_id for at in meeting]
        found = self.knowledge.find_products(wish.need, among=ids, k=DEPTH)
        return Closeness({}, {p.product_id: score for p, score in found})

    def _shares(self, wish: Wish) -> tuple[float, float, float]:
        if wish.similar_to and wish.relation:
            return RELATED
        return (CLOSENESS, BEHAVIOUR, RATING) if is_specific(wish.need) else UNSPECIFIC

    def _behaviour(self, wish: Wish, places: Places) -> Numbers:
        shelf, shop = self.shelf, shop_model(self.knowledge.catalogue)
        if wish.relation == "goes_with" and wish.similar_to:
            return shelf.column(shop.together.get(wish.similar_to, {}))[places]
        return shelf.buyers[places] if wish.for_other else self._personal(places, shop)

    def _personal(self, places: Places, shop: ShopModel) -> Numbers:
        """By tastes, what goes with what they have, and what many buy this season; and by the trained model."""
        shelf = self.shelf
        together = np.zeros(len(shelf.products))
        for name in self.portrait.bought:
            together += shelf.column(shop.together.get(name, {})) if name in shop.together else 0.0
        most = max(shop.buyers.values(), default=1)
        known = (
            shelf.shares(self.portrait) + 0.5 * np.minimum(1.0, together / 3) + 0.3 * shelf.buyers / most
        )[places]
        if self.learned is None:
            return known
        taken = [(name, at.timestamp() / SECONDS_A_DAY) for name, at in self.portrait.bought.items()]
        learned = self.learned.column(taken)[_items_of(self.knowledge.catalogue, self.learned)[places]]
        return (1 - LEARNED) * _stretched(known) + LEARNED * _stretched(learned)


_items: WeakKeyDictionary[Catalogue, tuple[Collaborative, Places]] = WeakKeyDictionary()


def _items_of(catalogue: Catalogue, learned: Collaborative) -> Places:
    """Where each product stands among the trained model's items, their number for one that does not. Kept."""
    catalogue = catalogue.whole
    known = _items.get(catalogue)
    if known is None or known[0] is not learned:
        found = [learned.place.get(p.product_id, len(learned.items)) for p in catalogue.products()]
        _items[catalogue] = known = (learned, np.array(found, np.intp))
    return known[1]


def _nearest_of_each(hits: Iterable[Hit]) -> dict[str, float]:
    """By product id, the cosine of the nearest of what is said of a product besides its card."""
    near = dict[str, float]()
    for hit in hits:
        passage = hit.passage
        if passage.product_id and passage.source != f"product:{passage.product_id}":
            near[passage.product_id] = max(near.get(passage.product_id, 0.0), hit.dense)
    return near


def is_specific(need: str) -> bool:
    """Whether a wish describes something, beyond asking for a suggestion."""
    return bool(content_stems(pattern("describes_nothing").sub(" ", need)))


def better_than(product: Product, reference: Product, knowledge: Knowledge) -> bool:
    """Whether buyers rate a product higher than another, few ratings counting less."""
    shelf = shelf_of(knowledge.catalogue)
    mine, other = (shelf.rating[shelf.place[p.product_id]] for p in (product, reference))
    return bool(mine > other)


def _leader_first(score: Numbers, closeness: Numbers) -> Numbers:
    """The scores, where one is plainly the closest with the best of them."""
    first, second = (np.sort(closeness)[::-1][:2].tolist()) if len(closeness) > 1 else (0.0, 0.0)
    if first - second < AHEAD:
        return score
    led = score.copy()
    led[int(closeness.argmax())] = score.max() + np.finfo(float).eps
    return led


def _stretched(values: Numbers) -> Numbers:
    """The values brought to 0..1."""
    if not len(values) or values.max() <= values.min():
        return np.zeros(len(values))
    return (values - values.min()) / (values.max() - values.min())
