"""In which order candidates are suggested: closeness to the wish, the customer's behaviour, what buyers rated."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.recommend.candidates import cheapest
from bot.recommend.collaborative import Collaborative
from bot.recommend.cues import pattern
from bot.recommend.interactions import SECONDS_A_DAY
from bot.recommend.portrait import Portrait
from bot.recommend.shop_model import ShopModel, shop_model
from bot.recommend.wish import Wish
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

WORDS, MEANING = 0.7, 0.3
"""Shares of closeness: how well words and cards fit, and the cosine of the cards."""
CLOSENESS, BEHAVIOUR, RATING = 0.65, 0.2, 0.15
UNSPECIFIC = (0.0, 0.75, 0.25)
"""The three weights where the wish describes nothing ("recommend me something")."""
RELATED = (0.45, 0.4, 0.15)
LIKED = 0.1
LEARNED = 0.6
"""Share of the trained model in what is known of a customer's behaviour."""
DEPTH = 400
"""Products that closeness is worked out for."""
FAR, FAR_IN_MEANING = 0.65, 0.65
"""A suggestion less close than this share of the closest product's closeness (cosine) is left out."""
NEAR_ENOUGH = 0.35
"""A cosine of no card below this means that the shop has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product and how well it fits, 0..1; `closeness` is the part that comes from the wish's words."""

    product: Product
    score: float
    closeness: float


@dataclass(frozen=True, slots=True)
class Closeness:
    """By product id: `near` is the cosine of the cards, `found` how well the words fit (None: no words to fit)."""

    near: Mapping[str, float]
    found: Mapping[str, float] | None = None

    def of(self, product_id: str) -> float:
        """Both together, 0..1."""
        near = self.near.get(product_id, 0.0)
        return near if self.found is None else WORDS * self.found.get(product_id, 0.0) + MEANING * near

    def fits(self, product_id: str, best: str) -> bool:
        """Whether a product is not far behind the closest one, in words and in meaning."""
        nearest = max(self.near.values(), default=0.0)
        close_enough = self.of(product_id) >= FAR * self.of(best)
        return close_enough and self.near.get(product_id, 0.0) >= FAR_IN_MEANING * nearest

    def fits_any(self) -> bool:
        """Whether the shop has anything near what the words say."""
        return max(self.near.values(), default=0.0) >= NEAR_ENOUGH


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks for one customer in one shop; `learned` is the shop's trained model, where there is one."""

    knowledge: Knowledge
    portrait: Portrait
    learned: Collaborative | None = None

    def ranked(self, products: Iterable[Product], wish: Wish, close: Closeness) -> list[Suggestion]:
        """The candidates, best first."""
        pool = list(products)
        shares = self._shares(wish)
        behaved = _stretched(self._behaviour(pool, wish))
        shop = shop_model(self.knowledge.catalogue)
        found = [
            self._suggestion(p, close.of(p.product_id), behaved[p.product_id], shares, wish, shop)
            for p in pool
        ]
        return sorted(found, key=lambda s: (-s.score, s.product.product_id))

    def closeness(self, wish: Wish) -> Closeness:
        """How near the products are to the wish: to its words, or to the product that it refers to."""
        size = min(DEPTH, len(self.knowledge.catalogue.products()))
        target = wish.similar_to if wish.similar_to and wish.relation else wish.need
        cosines = self.knowledge.similar_products(target, k=size)
        near = {p.product_id: max(0.0, cosine) for p, cosine in cosines}
        if target is wish.similar_to:
            return Closeness(near)
        found = self.knowledge.find_products(wish.need, k=size)
        return Closeness(near, {p.product_id: score for p, score in found})

    def _shares(self, wish: Wish) -> tuple[float, float, float]:
        if wish.similar_to and wish.relation:
            return RELATED
        return (CLOSENESS, BEHAVIOUR, RATING) if is_specific(wish.need) else UNSPECIFIC

    def _behaviour(self, pool: Collection[Product], wish: Wish) -> Mapping[str, float]:
        shop = shop_model(self.knowledge.catalogue)
        if wish.relation == "goes_with" and wish.similar_to:
            together = shop.together.get(wish.similar_to, {})
            return {p.product_id: float(together.get(p.product_id, 0)) for p in pool}
        if wish.for_other:
            return {p.product_id: float(shop.buyers.get(p.product_id, 0)) for p in pool}
        return self._personal(pool, shop)

    def _personal(self, pool: Collection[Product], shop: ShopModel) -> Mapping[str, float]:
        """By tastes, what goes with what they have, and what many buy this season; and by the trained model."""
        most = max(shop.buyers.values(), default=1)
        known = {
            p.product_id: self.portrait.share(p)
            + 0.5 * self._goes_with_owned(p, shop)
            + 0.3 * shop.buyers.get(p.product_id, 0) / most
            for p in pool
        }
        if self.learned is None:
            return known
        taken = [(name, at.timestamp() / SECONDS_A_DAY) for name, at in self.portrait.bought.items()]
        scores = self.learned.score(taken)
        least = min(scores.values(), default=0.0)
        learned = _stretched({name: scores.get(name, least) for name in known})
        known = _stretched(known)
        return {name: (1 - LEARNED) * known[name] + LEARNED * learned[name] for name in known}

    def _goes_with_owned(self, product: Product, shop: ShopModel) -> float:
        together = shop.together.get(product.product_id, {})
        return min(1.0, sum(together.get(name, 0) for name in self.portrait.bought) / 3)

    def _suggestion(  # noqa: PLR0913, PLR0917 - what a score is made of
        self, product: Product, close: float, behaved: float, shares: tuple[float, float, float], wish: Wish,
        shop: ShopModel,
    ) -> Suggestion:  # fmt: skip
        rating = (shop.shrunk_rating(self.knowledge.catalogue.rating_of(product.product_id)) - 1) / 4
        score = shares[0] * close + shares[1] * behaved + shares[2] * rating
        if wish.liked:
            score += LIKED * max(
                _alike(product, self.knowledge.catalogue.product(name)) for name in wish.liked
            )
        return Suggestion(product, score, close)


def is_specific(need: str) -> bool:
    """Whether a wish describes something, beyond asking for a suggestion."""
    return bool(content_stems(pattern("describes_nothing").sub(" ", need)))


def better_than(product: Product, reference: Product, knowledge: Knowledge) -> bool:
    """Whether buyers rate a product higher than another, few ratings counting less."""
    shop, catalogue = shop_model(knowledge.catalogue), knowledge.catalogue
    mine, other = (shop.shrunk_rating(catalogue.rating_of(p.product_id)) for p in (product, reference))
    return mine > other


def _alike(product: Product, liked: Product | None) -> float:
    if liked is None:
        return 0.0
    same = (product.category == liked.category, product.brand == liked.brand)
    near = min(cheapest(product), cheapest(liked)) / max(cheapest(product), cheapest(liked), 1)
    return 0.5 * same[0] + 0.2 * same[1] + 0.3 * near


def _stretched(values: Mapping[str, float]) -> Mapping[str, float]:
    """The values brought to 0..1."""
    low, high = min(values.values(), default=0.0), max(values.values(), default=0.0)
    return {name: (value - low) / (high - low) if high > low else 0.0 for name, value in values.items()}
