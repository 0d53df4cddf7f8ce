"""Whether a question is about the order that was just spoken of, which it does not name."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.tools.order_facts import aspects_named
from bot.turn.memory import Memory
from knowledge.records import Customer
from knowledge.search import Knowledge
from knowledge.words import content_stems

ORDER_WORD = re.compile(r"\borders?\b|\bparcels?\b|订单|[这那一二三四五上]单|包裹", re.IGNORECASE)
_SAME = re.compile(
    r"\b(?:same|that) (?:day|order|parcel|box|delivery|shipment|basket|purchase)\b|同一?[单天次批]"
    r"|[那这]一?[单笔]|一起[买下订]的",
    re.IGNORECASE,
)
_TOGETHER = re.compile(
    r"\b(?:same|one|that) (?:van|lorry|truck|parcel|box|delivery|shipment|courier|driver)\b"
    r"|同一?[车批]|一[车趟]",
    re.IGNORECASE,
)
_OF_THE_ORDER = re.compile(
    r"(?:\b(?:what|which) (?:size|colou?r|shade|version|length|flavou?r|layout)\b"
    r"|\bhow many\b(?! (?:days|weeks|months|hours)))"
    r".{1,60}\b(?:i|we) (?:got|get(?:ting)?|bought"
    r"|buy|ordered?|chose|took|pick(?:ed)?|put down)\b"
    r"|\bwhich (?:one )?(?:of (?:my|the|those) orders|order)\b|\bnumber of (?:the|my|that) order\b|\border number\b"
    r"|我.{0,8}[买订选].{0,12}(?:什么颜色|哪个颜色|多大码|几码|什么码|什么尺码|多大的)"
    r"|(?:哪|什么)[一个张笔]{0,2}(?:订单|单)|订单(?:号|编号)",
    re.IGNORECASE,
)
"""What only an order tells of goods: which version was bought, how many, in which order."""
OF_ORDERS = frozenset({"order_status", "order_history", "order_change", "returns"})
MOST_WORDS = 4
"""A question that leaves out which order it means has at most so many words."""


def told_by_order(question: str) -> bool:
    """Whether only an order tells what is asked: which size was bought, how many, in which order."""
    return _OF_THE_ORDER.search(question) is not None


def of_same_order(question: str) -> bool:
    """Whether goods are said to be of the order that was spoken of: "from the same day", 同一单里."""
    return _SAME.search(question) is not None or comes_together(question)


def comes_together(question: str) -> bool:
    """Whether it is asked if goods travel together: "the earbuds on the same van?"."""
    return _TOGETHER.search(question) is not None


def goes_on(question: str, memory: Memory) -> bool:
    """Whether a few words ask what an order tells: "how much will I see back", 哪天退的."""
    asked = set(aspects_named(question))
    most = MOST_WORDS if asked - {"total"} else 1
    return bool(asked) and _was_of_order(memory) and len(set(content_stems(question))) <= most


def stays(question: str, memory: Memory) -> bool:
    """Whether a question about an order, which names no goods, has a few words and names no order: 算了，不要了."""
    few = len(set(content_stems(question))) <= MOST_WORDS
    return few and _was_of_order(memory) and not ORDER_WORD.search(question)


def holds_none(
    product_ids: Collection[str], memory: Memory, customer: Customer | None, knowledge: Knowledge
) -> bool:
    """Whether the customer's order that was spoken of holds none of the products."""
    if customer is None or memory.order_id is None:
        return False
    order = knowledge.catalogue.order_of(memory.order_id, customer.customer_id)
    return order is not None and not any(line.product_id in product_ids for line in order.lines)


def _was_of_order(memory: Memory) -> bool:
    return memory.order_id is not None and memory.asked is not None and memory.asked.intent in OF_ORDERS
