"""The shop's records in memory, looked up by id and by whom they belong to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import TypeVar

from knowledge.documents import Manual, Policy
from knowledge.portraits import Portrait, portrait
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.shop_profile import ShopProfile
from knowledge.shop_records import ShopRecords

T = TypeVar("T")


class Catalogue:
    """What the shop has. Read-only; orders are only given out for the customer whose they are."""

    def __init__(self, shop: ShopRecords) -> None:
        self.profile: ShopProfile = shop.profile
        self._products = {product.product_id: product for product in shop.products}
        self._reviews = _grouped((review.product_id, review) for review in shop.reviews)
        self._written = _grouped((r.customer_id, r) for r in shop.reviews if r.customer_id)
        self._faqs, self._policies, self._promotions = shop.faqs, shop.policies, shop.promotions
        self._manuals = shop.manuals
        self._customers = {customer.customer_id: customer for customer in shop.customers}
        newest_first = sorted(shop.orders, key=lambda order: order.placed_at, reverse=True)
        self._orders = _grouped((order.customer_id, order) for order in newest_first)
        self._events = _grouped(
            (event.customer_id, event) for event in sorted(shop.events, key=lambda e: e.at)
        )
        self._all_reviews, self._all_orders, self._all_events = shop.reviews, shop.orders, shop.events
        self._portraits: dict[str, Portrait] = {}
        self._whole: Catalogue | None = None

    @property
    def whole(self) -> Catalogue:
        """The catalogue that this one is a part of: for building models, never for an answer."""
        return self._whole or self

    def products(self) -> tuple[Product, ...]:
        """All products, in the shop's order."""
        return tuple(self._products.values())

    def product(self, product_id: str) -> Product | None:
        """The product of that id."""
        return self._products.get(product_id)

    def reviews_of(self, product_id: str) -> tuple[Review, ...]:
        """The product's reviews, in the shop's order."""
        return self._reviews.get(product_id, ())

    def rating_of(self, product_id: str) -> tuple[float, int] | None:
        """Mean rating (1 to 5) and the number of ratings; None without any."""
        ratings = [review.rating for review in self.reviews_of(product_id) if review.rating is not None]
        return (sum(ratings) / len(ratings), len(ratings)) if ratings else None

    def portrait_of(self, product_id: str) -> Portrait | None:
        """What the product's reviewers praise and criticise, made when first asked for; None without a review."""
        if product_id not in self._reviews:
            return None
        if product_id not in self._portraits:
            self._portraits[product_id] = portrait(product_id, self.reviews_of(product_id))
        return self._portraits[product_id]

    def reviews(self) -> tuple[Review, ...]:
        """All reviews."""
        return self._all_reviews

    def reviews_by(self, customer_id: str) -> tuple[Review, ...]:
        """The reviews that the customer wrote, on whichever channel, in the shop's order."""
        return self._written.get(customer_id, ())

    def faqs(self) -> tuple[Faq, ...]:
        """All questions with their answers."""
        return self._faqs

    def policies(self) -> tuple[Policy, ...]:
        """All policies, whether they hold today or not."""
        return self._policies

    def manuals(self) -> tuple[Manual, ...]:
        """All manuals."""
        return self._manuals

    def promotions(self) -> tuple[Promotion, ...]:
        """All promotions, whether they run today or not."""
        return self._promotions

    def customer(self, customer_id: str) -> Customer | None:
        """The customer of that id."""
        return self._customers.get(customer_id)

    def customers(self) -> tuple[Customer, ...]:
        """All customers."""
        return tuple(self._customers.values())

    def orders_of(self, customer_id: str) -> tuple[Order, ...]:
        """The customer's orders from every channel, newest first."""
        return self._orders.get(customer_id, ())

    def order_of(self, reference: str, customer_id: str) -> Order | None:
        """The order of that id, or with that parcel or return; None when there is none or it is another customer's."""
        return next((order for order in self.orders_of(customer_id) if reference in references(order)), None)

    def limited_to(self, customer: Customer, orders: Sequence[Order]) -> Catalogue:
        """The same shop with nobody in it but `customer`, who has these `orders` and nothing else on record."""
        limited = copy(self)
        limited._whole = self.whole
        limited._customers = {customer.customer_id: customer}
        limited._orders = {customer.customer_id: tuple(orders)}
        limited._all_orders = tuple(orders)
        limited._written, limited._events, limited._all_events = {}, {}, ()
        return limited

    def orders(self) -> tuple[Order, ...]:
        """All orders of all customers: for building models, never for an answer."""
        return self._all_orders

    def events_of(self, customer_id: str) -> tuple[ShopEvent, ...]:
        """What the customer did, oldest first."""
        return self._events.get(customer_id, ())

    def events(self) -> tuple[ShopEvent, ...]:
        """All events of all customers: for building models, never for an answer."""
        return self._all_events


def references(order: Order) -> tuple[str, ...]:
    """Every number by which a shopper may call an order: its own, its parcels', its returns'."""
    parcels = (shipment.tracking_id for shipment in order.shipments)
    return (order.order_id, *parcels, *(item.return_id for item in order.returns))


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, tuple[T, ...]]:
    groups: dict[str, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
