"""The days of an order that times run from: when it was placed, paid and delivered."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from typing import Literal

from knowledge.passages import as_date
from knowledge.records import Order

Start = Literal["delivery", "payment", "order"]
"""What a time may run from."""

_ARRIVED = frozenset({"delivered", "exchange_requested", "return_requested"})
_STARTS: tuple[tuple[Start, re.Pattern[str]], ...] = (
    ("delivery", re.compile(r"\b(?:deliver\w*|receipt|receiv\w*|arriv\w*)\b|签收|收到|收货|送达|到货", re.I)),
    ("payment", re.compile(r"\b(?:pay\w*|paid)\b|付款|支付|实付", re.I)),
    ("order", re.compile(r"\b(?:order\w*|buy\w*|bought|purchas\w*)\b|下单|购买|购入", re.I)),
)


def start_in(text: str) -> Start | None:
    """What a rule counts from."""
    for name, pattern in _STARTS:
        if pattern.search(text):
            return name
    return None


def first_day(order: Order, start: Start) -> date | None:
    """The day of that event; None while it has not come."""
    if start == "delivery":
        return day_of_delivery(order)
    return day_of_payment(order) if start == "payment" else order.placed_at.date()


def day_of_delivery(order: Order) -> date | None:
    """The day the last parcel arrived; for goods taken home, of which there are no parcels, the day of buying."""
    if order.status not in _ARRIVED and not (order.status == "returned" and not all_returned(order)):
        return None
    days = days_delivered(order)
    if not days:
        return None if order.shipments else order.placed_at.date()
    return max(days)


def all_returned(order: Order, product_ids: Collection[str] = ()) -> bool:
    """Whether all goods of the order, or those of it that are named, were returned or are to be."""
    back = {line_id for item in order.returns for line_id in item.line_ids}
    named = [line for line in order.lines if line.product_id in product_ids] or order.lines
    return not back or all(line.line_id in back for line in named)


def days_delivered(order: Order) -> list[date]:
    """The days on which parcels of it arrived."""
    return [day for s in order.shipments if (day := as_date(s.delivered_at))]


def day_of_payment(order: Order) -> date:
    """The day of the first payment, else the day of the order."""
    days = [day for p in order.payments if (not p.amount or p.amount.minor > 0) and (day := as_date(p.at))]
    return min(days, default=order.placed_at.date())
