"""What an offer's conditions mean for a customer, a product and a day: worked out here, never by a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from bot.tools.cards import day, name_of
from bot.tools.desk import Desk
from bot.tools.options import picked, values_said
from knowledge.money import Money, sum_of
from knowledge.records import Product, Promotion
from knowledge.sections import membership_code


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why an offer does not hold; `said` is the finished sentence."""

    kind: Literal["dates", "goods", "membership", "first_order", "minimum"]
    said: str


def concerns(promotion: Promotion, what: Product | str) -> bool:
    """Whether an offer is for a product, or for a category; one without either is for everything."""
    if not promotion.product_ids and not promotion.categories:
        return True
    if isinstance(what, str):
        return what.casefold() in {category.casefold() for category in promotion.categories}
    return what.product_id in promotion.product_ids or what.category in promotion.categories


def obstacle(promotion: Promotion, products: Sequence[Product], desk: Desk) -> Obstacle | None:
    """The first reason why an offer does not hold today for this customer and one of these products; None if it does.

    A guest is shown offers for memberships too: the terms say whom they are for.
    """
    given = {"title": promotion.title, "code": promotion.code or promotion.title}
    starts, ends = _date(promotion.starts_at), _date(promotion.ends_at)
    if desk.today < starts:
        return Obstacle("dates", desk.say("promotion_later", **given, at=day(starts, desk.language)))
    if desk.today > ends:
        return Obstacle("dates", desk.say("promotion_over", **given, at=day(ends, desk.language)))
    return _of_customer(promotion, desk) or _of_goods(promotion, products, desk)


def _of_customer(promotion: Promotion, desk: Desk) -> Obstacle | None:
    code = promotion.code or promotion.title
    if desk.customer is None:
        return None
    own = membership_code(desk.membership)
    if promotion.memberships and own not in {membership_code(name) for name in promotion.memberships}:
        names = desk.say("list_join_raw", items=[name.title() for name in promotion.memberships])
        current = desk.customer.membership or ""
        said = desk.say("promotion_members", code=code, memberships=names, own=current.title())
        return Obstacle("membership", said)
    if promotion.first_order_only and desk.knowledge.catalogue.orders_of(desk.customer.customer_id):
        return Obstacle("first_order", desk.say("promotion_first_order", code=code))
    return None


def _of_goods(promotion: Promotion, products: Sequence[Product], desk: Desk) -> Obstacle | None:
    code = promotion.code or promotion.title
    covered = [product for product in products if concerns(promotion, product)]
    if products and not covered:
        name = name_of(products[0], desk.language)
        return Obstacle("goods", desk.say("promotion_not_for", code=code, name=name))
    dearest = [_dearest(product) for product in covered]
    if dearest and promotion.minimum and sum_of(dearest) < promotion.minimum:
        return Obstacle(
            "minimum",
            desk.say(
                "promotion_minimum",
                code=code,
                name=name_of(covered[0], desk.language),
                price=_dearest(covered[0]).format(desk.language),
                minimum=promotion.minimum.format(desk.language),
            ),
        )
    return None


def priced(promotion: Promotion, product: Product, desk: Desk, question: str = "") -> str:
    """What the product costs with the offer, in the version that the question names.

    "" where the offer is not for it, or the price differs between the versions that may be meant.
    """
    price = price_meant(product, desk, question) if concerns(promotion, product) else None
    if price is None:
        return ""
    less = discount(promotion, price)
    if less is None or price < less:
        return ""
    return desk.say(
        "promotion_price",
        name=name_of(product, desk.language),
        price=price.format(desk.language),
        after=(price - less).format(desk.language),
        less=less.format(desk.language),
    )


def price_meant(product: Product, desk: Desk, question: str = "") -> Money | None:
    """The product's price in the version that the question names; None where those that may be meant differ."""
    spans = [(m.start, m.end) for m in desk.knowledge.mentions(question) if m.kind == "product"]
    meant = picked(product, values_said(question, product, spans)) or product.variants
    prices = {v.price.minor: v.price for v in meant if v.price} or {0: product.price}
    return next(iter(prices.values())) if len(prices) == 1 else None


def saving(promotion: Promotion, products: Sequence[Product]) -> int:
    """The most that the offer takes off one of these products, in minor units; 0 where it takes nothing off them."""
    covered = (discount(promotion, _dearest(product)) for product in products if concerns(promotion, product))
    return max((less.minor for less in covered if less), default=0)


def discount(promotion: Promotion, price: Money) -> Money | None:
    """What the offer takes off a price; None where it takes nothing off, or the price is below its minimum."""
    if promotion.minimum and price < promotion.minimum:
        return None
    if promotion.percent:
        share = Decimal(price.minor) * Decimal(str(promotion.percent)) / 100
        return Money(minor=int(share.to_integral_value(ROUND_HALF_UP)), currency=price.currency)
    if promotion.amount and promotion.amount.currency == price.currency:
        return promotion.amount
    return None


def _dearest(product: Product) -> Money:
    return max((v.price for v in product.variants if v.price), key=lambda m: m.minor, default=product.price)


def _date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value
