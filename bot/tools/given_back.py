"""The returns and exchanges of an order and the money that went back for it, as finished sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.tools.cards import day, line_text
from bot.tools.desk import Desk
from bot.tools.options import values_said
from bot.tools.parcels import marked
from bot.tools.payments import method, total, whole
from knowledge.money import Money, sum_of
from knowledge.records import Order, OrderLine, Payment, Return


def given_back(order: Order) -> list[tuple[Payment, Money]]:
    """The payments by which money went back, each with how much that was."""
    return [(p, p.amount * -1) for p in order.payments if p.amount and p.amount.minor < 0]


def gave_money_back(order: Order) -> bool:
    """Whether something of the order was returned or money was paid back for it."""
    return bool(order.returns or given_back(order))


def returns(order: Order, desk: Desk) -> Iterator[str]:
    """The returns, and money that was paid back without one, as for a cancelled order."""
    told = [returned(order, item, desk) for item in order.returns] or list(paid_back(order, desk))
    yield from told or [desk.say("order_no_return", order_id=order.order_id)]


def returned(order: Order, item: Return, desk: Desk) -> str:
    """One return: how it stands, what was refunded and which way, or what the goods are exchanged for."""
    way = next((p for p, amount in given_back(order) if item.refund and amount == item.refund), None)
    return desk.say(
        "order_return",
        order_id=order.order_id,
        return_id=item.return_id,
        status=marked(item.status or order.status, desk),
        refund=item.refund.format(desk.language) if item.refund else "",
        method=method(way, desk) if way else "",
        new=_exchanged_for(order, item, desk),
        at=day(item.at, desk.language),
    )


def paid_back(order: Order, desk: Desk) -> Iterator[str]:
    """Each sum that went back, and which way."""
    for payment, amount in given_back(order):
        yield desk.say(
            "order_paid_back",
            order_id=order.order_id,
            amount=amount.format(desk.language),
            method=method(payment, desk),
            at=day(payment.at, desk.language),
            whole=order.total == amount,
        )


def due(order: Order, desk: Desk) -> Iterator[str]:
    """What the goods of a return cost for which no money was paid back yet."""
    waiting = {line_id for item in order.returns if not item.refund for line_id in item.line_ids}
    for line in order.lines if not given_back(order) else ():
        if line.line_id in waiting:
            price = (line.unit_price * line.quantity).format(desk.language)
            yield desk.say(
                "order_line_price", order_id=order.order_id, line=line_text(line, desk), price=price
            )


def net(order: Order, desk: Desk) -> Iterator[str]:
    """What the order came to once a part of the money had gone back; its total where none or all has."""
    amounts = [amount for _, amount in given_back(order)]
    back = sum_of(amounts) if amounts else None
    if back is None or not back < whole(order):
        yield from total(order, desk)
        return
    yield desk.say(
        "order_net",
        order_id=order.order_id,
        total=whole(order).format(desk.language),
        back=back.format(desk.language),
        left=(whole(order) - back).format(desk.language),
    )


def lines_of(order: Order, item: Return) -> Sequence[OrderLine]:
    """The goods that a return is about; all of the order where it does not say."""
    return [line for line in order.lines if not item.line_ids or line.line_id in item.line_ids]


def _exchanged_for(order: Order, item: Return, desk: Desk) -> str:
    """The version that an exchange is for, where its reason names a value that the product comes in."""
    lines = lines_of(order, item)
    product = desk.knowledge.catalogue.product(lines[0].product_id) if len(lines) == 1 else None
    if product is None or item.reason is None or order.status != "exchange_requested":
        return ""
    said = values_said(item.reason, product)
    return desk.say(
        "list_join_raw", items=[each.value for each in said if each.value not in lines[0].options.values()]
    )
