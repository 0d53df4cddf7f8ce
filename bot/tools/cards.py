"""Cards made from records, worded in the shopper's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date

from bot.messages import Card, CardField, CardKind
from bot.tools.desk import Desk
from bot.turn.screening import gives_orders
from knowledge.records import Order, OrderLine, Product

_LOCALES = {"zh": ("zh_CN", "y年M月d日")}
_FIELDS = 4


def name_of(product: Product, language: str) -> str:
    """The product's name in `language`, or its own; its id when the name gives orders instead of naming."""
    translation = product.translations.get(language)
    name = (translation and translation.name) or product.name
    return product.product_id if _gives_orders(name) else name


@lru_cache(maxsize=10_000)
def _gives_orders(name: str) -> bool:
    return gives_orders(name)


def day(value: date | datetime | None, language: str) -> str:
    """A date as people of `language` write it; "" for none."""
    if value is None:
        return ""
    locale, pattern = _LOCALES.get(language, ("en_GB", "d MMMM y"))
    return str(format_date(value, pattern, locale=locale))


def price_of(product: Product, desk: Desk) -> str:
    """The price to pay, "from" the cheapest variant where they differ."""
    prices = {v.price.minor for v in product.variants if v.price}
    if len(prices) < 2:
        return product.price.format(desk.language)
    cheapest = min((v.price for v in product.variants if v.price), key=lambda price: price.minor)
    return desk.say("from_price", price=cheapest.format(desk.language))


def stock_of(product: Product, desk: Desk) -> str:
    """In stock, out of stock, or not stated."""
    if product.available is None:
        return desk.say("stock_unknown")
    return desk.say("stock_some" if product.available > 0 else "stock_none")


def rating_of(product: Product, desk: Desk) -> tuple[float | None, int]:
    """Average stars with one decimal, and how many ratings it is the average of."""
    ratings = [r.rating for r in desk.knowledge.catalogue.reviews_of(product.product_id) if r.rating]
    return (round(sum(ratings) / len(ratings), 1) if ratings else None), len(ratings)


def product_card(product: Product, desk: Desk, *, kind: CardKind = "product", reason: str = "") -> Card:
    """The card of a product, with its first attributes."""
    rating, count = rating_of(product, desk)
    translation = product.translations.get(desk.language)
    attributes = (translation and translation.attributes) or product.attributes
    return Card(
        kind=kind,
        id=product.product_id,
        title=name_of(product, desk.language),
        subtitle=" · ".join(part for part in (product.brand, product.category) if part),
        fields=tuple(CardField(label=k, value=v) for k, v in list(attributes.items())[:_FIELDS]),
        reason=reason,
        price=price_of(product, desk),
        stock=stock_of(product, desk),
        rating=rating,
        rating_count=count,
        image=product.image,
        url=product.url,
        source=f"product:{product.product_id}",
    )


def line_text(line: OrderLine, desk: Desk) -> str:
    """One line of an order: quantity, name, options. The name is the catalogue's, in the shopper's language."""
    product = desk.knowledge.catalogue.product(line.product_id)
    name = name_of(product, desk.language) if product and desk.language != "en" else line.name
    options = ", ".join(line.options.values())
    return desk.say("order_line", quantity=line.quantity, name=name, options=options)


def items_text(order: Order, desk: Desk, *, most: int | None = None) -> str:
    """The lines of an order in one phrase, at most `most` of them."""
    shown = [line_text(line, desk) for line in order.lines[:most]]
    left = len(order.lines) - len(shown)
    text = desk.say("list_join_raw", items=shown)
    return f"{text} {desk.say('order_more_items', count=left)}" if left else text


def status_text(order: Order, desk: Desk) -> str:
    """The order's status in words."""
    return desk.say(f"status_{order.status}")


def status_told(order: Order, desk: Desk) -> str:
    """The order's status in a sentence: of one that no parcel of has left, that it has not."""
    status = status_text(order, desk)
    unsent = order.status in ("pending", "processing") and not order.shipments
    return desk.say("status_unsent", status=status) if unsent else status


def order_card(order: Order, desk: Desk) -> Card:
    """The card of an order: date, status, items, parcels, total."""
    say = desk.say
    fields = [
        CardField(label=say("label_order_date"), value=day(order.placed_at, desk.language)),
        CardField(label=say("label_status"), value=status_text(order, desk)),
        CardField(label=say("label_items"), value=items_text(order, desk)),
        *(
            CardField(label=say("label_parcel"), value=_parcel(s.tracking_id, s.carrier))
            for s in order.shipments
        ),
    ]
    if order.total:
        fields.append(CardField(label=say("label_total"), value=order.total.format(desk.language)))
    return Card(
        kind="order",
        id=order.order_id,
        title=say("title_order", order_id=order.order_id),
        subtitle=status_text(order, desk),
        fields=tuple(fields),
        source=f"order:{order.order_id}",
    )


def _parcel(tracking_id: str, carrier: str | None) -> str:
    return f"{carrier} {tracking_id}" if carrier else tracking_id
