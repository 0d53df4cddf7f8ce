"""Which goods a question about returning is about, and which of the customer's orders they came with."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from bot.tools.desk import Desk
from bot.tools.order_choice import contains, placed_then, sharing_words
from bot.tools.ordered import all_returned
from knowledge.constraints import meets
from knowledge.records import Order, Product
from knowledge.words import content_stems

HOW_LONG = re.compile(
    r"how (?:long|many days)|period|window|deadline|until when|多久|几天|多少天|期限|退货期", re.I
)
_BACK = frozenset({"returned", "return_requested"})


@dataclass(frozen=True, slots=True)
class Goods:
    """What is known of the goods: the products and the order named, here or before, and the question."""

    product_ids: tuple[str, ...]
    order_id: str | None
    question: str


def order_of(asked: Goods, desk: Desk) -> Order | None:
    """The order that the goods came with: the one that is named, or the newest that holds them and fits the words.

    An order spoken of before, which holds nothing of the kind that the question names, is not meant any more.
    """
    if desk.customer is None:
        return None
    catalogue = desk.knowledge.catalogue
    if asked.order_id:
        named = catalogue.order_of(asked.order_id, desk.customer.customer_id)
        if named is None or asked.order_id in asked.question or not _of_other_goods(named, asked, desk):
            return named
    orders = catalogue.orders_of(desk.customer.customer_id)
    holding = [order for order in orders if contains(order, asked.product_ids)]
    chosen = holding or ([] if asked.product_ids else sharing_words(orders, asked.question, desk))
    fitting = placed_then(chosen, asked.question, desk)
    open_ones = (o for o in fitting if not beyond_return(o, asked.product_ids))
    return next(open_ones, None if HOW_LONG.search(asked.question) else next(iter(fitting), None))


def product_of(asked: Goods, order: Order | None, desk: Desk) -> Product | None:
    """The goods: those that are named, else the one of the order, or of its lines the one that the words speak of."""
    lines = {line.product_id: set(content_stems(line.name)) for line in order.lines} if order else {}
    words = set(content_stems(asked.question))
    spoken = [key for key, stems in lines.items() if stems & words] if len(lines) > 1 else list(lines)
    if len(spoken) != 1 and order:
        spoken = [p.product_id for p in _of_kind(order, asked.question, desk)]
    ids = asked.product_ids or (spoken if len(spoken) == 1 else [])
    return next((p for p in map(desk.knowledge.catalogue.product, ids) if p), None)


def _of_kind(order: Order, question: str, desk: Desk) -> list[Product]:
    """The goods of the order that are of the kind that the question names; none where it names none."""
    kind, catalogue = desk.knowledge.constraints(question).kind, desk.knowledge.catalogue
    goods = [p for line in order.lines if (p := catalogue.product(line.product_id))] if kind.any else []
    named = [product for product in goods if meets(product, kind, catalogue)]
    return named or [p for p in goods if kind.category and p.category == kind.category]


def beyond_return(order: Order, product_ids: Collection[str]) -> bool:
    """Whether the order was cancelled, or it, or the goods of it that are named, are returned or to be returned."""
    back = order.status in _BACK and (not product_ids or all_returned(order, product_ids))
    return order.status == "cancelled" or back


def _of_other_goods(order: Order, asked: Goods, desk: Desk) -> bool:
    """Whether the words speak of goods of a kind that is not in the order: the tent, where it holds a lamp."""
    if asked.product_ids:
        return not contains(order, asked.product_ids)
    names_kind = desk.knowledge.constraints(asked.question).kind.any
    return names_kind and not _of_kind(order, asked.question, desk)
