"""Whether a question is about goods of the customer's that are on their way or going back: their order tells it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.tools.desk import Desk
from bot.tools.order_choice import OPEN, contains, of_days, sharing_words
from bot.tools.order_facts import aspects_named
from bot.turn.about import About
from bot.turn.fitting import ORDER_INTENTS, ORDERED
from bot.turn.intents import IntentGuess
from bot.turn.references import MINE
from bot.turn.settling import GUESSED
from bot.turn.state import Intent
from knowledge.records import Order

MAYBE = 0.1
"""How likely order intents must be together, for an unsure guess to become one of them."""
_STATUS: frozenset[Intent] = frozenset({"order_status"})
_STANDS = frozenset({"status", "parcel"})
_GOING_BACK = frozenset({"return_requested", "exchange_requested"})
_OF_THE_SHOP = re.compile(
    r"\bin stock\b|\bavailab\w*|\brestock\w*|\b(?:sale|discount|offers?|new)\b|\b(?:if|when) i (?:order|buy|get|take)\b"
    r"|\border (?:it |one |them )?(?:now|today)"
    r"|有货|补货|上架|新品|优惠|(?:现在|今天|要是|如果)(?:我)?[下买订拍]",
    re.IGNORECASE,
)
"""What is asked of goods still to be bought."""


def of_own_goods(question: str, guess: IntentGuess, subject: About, desk: Desk) -> frozenset[Intent]:
    """What a question may ask of the customer's goods whose order is not over, though the guess says otherwise.

    Empty where it asks nothing of them. Words on how something stands are enough where such goods are named; else the
    guess must leave a doubt.
    """
    taken = guess.intent in ORDERED and guess.confidence >= GUESSED
    if taken or guess.intent in ("account", "human") or _OF_THE_SHOP.search(question):
        return frozenset()
    named = (*subject.products, *subject.unclear)
    orders = [order for order in under_way(desk) if not named or contains(order, named)]
    called = bool(named or sharing_words(orders, question, desk))
    asked = set(aspects_named(question, every=True))
    stands = bool(asked & _STANDS)
    going_back = "return" in asked and any(order.status in _GOING_BACK for order in orders)
    chance = 0.0 if guess.sure else sum(p for name, p in guess.ranked if name in ORDERED)
    doubt = chance >= MAYBE and (called or guess.intent != "policy")
    own = named and (chance >= guess.confidence or (doubt and _says_own(question, orders, desk)))
    if not orders or not (doubt or called) or not (stands or going_back or own):
        return frozenset()
    if stands:
        return _STATUS
    return ORDERED if going_back else ORDER_INTENTS


def _says_own(question: str, orders: Sequence[Order], desk: Desk) -> bool:
    """Whether the words call goods one's own, or name the day that they were ordered on."""
    return bool(MINE.search(question) or of_days(orders, question, desk))


def under_way(desk: Desk) -> tuple[Order, ...]:
    """The customer's orders that are not over: not yet here, or to be returned or exchanged."""
    customer = desk.customer
    orders = desk.knowledge.catalogue.orders_of(customer.customer_id) if customer else ()
    return tuple(order for order in orders if order.status in OPEN)
