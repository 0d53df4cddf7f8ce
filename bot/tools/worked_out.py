"""`work_out`: what a rule comes to for this shopper, worked out from rules, records, dates and sums."""

from __future__ import annotations

from collections.abc import Callable

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.tools.basket import asks_price_with_offer, price_with_offer
from bot.tools.delivery import asks_delivery_cost, delivery_cost
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.guarantee import asks_guarantee, guarantee
from bot.tools.last_order import asks_last_order, last_order
from bot.tools.returned_goods import Goods
from bot.tools.since_order import asks_by_when, since_order

_Work = Callable[[Goods, Desk], Findings | None]
_SUMS: tuple[tuple[Callable[[str], bool], _Work], ...] = (
    (asks_guarantee, guarantee),
    (asks_last_order, last_order),
    (asks_by_when, since_order),
    (asks_price_with_offer, price_with_offer),
    (asks_delivery_cost, delivery_cost),
)


class WorkArguments(BaseModel):
    """Arguments of `work_out`."""

    question: str = Field(description="what the shopper wants to know")
    product_ids: list[str] = Field(default_factory=list, description="the goods it is about")
    order_id: str | None = Field(None, description="the order it is about")


def work_tool(desk: Desk) -> BaseTool:
    """The tool for one turn. It looks only at the signed-in customer's orders."""

    def run(asked: WorkArguments) -> Findings:
        goods = Goods(tuple(asked.product_ids), asked.order_id, asked.question)
        works = (work for asks, work in _SUMS if asks(asked.question))
        return next((found for work in works if (found := work(goods, desk))), Findings(abstains=True))

    description = (
        "Work out what a rule comes to: a guarantee's last day, the end of a time, a price with an offer, "
        "what delivery costs."
    )
    return as_tool("work_out", description, WorkArguments, run)


def may_be_worked_out(question: str) -> bool:
    """Whether a question asks for something that is worked out here."""
    return any(asks(question) for asks, _ in _SUMS)
