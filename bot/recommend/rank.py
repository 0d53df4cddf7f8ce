"""In which order candidates are suggested: closeness to the wish, tempered by what buyers rated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Product
from knowledge.search import Knowledge

PRIOR_RATING, PRIOR_COUNT = 3.8, 5.0
"""A product without ratings counts like one that five buyers rated 3.8 on average (Bayesian average)."""

WEIGHT_CLOSENESS, WEIGHT_RATING, WEIGHT_TASTE = 0.7, 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A product and how well it fits, 0..1; `closeness` is the part that comes from the wish's words."""

    product: Product
    score: float
    closeness: float


def ranked(
    products: Iterable[Product], wish: Wish, customer: Customer | None, knowledge: Knowledge
) -> list[Suggestion]:
    """The candidates, best first."""
    pool = list(products)
    close = closeness(wish, len(knowledge.catalogue.products()), knowledge)
    liked = set[str]() if wish.for_other else tastes(customer, knowledge.catalogue)
    scored = [_suggestion(p, close.get(p.product_id, 0.0), liked, knowledge.catalogue) for p in pool]
    return sorted(scored, key=lambda s: (-s.score, s.product.product_id))


def closeness(wish: Wish, size: int, knowledge: Knowledge) -> dict[str, float]:
    """Similarity of every product's card to the wish, by id."""
    target = wish.similar_to or wish.need
    return {p.product_id: max(0.0, score) for p, score in knowledge.similar_products(target, k=size)}


def shrunk_rating(ratings: Sequence[int]) -> float:
    """The Bayesian average of ratings, brought to 0..1."""
    total = PRIOR_RATING * PRIOR_COUNT + sum(ratings)
    return (total / (PRIOR_COUNT + len(ratings)) - 1) / 4


def tastes(customer: Customer | None, catalogue: Catalogue) -> set[str]:
    """Brands and categories the customer bought or looked at, on any channel."""
    if customer is None:
        return set()
    bought = [line.product_id for o in catalogue.orders_of(customer.customer_id) for line in o.lines]
    seen = [e.product_id for e in catalogue.events_of(customer.customer_id) if e.product_id]
    products = [p for p in map(catalogue.product, [*bought, *seen]) if p]
    return {name for p in products for name in (p.brand, p.category) if name}


def _suggestion(product: Product, close: float, liked: set[str], catalogue: Catalogue) -> Suggestion:
    ratings = [r.rating for r in catalogue.reviews_of(product.product_id) if r.rating]
    taste = sum(name in liked for name in (product.brand, product.category)) / 2
    score = WEIGHT_CLOSENESS * close + WEIGHT_RATING * shrunk_rating(ratings) + WEIGHT_TASTE * taste
    return Suggestion(product, score, close)
