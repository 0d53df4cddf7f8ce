"""What an order's record says, aspect by aspect, as finished sentences. Nothing here is left to a model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from bot.messages import Evidence
from bot.tools.cards import day, items_text, status_text
from bot.tools.desk import Desk
from knowledge.records import Order, Return, Shipment

Aspect = Literal["status", "items", "total", "payment", "return", "address"]

_PATTERNS: tuple[tuple[Aspect, str], ...] = (
    ("return", r"refund|return|money back|exchange|退款|退货|退了|换货"),
    ("total", r"\btotal|how much|cost|pay\b|amount|price|多少钱|总额|总价|金额|花了"),
    ("payment", r"pa(?:y|id).{0,12}(?:card|method|with|by)|payment|付款方式|怎么付|用什么付|支付"),
    ("address", r"address|where.{0,20}(?:deliver|ship|sent)(?:ed)? to|going to|地址|寄到|送到哪"),
    ("items", r"what(?:'s| is| was) in |what did i (?:order|buy)|what.{0,12}\bi (?:ordered|bought)"),
    ("items", r"items?|contain|which products?"),
    ("items", r"买了什么|有哪些|哪些商品|包含"),
)
_ASKED: tuple[tuple[Aspect, re.Pattern[str]], ...] = tuple(
    (aspect, re.compile(pattern, re.IGNORECASE)) for aspect, pattern in _PATTERNS
)
_STATUS: tuple[Aspect, ...] = ("status",)


def aspects_asked(question: str) -> tuple[Aspect, ...]:
    """Which aspects of an order a question asks about; its status unless something else is asked."""
    asked: list[Aspect] = [aspect for aspect, pattern in _ASKED if pattern.search(question)]
    return tuple(dict.fromkeys(asked)) or _STATUS


def order_evidence(order: Order, aspects: tuple[Aspect, ...], desk: Desk) -> Iterator[Evidence]:
    """The sentences about the asked aspects, each complete and private to its customer."""
    for aspect in aspects:
        for text in _SENTENCES[aspect](order, desk):
            yield Evidence(
                source=f"order:{order.order_id}",
                title=desk.say("title_order", order_id=order.order_id),
                text=text,
                subject=f"order:{order.order_id}",
                language=desk.language,
                names=tuple(line.name for line in order.lines),
                score=1.0,
                complete=True,
                private=True,
            )


def _status(order: Order, desk: Desk) -> Iterator[str]:
    yield desk.say(
        "order_status",
        order_id=order.order_id,
        placed=day(order.placed_at, desk.language),
        items=items_text(order, desk, most=2),
        status=status_text(order, desk),
    )
    if order.status in ("shipped", "delivered"):
        yield from (_parcel(s, desk) for s in order.shipments)
    if order.status in ("return_requested", "returned", "exchange_requested"):
        yield from (_returned(order, r, desk) for r in order.returns)


def _parcel(shipment: Shipment, desk: Desk) -> str:
    common = {"tracking": shipment.tracking_id, "carrier": shipment.carrier}
    if shipment.delivered_at:
        return desk.say("parcel_delivered", **common, at=day(shipment.delivered_at, desk.language))
    if shipment.eta:
        return desk.say("parcel_eta", **common, at=day(shipment.eta, desk.language))
    return desk.say("parcel_other", **common, status=shipment.status)


def _items(order: Order, desk: Desk) -> Iterator[str]:
    yield desk.say("order_items", order_id=order.order_id, items=items_text(order, desk))


def _total(order: Order, desk: Desk) -> Iterator[str]:
    lines = [line.unit_price * line.quantity for line in order.lines]
    total = order.total or sum(lines[1:], start=lines[0])
    yield desk.say("order_total", order_id=order.order_id, total=total.format(desk.language))


def _payment(order: Order, desk: Desk) -> Iterator[str]:
    methods = [
        _method(p.payment_id, p.kind, desk) for p in order.payments if not p.amount or p.amount.minor > 0
    ]
    if methods:
        shown = desk.say("list_join_raw", items=list(dict.fromkeys(methods)))
        yield desk.say("order_payment", order_id=order.order_id, methods=shown)
    else:
        yield desk.say("order_no_payment", order_id=order.order_id)


def _method(payment_id: str, kind: str | None, desk: Desk) -> str:
    stored = desk.customer.payment_methods if desk.customer else ()
    label = next((m.label for m in stored if m.payment_id == payment_id and m.label), None)
    return label or (kind or payment_id).replace("_", " ")


def _return(order: Order, desk: Desk) -> Iterator[str]:
    """The returns, and money that was paid back without one, as for a cancelled order."""
    told = [_returned(order, item, desk) for item in order.returns] or list(_paid_back(order, desk))
    yield from told or [desk.say("order_no_return", order_id=order.order_id)]


def _paid_back(order: Order, desk: Desk) -> Iterator[str]:
    for payment in order.payments:
        if payment.amount and payment.amount.minor < 0:
            amount = (payment.amount * -1).format(desk.language)
            at = day(payment.at, desk.language)
            yield desk.say("order_paid_back", order_id=order.order_id, amount=amount, at=at)


def gave_money_back(order: Order) -> bool:
    """Whether something of the order was returned or money was paid back for it."""
    return bool(order.returns) or any(p.amount and p.amount.minor < 0 for p in order.payments)


def _returned(order: Order, item: Return, desk: Desk) -> str:
    return desk.say(
        "order_return",
        order_id=order.order_id,
        return_id=item.return_id,
        status=(item.status or order.status).replace("_", " "),
        refund=item.refund.format(desk.language) if item.refund else "",
        at=day(item.at, desk.language),
    )


def _address(order: Order, desk: Desk) -> Iterator[str]:
    if order.address:
        yield desk.say("order_address", order_id=order.order_id, address=_one_line(order.address))
    else:
        yield desk.say("order_no_address", order_id=order.order_id)


def _one_line(address: object) -> str:
    if isinstance(address, dict):
        parts: list[object] = list(address.values())  # pyright: ignore[reportUnknownArgumentType]
        return ", ".join(str(part) for part in parts if part)
    return " ".join(str(address).split())


_SENTENCES = {
    "status": _status,
    "items": _items,
    "total": _total,
    "payment": _payment,
    "return": _return,
    "address": _address,
}
