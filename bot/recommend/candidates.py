"""Which products may be suggested at all: constraints hold exactly, nothing owned, nothing out of stock."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import numpy as np

from bot.recommend.filters import Places, stock_of
from bot.recommend.portrait import NOBODY, Portrait
from bot.recommend.shelf import shelf_of
from bot.recommend.shop_model import ShopModel, shop_model
from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Product
from knowledge.search import Knowledge

DUE = 0.7
"""Share of the usual time after which what is used up may be suggested again."""
_GIVEN_BACK = frozenset({"cancelled"})


def owned_by(customer: Customer | None, catalogue: Catalogue) -> frozenset[str]:
    """Every product the customer ordered on any channel and did not cancel."""
    if customer is None:
        return frozenset()
    orders = catalogue.orders_of(customer.customer_id)
    return frozenset(line.product_id for o in orders if o.status not in _GIVEN_BACK for line in o.lines)


def candidates(wish: Wish, portrait: Portrait, knowledge: Knowledge) -> Places:
    """Places on the shelf of the products that satisfy the wish exactly, in a version that can be bought.

    Nothing that the portrait's customer owns, unless it is used up and due again; nothing they returned or disliked.
    """
    catalogue = knowledge.catalogue
    shelf = shelf_of(catalogue)
    unwanted = wish.excluded | _had(wish, portrait, catalogue)
    if wish.similar_to and wish.relation:
        unwanted |= {wish.similar_to}
    places = np.setdiff1d(shelf.filters.meeting(wish.constraints), shelf.of(unwanted))
    return places if wish.below is None else places[shelf.cheapest[places] < wish.below]


def buyable_options(product: Product, names: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The values of the options so named, in capitals: of all versions, and of those that can be bought."""
    found = [
        (value.upper(), stock_of(variant, product) != 0)
        for variant in product.variants
        for name, value in variant.options.items()
        if name.casefold() in names
    ]
    return frozenset(value for value, _ in found), frozenset(value for value, there in found if there)


def is_due(product_id: str, bought: datetime, now: datetime, shop: ShopModel) -> bool:
    """Whether something bought then is used up by now, by how soon customers usually buy it again."""
    days = shop.repeat_days.get(product_id)
    return days is not None and (now - bought).total_seconds() / 86400 >= DUE * days


def _had(wish: Wish, portrait: Portrait, catalogue: Catalogue) -> frozenset[str]:
    if wish.for_other or portrait is NOBODY:
        return frozenset()
    shop, now = shop_model(catalogue), catalogue.profile.now()
    kept = {product for product, at in portrait.bought.items() if not is_due(product, at, now, shop)}
    return frozenset(kept) | portrait.returned | portrait.disliked
