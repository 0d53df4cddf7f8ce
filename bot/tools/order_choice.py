"""Which of a customer's orders a question means: by product, by its words, by date, by what became of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from bot.tools.desk import Desk
from bot.tools.given_back import gave_money_back
from bot.tools.order_facts import aspects_asked
from bot.tools.ordered import days_delivered
from bot.tools.when import when
from knowledge.records import Order, OrderLine
from knowledge.words import content_stems

MOST_OPEN = 3
OPEN = frozenset({"pending", "processing", "shipped", "return_requested", "exchange_requested"})
CANCELLED = frozenset({"cancelled"})
_NEWEST = re.compile(
    r"\b(?:last|latest|newest|most recent)\b(?! (?:week|month|year|night))|最近|最新|上一?个订单|上次", re.I
)
_CANCELLED = re.compile(r"\bcancell?ed\b|\bcalled off\b|(?:已|被|之前)取消|取消(?:了|的|掉)", re.I)
_JOINED = re.compile(r"\b(?:and|both|all|everything|rest|others?)\b|和|跟|与|以及|都|全部|其他|其它", re.I)
_CAME = re.compile(
    r"\b(?:parcels?|packages?|boxe?s?|came|arrived|delivered|delivery|unpacked|received|turned up|got here)\b"
    r"|包裹|快递|收到|到的|送来|送到|签收|到货",
    re.IGNORECASE,
)
"""What speaks of goods that have come."""
_OLDEST = re.compile(r"\b(?:first|oldest|earliest)\b|最早|第一(?:个|次|单|笔)", re.I)


def meant(
    orders: Sequence[Order], question: str, product_ids: Collection[str], desk: Desk
) -> tuple[Order, ...]:
    """The orders that a question without a number means, newest first; empty when it names what none holds.

    What the question tells narrows the choice step by step; a step that would leave nothing is passed over.
    """
    named = [order for order in orders if contains(order, product_ids)]
    if product_ids and not named:
        named = sharing_words(orders, question, desk)
        if not named:
            return ()
    chosen = placed_then(named or sharing_words(orders, question, desk) or list(orders), question, desk)
    for holds in _told(question):
        chosen = [order for order in chosen if holds(order)] or chosen
    if _NEWEST.search(question) or _OLDEST.search(question):
        return (chosen[-1 if _OLDEST.search(question) else 0],)
    narrowed = len(chosen) < len(orders)
    under_way = [order for order in chosen if order.status in OPEN]
    return tuple(under_way[:MOST_OPEN]) or tuple(
        chosen[: MOST_OPEN if narrowed and _dated(question, desk) else 1]
    )


def placed_then(orders: Sequence[Order], question: str, desk: Desk) -> list[Order]:
    """Those of the orders that are of the days that the question speaks of; all of them where none is."""
    return of_days(orders, question, desk) or list(orders)


def of_days(orders: Sequence[Order], question: str, desk: Desk) -> list[Order]:
    """The orders placed, or where a parcel that came is spoken of delivered, on the days that the question tells."""
    span = when(question, desk.today)
    if span is None:
        return []
    came = [o for o in orders if any(day in span for day in days_delivered(o))]
    placed = [o for o in orders if o.placed_at.date() in span]
    return (came or placed) if _CAME.search(question) else placed


def contains(order: Order, product_ids: Collection[str]) -> bool:
    """Whether one of the products is among the order's lines."""
    return any(line.product_id in product_ids for line in order.lines)


def says_cancelled(question: str) -> bool:
    """Whether a question speaks of an order that was cancelled."""
    return _CANCELLED.search(question) is not None


def _told(question: str) -> list[Callable[[Order], bool]]:
    steps: list[Callable[[Order], bool]] = []
    if says_cancelled(question):
        steps.append(lambda order: order.status == "cancelled")
    if "return" in aspects_asked(question):
        steps.append(gave_money_back)
    return steps


def _dated(question: str, desk: Desk) -> bool:
    return when(question, desk.today) is not None


def sharing_words(orders: Sequence[Order], question: str, desk: Desk) -> list[Order]:
    """The orders whose goods, or reasons of return, are spoken of in most of the question's words; maybe none."""
    asked = {stem for stem in content_stems(question) if not stem.isdecimal()}
    shared = [(len(asked & _words(order, desk)), order) for order in orders]
    most = max((count for count, _ in shared), default=0)
    return [order for count, order in shared if count == most] if most else []


def _words(order: Order, desk: Desk) -> set[str]:
    texts = [text for line in order.lines for text in line_words(line, desk)]
    texts += [item.reason for item in order.returns if item.reason]
    return {stem for text in texts for stem in content_stems(text)}


def line_words(line: OrderLine, desk: Desk) -> list[str]:
    """What the goods of a line are called, in every language of the shop, and their options."""
    product = desk.knowledge.catalogue.product(line.product_id)
    names = [product.name, *(t.name for t in product.translations.values() if t.name)] if product else []
    return [line.name, *names, *line.options.values()]


def speaks_of_more(question: str) -> bool:
    """Whether a question joins the goods that it names with others: "my desk and the earbuds"."""
    return _JOINED.search(question) is not None


def asked_first(order: Order, question: str, product_ids: Sequence[str], desk: Desk) -> Order:
    """The order with the goods that are asked about before the others: where not all are told, those are."""
    asked = content_stems(question)

    def last(line: OrderLine) -> tuple[bool, int]:
        words = {stem for text in line_words(line, desk) for stem in content_stems(text)}
        return line.product_id not in product_ids, -len(words.intersection(asked))

    return order.model_copy(update={"lines": tuple(sorted(order.lines, key=last))})
