"""What an order's record says, aspect by aspect, as finished sentences. Nothing here is left to a model."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from bot.messages import Evidence
from bot.tools.cards import day, items_text, line_text, status_text, status_told
from bot.tools.desk import Desk
from bot.tools.given_back import due, net, paid_back, returned, returns
from bot.tools.parcels import parcels_told
from bot.tools.payments import payment, total, unpaid
from knowledge.records import Order

Aspect = Literal["status", "parcel", "items", "total", "net", "payment", "return", "due", "address"]

_PATTERNS: tuple[tuple[Aspect, str], ...] = (
    (
        "return",
        r"refund|return|money (?:go |gone |come )?back|exchange|\b(?:came|come) back\b"
        r"|\b(?:knock|took|take)\w* (?:\w+ )?off\b"
        r"|(?:get|got|paid|pay|sent|send|go|see|have|receive) .{0,12}back\b",
    ),
    ("return", r"退款|退货|退了|退的|退钱|换货|钱退|退没退|退回|退到|换(?:大|小)一?[码号]"),
    (
        "status",
        r"\bstatus\b|arriv|where(?:'s| is| are) my|shipped|dispatched|left the|gone out|\bcoming\b|happening",
    ),
    (
        "status",
        r"\b(?:gets?|getting|got|be|come|comes) here\b|\bturn(?:s|ed)? up\b|\bon (?:its|their|the) way\b",
    ),
    (
        "status",
        r"\b(?:any|some|no) (?:news|movement|updates?|progress|sign)\b|\bcomes? (?:together|separately)\b",
    ),
    ("status", r"状态|进度|到哪|到了|到货|发货|发了|(?:[什啥]么?时候|哪天|几[号时]).{0,3}到|送达|签收"),
    ("status", r"\bin (?:one|two|a single|separate|the same) (?:box|parcel|package|delivery|shipment|go)"),
    (
        "status",
        r"下文|动静|有消息|哪一?步|到手|拿到|[啥什]么?情况|怎么?样了|(?:一起|一块儿?|同时|分开)[送来到]",
    ),
    ("parcel", r"track|parcel|courier|carrier|(?<!订)单号|快递|物流|包裹|承运"),
    ("total", r"\btotal|how much|cost|pay\b|spen[dt]\b|amount|price|多少钱|总额|总价|总共|金额|花了"),
    ("total", r"[刷付]了多少|(?:一共|合计)[^，。]{0,4}多少"),
    (
        "net",
        r"\b(?:what|how much)\b.{0,60}\b(?:comes?|came|worke?d? out|ende?d? up)\b(?! back).{0,12}"
        r"\b(?:to|at|cost\w*|pay\w*)\b",
    ),
    ("net", r"算下来|实付|实际[付花]|最后.{0,3}[付花]|到手价"),
    ("payment", r"pa(?:y|id).{0,12}(?:card|method|with|by)|how (?:did|have|was).{0,12}\bpa(?:y|id)|payment"),
    ("payment", r"\bhow much\b.{0,40}\b(?:voucher|gift card|visa|mastercard|paypal|card)\b"),
    (
        "payment",
        r"付款方式|怎么付|用什么付|支付|(?:礼品卡|卡里|支付宝|微信)[^，。]{0,6}(?:[扣付刷用]了?多少)",
    ),
    (
        "address",
        r"address|\b(?:what|which) (?:town|city|street|postcode)\b"
        r"|where.{0,20}(?:deliver|ship|sent)(?:ed)? to|going to\b(?! (?:be|arrive|come|get|ship))",
    ),
    ("address", r"地址|寄到|送到哪"),
    ("items", r"what(?:'s| is| was) in |what (?:\w+ )?did i (?:order|buy)|what.{0,12}\bi (?:ordered|bought)"),
    ("items", r"(?:what|which) (?:size|colou?r|shade|version|length|flavou?r|layout)\b"),
    (
        "items",
        r"什么颜色|哪个颜色|多大码|几码|什么尺?码",
    ),
    ("items", r"items?\b|contain|which products?|how many (?!parcel|day|order|package)"),
    (
        "items",
        r"\b(?:what|which)\b.{0,30}\b(?:was|were|came) in (?:it|there|(?:that|the|my) (?:parcel|box|basket|order))\b",
    ),
    (
        "items",
        r"\bwhat else\b.{0,20}\b(?:i|we|was|were|came)\b.{0,10}\b(?:put|in|order\w*|bought|got|get|with)\b"
        r"|里面?.{0,4}(?:什么|啥|哪)|还[买订有]了?(?:什么|啥|哪)",
    ),
    ("items", r"买[了的](?:什么|啥|哪)|有哪些|哪些(?:商品|东西)|包含|都有(?:什么|啥|哪)|哪?几(?:样|种|款)"),
    ("items", r"[是有买订了]几(?:个|把|件|张|台|双|条|盏|套|只|盒|袋|罐|瓶|包|枚|块|份|斤)(?!包裹|订单)"),
)
_ASKED: tuple[tuple[Aspect, re.Pattern[str]], ...] = tuple(
    (aspect, re.compile(pattern, re.IGNORECASE)) for aspect, pattern in _PATTERNS
)
_TOLD_BY: Mapping[Aspect, frozenset[Aspect]] = {
    "total": frozenset({"return", "payment", "net"}),
    "status": frozenset({"return"}),
    "parcel": frozenset({"status"}),
    "net": frozenset({"status", "parcel"}),
}
"""An aspect that is told with another one: what came back is the amount that is asked for then, not the total."""
_STATUS: tuple[Aspect, ...] = ("status",)


def aspects_named(question: str, *, every: bool = False) -> tuple[Aspect, ...]:
    """Which aspects of an order a question names; maybe none. Those told with another one only with `every`."""
    asked: list[Aspect] = [aspect for aspect, pattern in _ASKED if pattern.search(question)]
    told: list[Aspect] = [a for a in asked if every or _TOLD_BY.get(a, frozenset()).isdisjoint(asked)]
    once: tuple[Aspect, ...] = tuple(aspect for n, aspect in enumerate(told) if aspect not in told[:n])
    return once


def aspects_asked(question: str) -> tuple[Aspect, ...]:
    """Which aspects of an order a question asks about; its status unless something else is asked."""
    return aspects_named(question) or _STATUS


def aspects_told(question: str) -> tuple[Aspect, ...]:
    """What is told of an order: the aspects asked about, and what is still to come back where that amount is asked."""
    named = {aspect for aspect, pattern in _ASKED if pattern.search(question)}
    due: tuple[Aspect, ...] = ("due",) if {"return", "total"} <= named else ()
    return (*aspects_asked(question), *due)


def order_evidence(
    order: Order, aspects: tuple[Aspect, ...], desk: Desk, product_ids: Collection[str] = ()
) -> Iterator[Evidence]:
    """The sentences about the asked aspects, each complete and private to its customer.

    Of several parcels only those with one of `product_ids` are told, where such are asked about.
    """
    for aspect in aspects:
        told = _SENTENCES[aspect](_of_products(order, product_ids), desk)
        priced = list(_line_prices(order, product_ids, desk)) if aspect == "total" else []
        for text in priced or told:
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


def _of_products(order: Order, product_ids: Collection[str]) -> Order:
    """The order with those of its parcels alone that hold one of the products.

    Whole where none is known to, and where what is named has come and the rest has not.
    """
    lines = {line.line_id for line in order.lines if line.product_id in product_ids}
    parcels = tuple(s for s in order.shipments if lines.intersection(s.line_ids))
    waiting = [s for s in order.shipments if s.delivered_at is None]
    if not parcels or (waiting and all(s.delivered_at for s in parcels)):
        return order
    return order.model_copy(update={"shipments": parcels})


def _line_prices(order: Order, product_ids: Collection[str], desk: Desk) -> Iterator[str]:
    """What the goods that are asked about cost, where the order holds others as well."""
    asked = [line for line in order.lines if line.product_id in product_ids]
    if len(asked) == len(order.lines):
        return
    for line in asked:
        price = (line.unit_price * line.quantity).format(desk.language)
        yield desk.say("order_line_price", order_id=order.order_id, line=line_text(line, desk), price=price)


def _status(order: Order, desk: Desk) -> Iterator[str]:
    yield desk.say(
        "order_status",
        order_id=order.order_id,
        placed=day(order.placed_at, desk.language),
        items=items_text(order, desk, most=2),
        status=status_told(order, desk),
    )
    if order.status in ("shipped", "delivered"):
        yield from parcels_told(order, desk)
    if order.status in ("return_requested", "returned", "exchange_requested"):
        yield from (returned(order, r, desk) for r in order.returns)
    if order.status == "pending":
        yield from unpaid(order, desk)
    if order.status == "cancelled":
        yield from paid_back(order, desk)


def _parcels(order: Order, desk: Desk) -> Iterator[str]:
    if not order.shipments:
        yield desk.say("order_no_parcel", order_id=order.order_id, status=status_text(order, desk))
    elif len(order.shipments) > 1:
        yield desk.say("order_parcels", order_id=order.order_id, count=len(order.shipments))
    yield from parcels_told(order, desk)


def _items(order: Order, desk: Desk) -> Iterator[str]:
    """The goods; and what they are exchanged for where that is under way."""
    yield desk.say("order_items", order_id=order.order_id, items=items_text(order, desk))
    if order.status == "exchange_requested":
        yield from (returned(order, item, desk) for item in order.returns)


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
    "parcel": _parcels,
    "items": _items,
    "total": total,
    "net": net,
    "payment": payment,
    "return": returns,
    "due": due,
    "address": _address,
}
