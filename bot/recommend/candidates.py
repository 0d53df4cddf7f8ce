"""Which products may be suggested at all: constraints hold exactly, nothing owned, nothing out of stock."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import datetime

from bot.recommend.portrait import NOBODY, Portrait
from bot.recommend.shop_model import ShopModel, shop_model
from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.constraints import Constraints
from knowledge.records import Customer, Product, Variant
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


def candidates(wish: Wish, portrait: Portrait, knowledge: Knowledge) -> Iterator[Product]:
    """The products that satisfy the wish exactly, in a version that is in stock (or whose stock is not stated).

    Nothing that the portrait's customer owns, unless it is used up and due again; nothing they returned or disliked.
    """
    catalogue = knowledge.catalogue
    unwanted = wish.excluded | _had(wish, portrait, catalogue)
    if wish.similar_to and wish.relation:
        unwanted |= {wish.similar_to}
    for product in available(wish.constraints, knowledge):
        if product.product_id not in unwanted and _below(product, wish):
            yield product


def available(constraints: Constraints, knowledge: Knowledge) -> Iterator[Product]:
    """The products of which one and the same version meets the constraints and can be bought."""
    in_stock = {p.product_id for p in knowledge.filter_products(replace(constraints, in_stock=True))}
    for product in knowledge.filter_products(replace(constraints, in_stock=None)):
        if product.product_id in in_stock or (constraints.in_stock is not True and _unstated(product)):
            yield product


def cheapest(product: Product) -> int:
    """The lowest price to pay for a version that can be bought (of any, when none can), in minor units."""
    buyable = [v for v in product.variants if _stock(v, product) != 0] or list(product.variants)
    return min([(v.price or product.price).minor for v in buyable] or [product.price.minor])


def buyable_options(product: Product, names: Collection[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The values of the options so named, in capitals: of all versions, and of those that can be bought."""
    found = [
        (value.upper(), _stock(variant, product) != 0)
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


def _below(product: Product, wish: Wish) -> bool:
    return wish.below is None or cheapest(product) < wish.below


def _unstated(product: Product) -> bool:
    return product.stock is None and all(variant.stock is None for variant in product.variants)


def _stock(variant: Variant, product: Product) -> int | None:
    return variant.stock if variant.stock is not None else product.stock
