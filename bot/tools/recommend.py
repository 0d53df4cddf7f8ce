"""`recommend`: products that fit a wish, the customer and the stock."""

from __future__ import annotations

from dataclasses import replace

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.recommend.candidates import candidates, cheapest
from bot.recommend.rank import Suggestion, ranked
from bot.recommend.reasons import reason
from bot.recommend.wish import Wish
from bot.tools.cards import name_of, price_of, product_card
from bot.tools.desk import Desk, Findings, as_tool
from knowledge.money import parse_money

MOST_SUGGESTED = 3
FAR = 0.55
"""A suggestion less close than this share of the best one's closeness is left out."""


class RecommendArguments(BaseModel):
    """Arguments of `recommend`."""

    need: str = Field(description="what the shopper is looking for, in their own words")
    category: str | None = Field(None, description="only this category")
    max_price: str | None = Field(None, description='at most this price, a decimal string such as "79.90"')
    similar_to: str | None = Field(None, description="id of a product to find alternatives to")
    cheaper: bool = Field(False, description="only cheaper than similar_to")
    for_whom: str | None = Field(None, description="somebody else, when it is a present")


def recommend_tool(desk: Desk) -> BaseTool:
    """The tool for one turn; what the session's customer owns is left out."""

    def run(asked: RecommendArguments) -> Findings:
        wish = _wish(asked, desk)
        pool = candidates(wish, desk.customer, desk.knowledge)
        return _findings(_best(ranked(pool, wish, desk.customer, desk.knowledge)), wish, desk)

    description = "Suggest products in stock that fit the shopper's wish, not owned yet."
    return as_tool("recommend", description, RecommendArguments, run)


def _wish(asked: RecommendArguments, desk: Desk) -> Wish:
    catalogue = desk.knowledge.catalogue
    reference = catalogue.product(asked.similar_to) if asked.similar_to else None
    constraints = desk.knowledge.constraints(asked.need)
    if reference and reference.category:
        constraints = replace(constraints, category=reference.category)
    if asked.category:
        constraints = replace(constraints, category=asked.category)
    if asked.max_price:
        constraints = replace(constraints, price_max=parse_money(asked.max_price, catalogue.profile.currency))
    below = cheapest(reference) if reference and asked.cheaper else None
    return Wish(
        asked.need, constraints, reference.product_id if reference else None, below, bool(asked.for_whom)
    )


def _best(suggestions: list[Suggestion]) -> list[Suggestion]:
    closest = max((s.closeness for s in suggestions), default=0.0)
    return [s for s in suggestions if s.closeness >= FAR * closest][:MOST_SUGGESTED]


def _findings(suggestions: list[Suggestion], wish: Wish, desk: Desk) -> Findings:
    if not suggestions:
        return Findings(said=(desk.say("recommend_none", shop=desk.shop_name),), abstains=True)
    reasons = [reason(suggestion, wish, desk) for suggestion in suggestions]
    products = [suggestion.product for suggestion in suggestions]
    return Findings(
        evidence=tuple(_evidence(s, why, desk) for s, why in zip(suggestions, reasons, strict=True)),
        cards=tuple(
            product_card(p, desk, kind="recommendation", reason=why)
            for p, why in zip(products, reasons, strict=True)
        ),
        focus=tuple(f"product:{product.product_id}" for product in products),
    )


def _evidence(suggestion: Suggestion, why: str, desk: Desk) -> Evidence:
    product = suggestion.product
    name = name_of(product, desk.language)
    return Evidence(
        source=f"product:{product.product_id}",
        title=name,
        text=desk.say("recommend_item", name=name, price=price_of(product, desk), reason=why),
        subject=f"product:{product.product_id}",
        language=desk.language,
        names=(name, product.name),
        score=suggestion.score,
        complete=True,
    )
