"""`promotions`: the offers that run today and apply to this customer, decided by their dates and conditions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Card, CardField, Evidence
from bot.tools.cards import day
from bot.tools.desk import Desk, Findings, as_tool
from knowledge.records import Product, Promotion
from knowledge.sections import membership_code

MOST_SHOWN = 4


class PromotionArguments(BaseModel):
    """Arguments of `promotions`."""

    product_ids: list[str] = Field(
        default_factory=list, description="only offers that hold for these products"
    )


def promotions_tool(desk: Desk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: PromotionArguments) -> Findings:
        products = [p for p in map(desk.knowledge.catalogue.product, asked.product_ids) if p]
        running = [p for p in desk.knowledge.catalogue.promotions() if applies(p, products, desk)]
        if not running:
            return Findings(said=(desk.say("promotion_none"),), abstains=True)
        shown = running[:MOST_SHOWN]
        return Findings(
            evidence=tuple(_evidence(promotion, desk) for promotion in shown),
            cards=tuple(_card(promotion, desk) for promotion in shown),
            focus=tuple(f"product:{product.product_id}" for product in products),
        )

    description = "Offers and discount codes that run today and apply to this customer."
    return as_tool("promotions", description, PromotionArguments, run)


def applies(promotion: Promotion, products: Sequence[Product], desk: Desk) -> bool:
    """Whether an offer runs today for this customer and these products.

    A guest is shown offers for memberships too: the terms say whom they are for.
    """
    if not _day(promotion.starts_at) <= desk.today <= _day(promotion.ends_at):
        return False
    if desk.customer and promotion.memberships and not _is_member(promotion, desk):
        return False
    if desk.customer and promotion.first_order_only:
        return not desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
    return not products or any(_covers(promotion, product) for product in products)


def _is_member(promotion: Promotion, desk: Desk) -> bool:
    return membership_code(desk.membership) in {membership_code(name) for name in promotion.memberships}


def _covers(promotion: Promotion, product: Product) -> bool:
    if promotion.product_ids or promotion.categories:
        return product.product_id in promotion.product_ids or product.category in promotion.categories
    return True


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _evidence(promotion: Promotion, desk: Desk) -> Evidence:
    terms = promotion.terms if promotion.terms.endswith((".", "。", "!")) else f"{promotion.terms}."
    until = day(promotion.ends_at, desk.language)
    text = desk.say(
        "promotion_item", title=promotion.title, terms=terms, until=until, code=promotion.code or ""
    )
    return Evidence(
        source=f"promotion:{promotion.promotion_id}",
        title=promotion.title,
        text=text,
        language=desk.language,
        score=1.0,
        complete=True,
    )


def _card(promotion: Promotion, desk: Desk) -> Card:
    return Card(
        kind="promotion",
        id=promotion.promotion_id,
        title=promotion.title,
        subtitle=promotion.code or "",
        fields=(CardField(label=desk.say("label_until"), value=day(promotion.ends_at, desk.language)),),
        source=f"promotion:{promotion.promotion_id}",
    )
