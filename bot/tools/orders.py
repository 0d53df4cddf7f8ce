"""`my_orders`: the signed-in customer's orders, from every channel. There is no way to ask for anybody else's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.tools.cards import day, items_text, order_card, status_text
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.line_named import line_named
from bot.tools.order_changes import with_change
from bot.tools.order_choice import asked_first, contains, meant, speaks_of_more
from bot.tools.order_facts import aspects_told, order_evidence
from bot.tools.others import asks_about_others
from bot.tools.parcels import is_late
from bot.tools.refund_less import with_reason
from knowledge.records import Customer, Order

MOST_LISTED = 5

_TOGETHER = re.compile(
    r"\b(?:in total|altogether|all together|in all)\b|一共|总共|合计|加起来|加一[块起]", re.IGNORECASE
)
"""What asks for one sum of several goods."""


class OrderArguments(BaseModel):
    """Arguments of `my_orders`."""

    question: str = Field("", description="what the shopper asks about the orders")
    order_id: str | None = Field(None, description="one order")
    product_ids: list[str] = Field(default_factory=list, description="only orders that contain one of these")
    position: int | None = Field(
        None, description="1 is the newest order, 2 the one before it, -1 the oldest"
    )
    everything: bool = Field(False, description="list all orders")
    change: bool = Field(False, description="the shopper wants to cancel or change an order")


def orders_tool(desk: Desk) -> BaseTool:
    """The tool for one turn; `desk.customer` is whose orders it sees."""

    def run(asked: OrderArguments) -> Findings:
        if desk.customer is None:
            return _asked_for_proof(asked.order_id, desk)
        if asks_about_others(asked.question):
            return Findings(said=(desk.say("orders_own_only"),), abstains=True)
        if asked.order_id is not None:
            found = _one(asked.order_id, desk.customer, asked, desk)
        else:
            orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
            found = _several(orders, asked, desk)
        return with_change(found, asked.question, desk) if asked.change and not found.abstains else found

    description = "Look up the signed-in customer's own orders: status, parcels, items, totals, refunds."
    return as_tool("my_orders", description, OrderArguments, run)


def _asked_for_proof(order_id: str | None, desk: Desk) -> Findings:
    """What a guest is told; the same for any number that they give."""
    said = desk.say("sign_in_order", order_id=order_id) if order_id else desk.say("sign_in")
    return Findings(said=(said,), abstains=True)


def _one(order_id: str, customer: Customer, asked: OrderArguments, desk: Desk) -> Findings:
    order = desk.knowledge.catalogue.order_of(order_id, customer.customer_id)
    if order is None:
        refusal = desk.say("order_not_yours", order_id=order_id)
        said = desk.say("prove_other") if desk.by_order else refusal
        return Findings(said=(said,), abstains=True)
    return _found([order], asked.question, asked.product_ids, desk)


def _several(orders: Sequence[Order], asked: OrderArguments, desk: Desk) -> Findings:
    if not orders:
        return Findings(said=(desk.say("no_orders"),), abstains=True)
    if asked.position is not None:
        return _counted(orders, asked.position, asked.question, desk)
    if asked.everything:
        chosen = [o for o in orders if contains(o, asked.product_ids)] if asked.product_ids else list(orders)
    else:
        chosen = meant(orders, asked.question, asked.product_ids, desk)
    if not chosen:
        return Findings(
            said=(desk.say("prove_other" if desk.by_order else "order_none_match"),), abstains=True
        )
    if asked.everything:
        return _listed(chosen, desk, of_all=not asked.product_ids)
    return _found(chosen, asked.question, asked.product_ids, desk)


def _counted(orders: Sequence[Order], position: int, question: str, desk: Desk) -> Findings:
    """The order counted out, 1 the newest; one that there is not is said to be none."""
    index = position - 1 if position > 0 else position
    if not -len(orders) <= index < len(orders):
        return _listed(orders, desk, of_all=True)
    return _found([orders[index]], question, (), desk)


def _found(orders: Sequence[Order], question: str, product_ids: Sequence[str], desk: Desk) -> Findings:
    aspects = aspects_told(question)
    together = "total" not in aspects or _TOGETHER.search(question)
    told = () if speaks_of_more(question) and together else product_ids
    found = Findings(
        evidence=tuple(
            evidence
            for order in orders
            for evidence in order_evidence(
                asked_first(order, question, product_ids, desk),
                aspects,
                desk,
                line_named(order, question, desk) or told,
            )
        ),
        cards=tuple(order_card(order, desk) for order in orders),
        focus=(
            *(f"order:{order.order_id}" for order in orders),
            *(f"product:{product_id}" for product_id in _in_focus(orders, product_ids)),
        ),
    )
    return with_reason(found, orders, question, desk)


def _in_focus(orders: Sequence[Order], product_ids: Sequence[str]) -> tuple[str, ...]:
    """The goods that the talk is about then: those that were asked about, else all of the orders."""
    held = tuple(line.product_id for order in orders for line in order.lines)
    return tuple(product_id for product_id in held if product_id in product_ids) or held


def awaits_refund(found: Findings, desk: Desk) -> bool:
    """Whether one order is told, and money for a return of it was not paid back yet."""
    order = _only_told(found, desk)
    return order is not None and any(not item.refund for item in order.returns)


def is_overdue(found: Findings, desk: Desk) -> bool:
    """Whether one order is told, and a parcel of it should have come."""
    order = _only_told(found, desk)
    return order is not None and any(is_late(shipment, desk) for shipment in order.shipments)


def _only_told(found: Findings, desk: Desk) -> Order | None:
    ids = {e.source.removeprefix("order:") for e in found.evidence if e.source.startswith("order:")}
    known = desk.knowledge.catalogue.orders_of(desk.customer.customer_id) if desk.customer else ()
    orders = [order for order in known if order.order_id in ids]
    return orders[0] if len(orders) == 1 else None


def _listed(orders: Sequence[Order], desk: Desk, *, of_all: bool) -> Findings:
    shown = orders[:MOST_LISTED]
    count = desk.say("orders_all", count=len(orders))
    if len(orders) > len(shown):
        count = desk.say("orders_count", count=len(orders), shown=len(shown))
    head = [_row("orders", count, (), desk)] if of_all and not desk.by_order else []
    return Findings(
        said=(desk.say("prove_other"),) if desk.by_order else (),
        evidence=(*head, *(_order_row(order, desk) for order in shown)),
        cards=tuple(order_card(order, desk) for order in shown),
        focus=tuple(f"order:{order.order_id}" for order in shown),
    )


def _order_row(order: Order, desk: Desk) -> Evidence:
    text = desk.say(
        "orders_row",
        order_id=order.order_id,
        placed=day(order.placed_at, desk.language),
        items=items_text(order, desk, most=2),
        status=status_text(order, desk),
        total=order.total.format(desk.language) if order.total else "",
    )
    return _row(order.order_id, text, tuple(line.name for line in order.lines), desk)


def _row(order_id: str, text: str, names: tuple[str, ...], desk: Desk) -> Evidence:
    listed = order_id == "orders"
    return Evidence(
        source=f"customer:{desk.customer.customer_id}#orders"
        if listed and desk.customer
        else f"order:{order_id}",
        title=desk.say("title_orders") if listed else desk.say("title_order", order_id=order_id),
        text=text,
        subject=None if listed else f"order:{order_id}",
        language=desk.language,
        names=names,
        score=1.0,
        complete=True,
        private=True,
    )
