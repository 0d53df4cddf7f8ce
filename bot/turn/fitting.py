"""The intent that goes with what a question is about: what is known for certain corrects a classifier's guess."""

from __future__ import annotations

import re

from bot.grounding.polarity import asks_yes_or_no
from bot.tools.activity import asks_for_activity
from bot.tools.fields import asks_stock
from bot.tools.order_facts import aspects_asked, aspects_named
from bot.turn.about import About
from bot.turn.asks import wants_cheaper
from bot.turn.named import COMPARING
from bot.turn.order_in_focus import ORDER_WORD, comes_together
from bot.turn.references import DIFFERENCE, MINE
from bot.turn.state import Intent
from knowledge.constraints import Constraints

PRODUCT_INTENTS: frozenset[Intent] = frozenset({"product_fact", "product_reviews", "product_compare"})
ORDER_INTENTS: frozenset[Intent] = frozenset({"order_status", "order_history", "order_change"})
ORDERED: frozenset[Intent] = frozenset({*ORDER_INTENTS, "returns"})

MOST_COMPARED = 4
ALIKE = re.compile(
    r"similar|like|alternative|instead|else|recommend|suggest|other"
    r"|besides|apart from|go(?:es)? with"
    r"|类似|差不多|替代|推荐|别的|其他|除了|还缺|搭配",
    re.IGNORECASE,
)
"""What asks for products beside the one that is named."""

DELIVERY_COST = re.compile(
    r"(?:how much|cost|price|fee|charge|free).{0,24}(?:deliver|shipping|postage)|(?:deliver|shipping|postage)\w*.{0,40}"
    r"(?:cost|fee|charge|free)|\bpay(?:ing)? (?:\w+ ){0,3}?(?:delivery|shipping|postage)\b"
    r"|运费|邮费|配送费|包邮|(?:送货|配送|快递|寄).{0,6}(?:多少钱|收费|要钱|免费)",
    re.IGNORECASE,
)

_OF_A_PARCEL = {"status", "parcel", "payment", "address"}
"""Aspects of an order that a product does not have."""

_ONE_IN_THE_OTHER = re.compile(
    r"\b(?:fits?|squash|squeeze|go(?:es)?|stuff|pack|slide)\b.{0,40}"
    r"\b(?:into?|inside|under|onto?) (?:it|that|the|my|your|an?)\b"
    r"|[装塞放]得?[下进]|能[装塞放]",
    re.IGNORECASE,
)
"""Asks whether one thing goes into the other, not how they differ: "would the sleeping bag squash into it?"."""
_HAVE_TO = re.compile(r"\bi have to\b", re.IGNORECASE)
OWN_MONEY_BACK = re.compile(
    r"\b(?:did|have|was|has|were) (?:i|my)\b.{0,24}\b(?:back|refund(?:ed)?)\b"
    r"|\b(?:i|we) (?:only |just )?(?:got|received)\W{1,2}\d[\d.,]*(?: \w+)? back\b|\d (?:\w+ )?(?:came|went) back\b"
    r"|\bhow much (?:did|have|has) (?:you|ye|they) (?:\w+ )?(?:knock|take|took|taken|give|given|refund)\w*\b"
    r".{0,20}\b(?:off|back)\b"
    r"|[只才]退了?(?:我)?[¥€$£]?\d|退了?(?:给)?我多少|(?:给我|已经?)退了多少",
    re.IGNORECASE,
)
"""What was paid back already stands in an order; what will be is a rule."""


def fitting(  # noqa: PLR0911 - one rule a line
    intent: Intent, question: str, subject: About, wanted: Constraints
) -> Intent:
    """The intent that goes with what is known for certain: an order number, several products, a price limit."""
    if subject.order_named:
        return intent if intent in ORDERED | {"human"} else "order_status"
    if intent == "returns" and subject.products and asks_stock(question):
        return "product_fact"
    if DELIVERY_COST.search(question):
        return "policy"
    if asks_for_activity(question):
        return "account"
    if _asks_of_order(intent, question, subject):
        return "order_status"
    if intent in PRODUCT_INTENTS | {"recommend"}:
        return _fitting_product(intent, question, subject, wanted)
    of_both = intent in ORDERED | {"policy"} and _of_both(question, subject)
    elsewhere = ("out_of_scope", "small_talk", "store_info", "account")
    of_a_product = intent in elsewhere and (subject.named or subject.picked)
    if of_both:
        return "product_compare" if intent == "policy" or COMPARING.search(question) else "product_fact"
    return "product_fact" if of_a_product else intent


def _asks_of_order(intent: Intent, question: str, subject: About) -> bool:
    """Whether it is about money that came back, or "it" is the order that was spoken of: "what was in it?".

    "How heavy is it?" is about the goods.
    """
    if OWN_MONEY_BACK.search(question):
        return True
    if MINE.search(question) and subject.products and set(aspects_named(question)) & _OF_A_PARCEL:
        return intent not in ORDERED | {"human"}
    if subject.order_id and comes_together(question) and intent not in ORDERED | {"human"}:
        return True
    pointed = subject.order_id is not None and not subject.points
    elsewhere = PRODUCT_INTENTS | {"recommend"}
    if ORDER_WORD.search(question):
        elsewhere |= {"policy", "out_of_scope", "promotion"}
    return pointed and intent in elsewhere and aspects_asked(question) != ("status",)


def _of_both(question: str, subject: About) -> bool:
    """Whether it is about several products that were spoken of, and not about what was bought."""
    both = subject.picked and len(subject.products) > 1
    own = MINE.search(_HAVE_TO.sub(" ", question))
    return both and not (own or ORDER_WORD.search(question) or "return" in aspects_named(question))


def asks_for_more(question: str) -> bool:
    """Whether products beside the ones that are named are asked for."""
    return bool(ALIKE.search(question)) or wants_cheaper(question)


def asks_for_any(question: str, subject: About, wanted: Constraints) -> bool:
    """Whether the words set a limit and name no product by its name: any product within it will do."""
    return (
        not subject.sure
        and (not subject.products or subject.named or (subject.kind and not asks_yes_or_no(question)))
        and bool(wanted.price_min or wanted.price_max or wanted.rating_min)
    )


def _fitting_product(  # noqa: PLR0911 - one rule a line
    intent: Intent, question: str, subject: About, wanted: Constraints
) -> Intent:
    products = subject.products or subject.recent
    if COMPARING.search(question) and 1 < len(subject.unclear) <= MOST_COMPARED and intent != "recommend":
        return "product_compare"
    if intent == "recommend":
        several = len(subject.products) > 1
        chosen = subject.picked or (several and subject.sure and COMPARING.search(question))
        found = "product_compare" if several else "product_fact"
        return found if chosen and not asks_for_more(question) else intent
    if asks_for_any(question, subject, wanted):
        return "recommend"
    side_by_side = (
        ((subject.named or subject.picked) and not subject.unclear)
        or COMPARING.search(question)
        or DIFFERENCE.search(question)
    )
    if (
        intent in ("product_fact", "product_compare")
        and len(products) > 1
        and _ONE_IN_THE_OTHER.search(question)
    ):
        return "product_fact"
    if intent == "product_fact" and len(subject.products) > 1 and side_by_side:
        return "product_compare"
    if intent == "product_compare" and len(products) < 2:
        return "recommend" if wants_cheaper(question) and products else "product_fact"
    if intent == "product_reviews" and not products:
        return "recommend"
    if intent == "product_reviews" and subject.picked and len(products) > 1:
        return "product_compare"
    return intent
