"""Which products may be suggested at all: constraints hold exactly, nothing owned, nothing out of stock."""

from __future__ import annotations

from collections.abc import Iterator

from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.records import Customer, Product
from knowledge.search import Knowledge

_GIVEN_BACK = frozenset({"cancelled"})


def owned_by(customer: Customer | None, catalogue: Catalogue) -> frozenset[str]:
    """Every product the customer ordered on any channel and did not cancel."""
    if customer is None:
        return frozenset()
    orders = catalogue.orders_of(customer.customer_id)
    return frozenset(line.product_id for o in orders if o.status not in _GIVEN_BACK for line in o.lines)


def candidates(wish: Wish, customer: Customer | None, knowledge: Knowledge) -> Iterator[Product]:
    """The products that satisfy the wish exactly; products whose stock is not stated count as available."""
    owned = frozenset[str]() if wish.for_other else owned_by(customer, knowledge.catalogue)
    unwanted = owned | wish.excluded | ({wish.similar_to} if wish.similar_to else frozenset[str]())
    for product in knowledge.filter_products(wish.constraints):
        if product.product_id in unwanted or product.available == 0:
            continue
        if wish.below is None or cheapest(product) < wish.below:
            yield product


def cheapest(product: Product) -> int:
    """The lowest price to pay, in minor units."""
    return min([v.price.minor for v in product.variants if v.price] or [product.price.minor])
