"""One customer over all channels: everything the shop knows of them on one timeline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Literal
from zoneinfo import ZoneInfo

from knowledge.catalogue import Catalogue
from knowledge.records import Order, Return, Review, Shipment, ShopEvent
from knowledge.wording import order_text, review_text

EntryKind = Literal[
    "order", "delivery", "return", "review", "view", "search", "cart", "wishlist", "purchase"
]  # fmt: skip
MOST_NAMED = 5

_WORDS = {
    "en": {
        "delivery": "Parcel {id}{carrier} of order {order} was delivered.",
        "carrier": " ({carrier})",
        "return": "Return {id} of order {order}{status}{reason}{refund}.",
        "status": ": {status}",
        "reason": ", because: {reason}",
        "refund": ", refund {refund}",
        "review": "Review of {name}: {text}",
        "view": "Looked at {things}",
        "search": "Searched for {things}",
        "cart": "Put in the cart: {things}",
        "wishlist": "Put on the wish list: {things}",
        "purchase": "Bought {things}",
        "comma": ", ",
        "more": " and {count} more",
    },
    "zh": {
        "delivery": "订单 {order} 的包裹 {id}{carrier}已送达。",
        "carrier": "（{carrier}）",
        "return": "订单 {order} 的退货 {id}{status}{reason}{refund}。",
        "status": "：{status}",
        "reason": "，原因：{reason}",
        "refund": "，退款 {refund}",
        "review": "评价 {name}：{text}",
        "view": "浏览：{things}",
        "search": "搜索：{things}",
        "cart": "加入购物车：{things}",
        "wishlist": "加入心愿单：{things}",
        "purchase": "购买：{things}",
        "comma": "、",
        "more": " 等，另有 {count} 项",
    },
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `at` has a zone; None when the shop's data does not say when.

    `source` is the id of the record it was made from, such as `order:O0025` or `review:P001-R2`; of events that
    were put together, the newest's. `channel` is None when the data does not say.
    """

    at: datetime | None
    kind: EntryKind
    channel: str | None
    source: str
    text: str


def timeline(customer_id: str, catalogue: Catalogue, language: str | None = None) -> tuple[Entry, ...]:
    """All that a customer did on every channel, newest first and undated things last; empty for an unknown one.

    What was looked at, searched for or put aside on one day on one channel is one entry for each kind. A bought
    product is not named again when one of that day's orders holds it. A day without a time counts from its
    beginning in the shop's zone. Worded in `language` (default: the shop's first). Whoever calls this answers for
    `customer_id`: it comes from the session, never from a message.
    """
    told = _Teller(catalogue, language or catalogue.profile.languages[0])
    entries = [
        *(entry for order in catalogue.orders_of(customer_id) for entry in told.of_order(order)),
        *(told.of_review(review) for review in catalogue.reviews_by(customer_id)),
        *told.of_events(customer_id),
    ]
    dated = [entry for entry in entries if entry.at is not None]
    undated = [entry for entry in entries if entry.at is None]
    return (*sorted(dated, key=_when, reverse=True), *undated)


def _when(entry: Entry) -> float:
    return entry.at.timestamp() if entry.at else 0.0


class _Teller:
    """Words a customer's records in one language."""

    def __init__(self, catalogue: Catalogue, language: str) -> None:
        self._catalogue = catalogue
        self._language = language
        self._words = _WORDS.get(language, _WORDS["en"])
        self._zone = ZoneInfo(catalogue.profile.timezone)

    def of_order(self, order: Order) -> Iterator[Entry]:
        source = f"order:{order.order_id}"
        yield Entry(order.placed_at, "order", order.channel, source, order_text(order, self._language))
        for parcel in order.shipments:
            if parcel.delivered_at is not None:
                at = self._moment(parcel.delivered_at)
                yield Entry(at, "delivery", order.channel, source, self._delivery(order, parcel))
        for back in order.returns:
            yield Entry(self._moment(back.at), "return", order.channel, source, self._return(order, back))

    def of_review(self, review: Review) -> Entry:
        said = review_text(review.rating, review.title, review.text)
        text = self._words["review"].format(name=self._name(review.product_id), text=said)
        channel = review.channel or next(iter(review.channels), None)
        return Entry(self._moment(review.created_at), "review", channel, f"review:{review.review_id}", text)

    def of_events(self, customer_id: str) -> Iterator[Entry]:
        ordered = {
            (order.placed_at.astimezone(self._zone).date(), line.product_id)
            for order in self._catalogue.orders_of(customer_id)
            for line in order.lines
        }
        groups: dict[tuple[date, str | None, str], list[ShopEvent]] = defaultdict(list)
        for event in self._catalogue.events_of(customer_id):
            day = event.at.astimezone(self._zone).date()
            if event.kind != "purchase" or (day, event.product_id) not in ordered:
                groups[day, event.channel, event.kind].append(event)
        yield from filter(None, map(self._together, groups.values()))

    def _together(self, events: Sequence[ShopEvent]) -> Entry | None:
        """Events of one day, channel and kind, oldest first; None when they are about nothing in particular."""
        things = list(dict.fromkeys(filter(None, map(self._thing, events))))
        if not things:
            return None
        newest = events[-1]
        named = self._words["comma"].join(things[:MOST_NAMED])
        if len(things) > MOST_NAMED:
            named += self._words["more"].format(count=len(things) - MOST_NAMED)
        source = f"event:{newest.event_id or newest.at.isoformat()}"
        return Entry(
            newest.at, newest.kind, newest.channel, source, self._words[newest.kind].format(things=named)
        )

    def _thing(self, event: ShopEvent) -> str | None:
        if event.kind == "search" and event.query:
            return f"“{event.query}”"
        return self._name(event.product_id) if event.product_id else event.query

    def _delivery(self, order: Order, parcel: Shipment) -> str:
        carrier = self._optional("carrier", parcel.carrier)
        return self._words["delivery"].format(id=parcel.tracking_id, carrier=carrier, order=order.order_id)

    def _return(self, order: Order, back: Return) -> str:
        return self._words["return"].format(
            id=back.return_id,
            order=order.order_id,
            status=self._optional("status", back.status),
            reason=self._optional("reason", back.reason),
            refund=self._optional("refund", back.refund.format(self._language) if back.refund else None),
        )

    def _optional(self, phrase: str, value: str | None) -> str:
        return self._words[phrase].format(**{phrase: value}) if value else ""

    def _name(self, product_id: str) -> str:
        product = self._catalogue.product(product_id)
        if product is None:
            return product_id
        translation = product.translations.get(self._language)
        return (translation.name if translation else None) or product.name

    def _moment(self, value: date | datetime | None) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.combine(value, time(), tzinfo=self._zone)
