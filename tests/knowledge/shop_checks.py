"""What holds in every shop that is shipped: its tables as records, and checks of them.

A check returns what is wrong as texts; none is good.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from knowledge.documents import Manual, Policy
from knowledge.record import Record
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.shop_folder import Shop, read_shop
from knowledge.shop_profile import ShopProfile
from knowledge.tables import Row, read_rows
from knowledge.validation import validate

TABLES: dict[str, type[Record]] = {
    "products": Product,
    "reviews": Review,
    "faqs": Faq,
    "customers": Customer,
    "orders": Order,
    "events": ShopEvent,
    "promotions": Promotion,
}
WAITING = {"return_requested": "requested", "exchange_requested": "requested", "returned": "refunded"}
ON_THE_WAY = {"in transit", "out for delivery"}
ROOT = Path(__file__).resolve().parents[2] / "knowledge"


@dataclass(frozen=True)
class ShippedShop:
    """A shop folder that comes with the code.

    `rows` are as they stand in its files, `records` as the assistant reads them, but for reviews, whose twins are
    not merged.
    """

    folder: str

    @property
    def root(self) -> Path:
        return ROOT / self.folder

    @cached_property
    def read(self) -> Shop:
        """The shop as the assistant reads it; nothing may be wrong with it."""
        return read_shop(self.root, strict=True)

    @cached_property
    def rows(self) -> Mapping[str, Sequence[dict[str, Any]]]:
        return {table: [row.values for row in self._raw(table)] for table in TABLES}

    @cached_property
    def records(self) -> Mapping[str, Sequence[Any]]:
        reviews, _ = validate(self._raw("reviews"), Review)
        read = {table: getattr(self.read, table) for table in TABLES}
        return read | {"reviews": [located.record for located in reviews]}

    @property
    def profile(self) -> ShopProfile:
        return self.read.profile

    @cached_property
    def products(self) -> Mapping[str, Product]:
        return {p.product_id: p for p in self.records["products"]}

    @cached_property
    def customers(self) -> Mapping[str, Customer]:
        return {c.customer_id: c for c in self.records["customers"]}

    @cached_property
    def policies(self) -> Mapping[tuple[str, str], Policy]:
        return {(p.policy_id, p.language): p for p in self.read.policies}

    @property
    def manuals(self) -> Sequence[Manual]:
        return self.read.manuals

    def _raw(self, table: str) -> list[Row]:
        found = read_rows(self.root, table, TABLES[table])
        return found[0] if found else []


def dangling(shop: ShippedShop) -> list[str]:
    """Products, customers and categories that are named and not there."""
    named = [r for t in ("reviews", "faqs", "events") for r in shop.records[t]]
    found = [str(r) for r in named if r.product_id and r.product_id not in shop.products]
    people = [r for t in ("reviews", "events", "orders") for r in shop.records[t]]
    found += [str(r) for r in people if r.customer_id and r.customer_id not in shop.customers]
    categories = {p.category for p in shop.products.values()}
    for offer in shop.records["promotions"]:
        found += sorted(set(offer.product_ids) - set(shop.products))
        found += sorted(set(offer.categories) - categories)
    for rule in shop.policies.values():
        found += sorted(set(rule.applies_to.categories) - categories)
    return found


def double_ids(shop: ShippedShop) -> list[str]:
    """Ids that two records, payment methods, parcels or handles share."""
    orders, customers = shop.records["orders"], shop.records["customers"]
    groups: list[list[Any]] = [
        *([str(row[next(iter(row))]) for row in shop.rows[table]] for table in TABLES),
        [m.payment_id for c in customers for m in c.payment_methods],
        [s.tracking_id for o in orders for s in o.shipments],
        [(i.channel, i.handle.lower()) for c in customers for i in c.identities],
    ]
    return [str(one) for group in groups for one, times in Counter(group).items() if times > 1]


def order_faults(order: Order, shop: ShippedShop) -> list[str]:
    """What does not fit in an order: its lines, sums, parcels, returns and days."""
    checks: list[Callable[[Order, ShippedShop], Iterator[str]]] = [
        _lines, _sums, _refunds, _status, _parcels, _days,
    ]  # fmt: skip
    return [f"{order.order_id}: {fault}" for check in checks for fault in check(order, shop)]


def _lines(order: Order, shop: ShippedShop) -> Iterator[str]:
    for line in order.lines:
        product = shop.products[line.product_id]
        variants = {v.variant_id: v for v in product.variants}
        if line.name not in {product.name, *(t.name for t in product.translations.values())}:
            yield f"{line.name} is not what {line.product_id} is called"
        if bool(line.variant_id) != bool(variants):
            yield f"{line.line_id} and the variants of {line.product_id}"
            continue
        sold = variants[line.variant_id] if line.variant_id else product
        price = sold.price or product.price
        if line.unit_price != price:
            yield f"{line.line_id} costs {line.unit_price.decimal}, in the catalogue {price.decimal}"
        if line.variant_id and line.options != variants[line.variant_id].options:
            yield f"{line.line_id} has other options than {line.variant_id}"


def _sums(order: Order, shop: ShippedShop) -> Iterator[str]:
    if order.total is None:
        return
    if order.total.minor != sum((line.unit_price * line.quantity).minor for line in order.lines):
        yield "the total is not the sum of the lines"
    amounts = [p.amount.minor for p in order.payments if p.amount]
    if amounts and sum(a for a in amounts if a > 0) != order.total.minor:
        yield "the payments are not the total"
    refunds = sum(r.refund.minor for r in order.returns if r.refund)
    given_back = order.total.minor if order.status == "cancelled" else refunds
    if amounts and -sum(a for a in amounts if a < 0) != given_back:
        yield "what was paid back is not what was refunded"
    own = {(m.payment_id, m.kind) for m in shop.customers[order.customer_id].payment_methods}
    if not {(p.payment_id, p.kind) for p in order.payments} <= own:
        yield "paid by a method that is not the customer's"


def _refunds(order: Order, _: ShippedShop) -> Iterator[str]:
    worth = {line.line_id: (line.unit_price * line.quantity).minor for line in order.lines}
    for returned in order.returns:
        if not returned.line_ids:
            yield f"{returned.return_id} is of nothing"
        if (returned.refund.minor if returned.refund else 0) > sum(worth[i] for i in returned.line_ids):
            yield f"{returned.return_id} refunds more than its lines cost"


def _status(order: Order, _: ShippedShop) -> Iterator[str]:
    parcels = {s.status for s in order.shipments}
    if order.status in {"pending", "processing", "cancelled"}:
        fits = not parcels
    elif order.status == "shipped":
        fits = bool(parcels & ON_THE_WAY)
    else:
        fits = parcels == {"delivered"} or (not parcels and order.address is None)
    if not fits:
        yield f"is {order.status}, its parcels are {sorted(map(str, parcels))}"
    if order.status in WAITING and [r.status for r in order.returns] != [WAITING[order.status]]:
        yield f"is {order.status}, its returns are {[r.status for r in order.returns]}"


def _parcels(order: Order, _: ShippedShop) -> Iterator[str]:
    sent = sorted(str(i) for s in order.shipments for i in s.line_ids)
    if sent and sent != sorted(str(line.line_id) for line in order.lines):
        yield f"its parcels hold {sent}"


def _days(order: Order, _: ShippedShop) -> Iterator[str]:
    arrived = day(order.placed_at)
    for parcel in order.shipments:
        if parcel.shipped_at is None or day(order.placed_at) > day(parcel.shipped_at):
            yield f"{parcel.tracking_id} left before the order"
        elif (parcel.delivered_at is None) == (parcel.status == "delivered"):
            yield f"{parcel.tracking_id} is {parcel.status}, delivered at {parcel.delivered_at}"
        elif parcel.delivered_at and day(parcel.shipped_at) > day(parcel.delivered_at):
            yield f"{parcel.tracking_id} arrived before it left"
        arrived = max(arrived, day(parcel.delivered_at or order.placed_at))
    for returned in order.returns:
        if returned.at is None or day(returned.at) < arrived:
            yield f"{returned.return_id} went back before it arrived"


def verified_without_purchase(shop: ShippedShop) -> list[str]:
    """Reviews that call themselves verified although the reviewer had not bought the product by then."""
    sold = [o for o in shop.records["orders"] if o.status != "cancelled"]
    first: dict[tuple[str, str], datetime] = {}
    for order in sorted(sold, key=lambda o: o.placed_at, reverse=True):
        first |= {(order.customer_id, line.product_id): order.placed_at for line in order.lines}
    return [
        review.review_id
        for review in shop.records["reviews"]
        if review.verified
        and not _before(first.get((review.customer_id, review.product_id)), review.created_at)
    ]


def _before(placed: datetime | None, posted: date | datetime | None) -> bool:
    return placed is not None and posted is not None and day(placed) <= day(posted)


def from_the_future(shop: ShippedShop, table: str, limit: date) -> list[str]:
    """Rows of a table that name a day after `limit`."""
    return [str(row) for row in shop.rows[table] if max(moments(row), default=limit) > limit]


def day(value: date | datetime) -> date:
    """The day of a moment."""
    return value.date() if isinstance(value, datetime) else value


def moments(value: Any) -> list[date]:
    """All dates in a raw record, at any depth."""
    if isinstance(value, dict):
        return [m for part in value.values() for m in moments(part)]
    if isinstance(value, list):
        return [m for part in value for m in moments(part)]
    is_date = isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d(T|$)", value)
    return [datetime.fromisoformat(value).date()] if is_date else []
