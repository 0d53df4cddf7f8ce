"""A question that a product's record answers, though its intent was read as one about rules, orders or suggestions."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.grounding.polarity import asks_yes_or_no
from bot.tools.belongings import wishes
from bot.tools.desk import Desk
from bot.tools.nearest import is_part
from bot.tools.order_facts import aspects_named
from bot.turn.asks import is_follow_up
from bot.turn.goods_meant import Meant, goods_meant
from bot.turn.memory import Memory
from bot.turn.returning import asks_for_return
from bot.turn.routing import WHEREABOUTS, order_of
from bot.turn.state import Task
from knowledge.measures import asked_for
from knowledge.records import Order
from knowledge.search import Hit

AHEAD = 0.1
"""By how much a described product's record must be nearer to a question than the shop's rules to answer it.

Of 101 development questions about one product that is described, 70 are so, of 86 about one that is named 73; of some
200 about rules none.
"""
NEAR = 0.45
"""Score from which a part of the record of goods in an order answers a question that names nothing of the order."""
LOOKED_AT = 8
_OF_RULES = frozenset({"policy", "returns", "store_info", "out_of_scope"})
_OF_AN_ORDER = frozenset({"order_status", "order_history"})
_THAT_THING = re.compile(
    r"\b(?:is|are|will|would|can|could|does|do|has|have|should) (?:the|that|this|those|these|your)\b"
    r"|[那这]一?[个款件双条台只种张把本套盒顶口盏]|你们?家?(?:的|那|这)",
    re.IGNORECASE,
)


def by_record(task: Task, memory: Memory, desk: Desk) -> Task:
    """The task as a question about the product whose record answers it; as it is where none plainly does."""
    return _of_described(task, memory, desk) or _of_ordered(task, desk) or task


def _of_described(task: Task, memory: Memory, desk: Desk) -> Task | None:
    """The record of the product that is named or described is nearer to the question than any rule of the shop."""
    asked = task.intent in _OF_RULES or (task.intent == "recommend" and _asks_of_that(task.question))
    if not asked or task.order_id or asks_for_return(task.question):
        return None
    named = task.products if task.intent in _OF_RULES and not task.unclear else ()
    meant = _nearest_part(named[0], task, desk) if len(named) == 1 else _described(task, memory, desk)
    if meant is None or meant.near < _nearest_rule(task, desk) + AHEAD:
        return None
    return replace(task, intent="product_fact", products=(meant.product_id,), unclear=())


def _described(task: Task, memory: Memory, desk: Desk) -> Meant | None:
    """The product that is described; none where the question goes on with one that was spoken of."""
    goes_on = memory.talked and is_follow_up(task.question)
    return None if goes_on else goods_meant(task.question, desk.knowledge)


def _nearest_part(product_id: str, task: Task, desk: Desk) -> Meant | None:
    """The product, with the score of the part of its record that is nearest to the question."""
    parts = [hit.score for hit in _own_hits((product_id,), task, desk) if is_part(hit.passage)]
    return Meant(product_id, max(parts)) if parts else None


def _asks_of_that(question: str) -> bool:
    """Whether a yes or no is asked of a certain thing, and none is looked for: "would the mesh chair be too low?"."""
    return bool(_THAT_THING.search(question)) and asks_yes_or_no(question) and not wishes(question)


def _nearest_rule(task: Task, desk: Desk) -> float:
    hits = desk.knowledge.search(
        task.question,
        kinds=("policy", "faq", "shop"),
        language=desk.language,
        today=desk.today,
        k=LOOKED_AT,
    )
    return max((hit.score for hit in hits if hit.passage.product_id is None), default=0.0)


def _of_ordered(task: Task, desk: Desk) -> Task | None:
    """The record of goods in the order that was spoken of tells what is asked, and the order does not."""
    order = order_of(task, desk) if task.intent in _OF_AN_ORDER else None
    if order is None or order.order_id in task.question:
        return None
    if aspects_named(task.question) or WHEREABOUTS.search(task.question):
        return None
    goods = _goods_pointed_at(task, order)
    told = _told_of(goods, task, desk) if goods else None
    return replace(task, intent="product_fact", products=(told,), order_id=None, unclear=()) if told else None


def _goods_pointed_at(task: Task, order: Order) -> tuple[str, ...]:
    """The goods of the order that the question points at; not where a measure may differ with the version bought."""
    lines = [line for line in order.lines if not (line.options and asked_for(task.question))]
    if not task.products:
        return tuple(line.product_id for line in lines) if len(order.lines) == 1 else ()
    return tuple(line.product_id for line in lines if line.product_id in task.products)


def _told_of(goods: tuple[str, ...], task: Task, desk: Desk) -> str | None:
    near = (hit.passage for hit in _own_hits(goods, task, desk) if hit.score >= NEAR and is_part(hit.passage))
    return next((p.product_id for p in near), None)


def _own_hits(goods: tuple[str, ...], task: Task, desk: Desk) -> list[Hit]:
    """What is found among the records of these products."""
    hits = desk.knowledge.search(
        task.question,
        kinds=("product", "manual", "faq"),
        product_ids=goods,
        language=desk.language,
        k=LOOKED_AT,
    )
    return [hit for hit in hits if hit.passage.product_id in goods]
