"""What an order cost and how it was paid, as finished sentences."""

from __future__ import annotations

from collections.abc import Iterator

from bot.tools.desk import Desk
from bot.tools.parcels import payment_kind
from knowledge.money import Money, sum_of
from knowledge.records import Order, Payment


def whole(order: Order) -> Money:
    """What the order cost, as it is recorded, else what its goods cost together."""
    return order.total or sum_of(line.unit_price * line.quantity for line in order.lines)


def method(paid: Payment, desk: Desk) -> str:
    """The way a payment went, as the customer's account calls it."""
    stored = desk.customer.payment_methods if desk.customer else ()
    label = next((m.label for m in stored if m.payment_id == paid.payment_id and m.label), None)
    return label or payment_kind(paid.kind or paid.payment_id, desk)


def total(order: Order, desk: Desk) -> Iterator[str]:
    """What the order cost."""
    yield desk.say("order_total", order_id=order.order_id, total=whole(order).format(desk.language))


def payment(order: Order, desk: Desk) -> Iterator[str]:
    """The ways it was paid; how much by each where there are several."""
    paid = [p for p in order.payments if not p.amount or p.amount.minor > 0]
    if not paid:
        yield desk.say("order_no_payment", order_id=order.order_id)
        return
    shown = [_part(p, desk) if len(paid) > 1 else method(p, desk) for p in paid]
    methods = desk.say("list_join_raw", items=list(dict.fromkeys(shown)))
    yield desk.say("order_payment", order_id=order.order_id, methods=methods)


def unpaid(order: Order, desk: Desk) -> Iterator[str]:
    """The payments that have not come in."""
    for each in order.payments:
        if each.at is None:
            yield desk.say("order_unpaid", order_id=order.order_id, method=method(each, desk))


def _part(paid: Payment, desk: Desk) -> str:
    if paid.amount is None:
        return method(paid, desk)
    return desk.say("paid_part", method=method(paid, desk), amount=paid.amount.format(desk.language))
