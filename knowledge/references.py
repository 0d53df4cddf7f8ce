"""What records say of each other: unknown products, customers and channels, and reversed dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from knowledge.documents import Manual, Policy
from knowledge.record import Record
from knowledge.records import Customer, Faq, Order, Promotion, Review, ShopEvent
from knowledge.reports import Report, report_on, shown
from knowledge.validation import Located

R = TypeVar("R", bound=Record)

BUILT_IN_CHANNELS = frozenset({"web", "mobile", "social", "store"})


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a record; `fatal` when the record has to be left out for it."""

    field: str
    message: str
    fatal: bool = True


def keep_sound(
    items: Iterable[Located[R]], check: Callable[[R], list[Fault]]
) -> tuple[list[Located[R]], list[Report]]:
    """The items without a fatal fault, and a report on each fault."""
    kept: list[Located[R]] = []
    reports: list[Report] = []
    for item in items:
        found = check(item.record)
        reports += [report_on(item, fault.field, fault.message) for fault in found]
        if not any(fault.fatal for fault in found):
            kept.append(item)
    return kept, reports


@dataclass(frozen=True, slots=True)
class Known:
    """What the shop's records may refer to."""

    products: frozenset[str]
    customers: frozenset[str]
    channels: frozenset[str]

    def of_review(self, review: Review) -> list[Fault]:
        """A reviewer need not be a customer."""
        return self._product("product_id", review.product_id) + self._channel("channel", review.channel)

    def of_faq(self, faq: Faq) -> list[Fault]:
        """Without a product it is about the whole shop."""
        return self._product("product_id", faq.product_id)

    def of_manual(self, manual: Manual) -> list[Fault]:
        """Its product comes from the file's name."""
        return self._product("product_id", manual.product_id)

    def of_event(self, event: ShopEvent) -> list[Fault]:
        """Customer, product and channel."""
        return [
            *self._customer(event.customer_id),
            *self._product("product_id", event.product_id),
            *self._channel("channel", event.channel),
        ]

    def of_order(self, order: Order) -> list[Fault]:
        """A line with an unknown product stays: that it was ordered is a fact."""
        lines = [
            fault
            for number, line in enumerate(order.lines)
            for fault in self._product(f"lines[{number}].product_id", line.product_id, fatal=False)
        ]
        return [*self._customer(order.customer_id), *self._channel("channel", order.channel), *lines]

    def of_customer(self, customer: Customer) -> list[Fault]:
        """A handle on a channel that the shop does not list says nothing against the customer."""
        return [
            fault
            for number, identity in enumerate(customer.identities)
            for fault in self._channel(f"identities[{number}].channel", identity.channel, fatal=False)
        ]

    def of_promotion(self, promotion: Promotion) -> list[Fault]:
        """Its dates, and its products, of which some may be gone."""
        products = [
            fault
            for number, product_id in enumerate(promotion.product_ids)
            for fault in self._product(f"product_ids[{number}]", product_id, fatal=False)
        ]
        return [*_order_of("starts_at", promotion.starts_at, "ends_at", promotion.ends_at), *products]

    def of_policy(self, policy: Policy) -> list[Fault]:
        """Its dates, and the channels it holds on."""
        channels = [
            fault
            for number, channel in enumerate(policy.applies_to.channels)
            for fault in self._channel(f"applies_to.channels[{number}]", channel, fatal=False)
        ]
        return [*_order_of("valid_from", policy.valid_from, "valid_to", policy.valid_to), *channels]

    def _product(self, field: str, product_id: str | None, *, fatal: bool = True) -> list[Fault]:
        if product_id is None or product_id in self.products:
            return []
        return [Fault(field, f"found {shown(product_id)}, expected the id of a product of the shop", fatal)]

    def _customer(self, customer_id: str) -> list[Fault]:
        if customer_id in self.customers:
            return []
        expected = "expected the id, handle, e-mail or phone of one customer of the shop"
        return [Fault("customer_id", f"found {shown(customer_id)}, {expected}")]

    def _channel(self, field: str, channel: str | None, *, fatal: bool = True) -> list[Fault]:
        if channel is None or channel in self.channels:
            return []
        expected = f"expected one of {', '.join(sorted(self.channels))} or another that shop.toml lists"
        return [Fault(field, f"found {shown(channel)}, {expected}", fatal)]


def _order_of(first: str, start: date | None, last: str, end: date | None) -> list[Fault]:
    if start is None or end is None or not _after(start, end):
        return []
    return [Fault(last, f"found {shown(end)}, expected a time not before {first} ({shown(start)})")]


def _after(one: date, other: date) -> bool:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one > other
    return _day(one) > _day(other)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
