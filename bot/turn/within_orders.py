"""Which of the customer's orders a question about one means, and which goods of it."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.recommend.candidates import owned_by
from bot.tools.desk import Desk
from bot.tools.order_choice import contains
from bot.turn.about import About
from bot.turn.fitting import ORDER_INTENTS
from bot.turn.memory import Memory
from bot.turn.order_in_focus import ORDER_WORD, stays
from bot.turn.own_orders import order_meant
from bot.turn.state import Intent
from knowledge.words import has_cjk

_OF_A_PURCHASE = re.compile(r"[买订].{0,2}的|付了|花了")
_CAME = re.compile(
    r"\b(?:came|come|arrived|got|received|delivered|here)\b|到了|收到|送到|来了", re.IGNORECASE
)
_REST = re.compile(
    r"\b(?:the |its )?(?:rest|remainder)\b|\bthe other (?:things?|items?|parts?|half|bits?|pieces?|stuff)\b"
    r"|\bthe others\b|剩下的?|其余的?|其他的|另外的?|另一[件样半]",
    re.IGNORECASE,
)


def within_orders(subject: About, intent: Intent, question: str, memory: Memory, desk: Desk) -> About:
    """The subject of a question about an order with the order and the goods that it leaves out."""
    if not subject.order_named:
        meant = order_meant(question, memory, subject.products, desk, names_goods=subject.points)
        subject = replace(subject, order_id=meant or subject.order_id)
    rest = _rest(question, subject, desk) if intent in ORDER_INTENTS else ()
    if rest:
        return replace(subject, products=rest, unclear=())
    nothing = not (subject.points or subject.products or subject.unclear or subject.order_id)
    if nothing and stays(question, memory):
        subject = replace(subject, order_id=memory.order_id)
    goods = intent in ORDER_INTENTS and not subject.points and not subject.products
    if goods and _drops_its_goods(question):
        owned = owned_by(desk.customer, desk.knowledge.catalogue)
        subject = replace(subject, products=tuple(p for p in memory.products if p in owned))
    return subject


def _rest(question: str, subject: About, desk: Desk) -> tuple[str, ...]:
    """The goods of the customer's order beside those named as having come; none where the rest is not asked for."""
    named = subject.products
    if not named or not (_REST.search(question) and _CAME.search(question)):
        return ()
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id) if desk.customer else ()
    order = next((o for o in orders if contains(o, named)), None)
    lines = order.lines if order else ()
    return tuple(dict.fromkeys(line.product_id for line in lines if line.product_id not in named))


def _drops_its_goods(question: str) -> bool:
    """Whether a Chinese question about a purchase leaves out what was bought: 我哪天买的."""
    return has_cjk(question) and bool(_OF_A_PURCHASE.search(question)) and not ORDER_WORD.search(question)
