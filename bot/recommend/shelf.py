"""A shop's products as columns, so that twenty thousand of them are filtered and ranked at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from bot.recommend.filters import Filters, Numbers, Places, stock_of
from bot.recommend.portrait import Portrait, Taste
from bot.recommend.shop_model import ShopModel, shop_model
from knowledge.catalogue import Catalogue
from knowledge.records import Product


@dataclass(frozen=True, slots=True)
class Shelf:
    """Columns over `products` (`by_id`: where each comes when ordered by id).

    `cheapest` is in minor units; `rating`, 1 to 5, is shrunk towards the shop's mean. `filters` tell what can be
    bought.
    """

    products: tuple[Product, ...]
    place: Mapping[str, int]
    by_id: Places
    category: NDArray[np.intp]
    categories: Mapping[str, int]
    brand: NDArray[np.intp]
    brands: Mapping[str, int]
    cheapest: Numbers
    rating: Numbers
    buyers: Numbers
    filters: Filters

    def of(self, product_ids: Iterable[str]) -> Places:
        """Where the products of these ids stand; unknown ones are left out."""
        return np.array([self.place[name] for name in product_ids if name in self.place], np.intp)

    def column(self, values: Mapping[str, float]) -> Numbers:
        """Values by product id as a column, 0 where there is none."""
        column = np.zeros(len(self.products))
        for name, value in values.items():
            if name in self.place:
                column[self.place[name]] = value
        return column

    def shares(self, portrait: Portrait) -> Numbers:
        """`Portrait.share` of every product."""
        category, lately = (
            _by_code(found, self.categories)[self.category]
            for found in (portrait.categories, portrait.lately)
        )
        return 0.3 * category + 0.3 * lately + 0.4 * _by_code(portrait.brands, self.brands)[self.brand]

    def likeness(self, place: int) -> Numbers:
        """How like each product is to the one at `place` in kind, brand and price, 0 to 1."""
        prices = np.maximum(self.cheapest, 1)
        near = np.minimum(prices, prices[place]) / np.maximum(prices, prices[place])
        return (
            0.5 * (self.category == self.category[place])
            + 0.2 * (self.brand == self.brand[place])
            + 0.3 * near
        )


_made: WeakKeyDictionary[Catalogue, Shelf] = WeakKeyDictionary()


def shelf_of(catalogue: Catalogue) -> Shelf:
    """The shelf of a catalogue, kept as long as the catalogue."""
    catalogue = catalogue.whole
    if catalogue not in _made:
        _made[catalogue] = _shelf(catalogue, shop_model(catalogue))
    return _made[catalogue]


def cheapest(product: Product) -> int:
    """The lowest price to pay for a version that can be bought (of any, when none can), in minor units."""
    buyable = [v for v in product.variants if stock_of(v, product) != 0] or list(product.variants)
    return min([(v.price or product.price).minor for v in buyable] or [product.price.minor])


def _shelf(catalogue: Catalogue, shop: ShopModel) -> Shelf:
    products = catalogue.products()
    categories, brands = _codes(p.category for p in products), _codes(p.brand for p in products)
    return Shelf(
        products=products,
        place={p.product_id: at for at, p in enumerate(products)},
        by_id=np.argsort(np.argsort(np.array([p.product_id for p in products], np.str_), kind="stable")),
        category=np.array([categories.get(p.category or "", -1) for p in products], np.intp),
        categories=categories,
        brand=np.array([brands.get(p.brand or "", -1) for p in products], np.intp),
        brands=brands,
        cheapest=np.array([cheapest(p) for p in products], np.float64),
        rating=np.array([shop.shrunk_rating(catalogue.rating_of(p.product_id)) for p in products]),
        buyers=np.array([shop.buyers.get(p.product_id, 0) for p in products], np.float64),
        filters=Filters.of(catalogue),
    )


def _codes(names: Iterable[str | None]) -> dict[str, int]:
    return {name: at for at, name in enumerate(dict.fromkeys(filter(None, names)))}


def _by_code(tastes: Iterable[Taste], codes: Mapping[str, int]) -> Numbers:
    """A taste's share by code; the last place, which code -1 points at, is nobody's."""
    found = np.zeros(len(codes) + 1)
    for taste in tastes:
        if taste.name in codes:
            found[codes[taste.name]] = taste.share
    return found
