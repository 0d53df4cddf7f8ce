"""What the shop's records teach about its products: what is bought together, again, and often."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise, permutations
from statistics import median
from weakref import WeakKeyDictionary

from knowledge.catalogue import Catalogue
from knowledge.records import Order

LONGEST_BASKET = 30
"""An order of more products than that says nothing of what goes together."""
SEASON_DAYS = 90
FEWEST_REPEATS = 2
"""So many customers must have bought a product again before it counts as one that is used up."""
_PRIOR_COUNT = 5.0
_MIDDLE = 3.0


@dataclass(frozen=True, slots=True)
class ShopModel:
    """`together` counts orders that hold both products; `buyers` of the last `SEASON_DAYS`; `repeat_days` is the
    median time until a product that is used up is bought again; `mean_rating` is over all ratings of the shop."""

    together: Mapping[str, Mapping[str, int]]
    buyers: Mapping[str, int]
    repeat_days: Mapping[str, float]
    mean_rating: float

    def shrunk_rating(self, rating: tuple[float, int] | None) -> float:
        """The Bayesian average of a mean rating and its count, 1 to 5: few ratings count towards the shop's mean."""
        mean, count = rating or (self.mean_rating, 0)
        return (self.mean_rating * _PRIOR_COUNT + mean * count) / (_PRIOR_COUNT + count)


_made: WeakKeyDictionary[Catalogue, ShopModel] = WeakKeyDictionary()


def shop_model(catalogue: Catalogue) -> ShopModel:
    """The model of a catalogue, kept as long as the catalogue."""
    catalogue = catalogue.whole
    if catalogue not in _made:
        orders = [order for order in catalogue.orders() if order.status != "cancelled"]
        ratings = [review.rating for review in catalogue.reviews() if review.rating]
        _made[catalogue] = ShopModel(
            _together(orders),
            _buyers(orders, catalogue),
            _repeat_days(orders),
            sum(ratings) / len(ratings) if ratings else _MIDDLE,
        )
    return _made[catalogue]


def _together(orders: list[Order]) -> Mapping[str, Mapping[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for order in orders:
        products = sorted({line.product_id for line in order.lines})
        if len(products) <= LONGEST_BASKET:
            for one, other in permutations(products, 2):
                counts[one][other] += 1
    return counts


def _buyers(orders: list[Order], catalogue: Catalogue) -> Mapping[str, int]:
    now = catalogue.profile.now()
    recent = [order for order in orders if 0 <= (now - order.placed_at).days <= SEASON_DAYS]
    pairs = {(order.customer_id, line.product_id) for order in recent for line in order.lines}
    return Counter(product_id for _, product_id in pairs)


def _repeat_days(orders: list[Order]) -> Mapping[str, float]:
    gaps: dict[str, dict[str, list[float]]] = defaultdict(dict)
    for (customer, product), days in _days_bought(orders).items():
        if len(days) > 1:
            gaps[product][customer] = [later - earlier for earlier, later in pairwise(sorted(days))]
    return {
        product: median(gap for found in of_customers.values() for gap in found)
        for product, of_customers in gaps.items()
        if len(of_customers) >= FEWEST_REPEATS
    }


def _days_bought(orders: list[Order]) -> Mapping[tuple[str, str], set[int]]:
    bought: dict[tuple[str, str], set[int]] = defaultdict(set)
    for order in orders:
        for product in _products(order):
            bought[order.customer_id, product].add(order.placed_at.toordinal())
    return bought


def _products(order: Order) -> Iterator[str]:
    yield from {line.product_id for line in order.lines}
