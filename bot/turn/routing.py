"""The intent that the shop's own records make plain, where a question's words leave a guess."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.recommend.not_sold import is_not_sold
from bot.tools.desk import Desk
from bot.tools.fields import asks_stock
from bot.tools.offer_figures import offers_of_figure
from bot.tools.options import values_said
from bot.tools.order_choice import contains, sharing_words
from bot.tools.ordered import day_of_delivery
from bot.tools.promotions import names_a_code
from bot.tools.returned_goods import HOW_LONG
from bot.tools.suited import suited
from bot.tools.versions import lettered_size
from bot.turn.fitting import ORDER_INTENTS, asks_for_more
from bot.turn.offers import of_paid_voucher, price_fell_after, speaks_of_offers
from bot.turn.order_in_focus import told_by_order
from bot.turn.returning import (
    asks_days,
    asks_for_return,
    asks_how_to,
    asks_progress,
    asks_until_when,
    supposes,
    to_be_bought,
)
from bot.turn.ruled import told_by_rule
from bot.turn.small_talk import about_assistant
from bot.turn.state import Intent, Task
from bot.turn.unsure import OF_ORDERS, UNSURE, WHEN_UNSURE, Rule, fact_of, to_be_brought
from knowledge.records import Order

_WHAT_TO_GET = re.compile(
    r"\b(?:what|which(?: [\w-]+){0,3}) (?:should|could|would|can|do) (?:i|we|you) (?:buy|get|take|choose|pick|feed|wear"
    r"|use|give|suggest|recommend)\b|(?:该|应该|要)(?:买|选|用|喂|穿|送)(?:什么|啥|哪)|买(?:什么|啥)好|[选挑买]哪"
    r"|(?:哪|什么|啥)[^，。？?]{0,8}(?:能|可以|适合|该)(?:买|喝|吃|用|选|穿)",
    re.IGNORECASE,
)
WHEREABOUTS = re.compile(
    r"\b(?:where|when|arriv\w*|coming|deliver\w*|sent|ship\w*|dispatch\w*|late|status|update|orders?|ordered|bought"
    r"|parcels?|packages?|couriers?|track\w*|refund\w*|cancel\w*|account|paid)\b"
    r"|[到发發送订訂单單买買]|多久|还没|什么时候|包裹|快递|物流|签收|退款|取消|账户|账号",
    re.IGNORECASE,
)
"""What a question about an order speaks of, if it does not only call goods one's own."""
_WHICH = re.compile(r"\bwhich\b|哪", re.IGNORECASE)
_NOT_OF_STOCK = frozenset({"account", "policy", "store_info", "recommend", "out_of_scope"})
_NOT_YET_SENT = frozenset({"pending", "processing"})


def rerouted(task: Task, desk: Desk) -> Task:
    """The task with the intent that the shop's own records make plain: a code of its offers, a return of one's own."""
    plain = next((found for rule in _PLAIN if (found := rule(task, desk))), None)
    if plain or task.confidence >= UNSURE:
        return plain or task
    return next((found for rule in WHEN_UNSURE if (found := rule(task, desk))), task)


def _of_offer(task: Task, desk: Desk) -> Task | None:
    """A code of the shop's offers is named, or offers or what one takes off are where the guess is unsure."""
    offered = task.confidence < UNSURE and (speaks_of_offers(task.question) or _of_figure(task, desk))
    if names_a_code(task.question, desk) or (
        offered and task.intent in ("product_fact", "product_compare", "recommend", "policy")
    ):
        return replace(task, intent="promotion", products=task.products or _named(task.question, desk))
    return None


def _of_figure(task: Task, desk: Desk) -> bool:
    products = [p for p in map(desk.knowledge.catalogue.product, task.products) if p]
    return bool(offers_of_figure(task.question, products, None, desk))


def _of_no_offer(task: Task, desk: Desk) -> Task | None:
    """What is granted when a price falls after a purchase is a rule; so is what a paid voucher is good for."""
    if task.intent not in ("promotion", "policy") or names_a_code(task.question, desk):
        return None
    ruled = price_fell_after(task.question) or of_paid_voucher(task.question)
    return replace(task, intent="policy", products=()) if ruled else None


def _of_order(task: Task, desk: Desk) -> Task | None:
    """What only an order tells is asked of goods that are in one."""
    own = task.intent in ORDER_INTENTS if desk.customer else False
    asked = told_by_order(task.question) and (own or own_order(task, desk))
    return replace(task, intent="order_status") if asked else None


def _of_purchase_to_come(task: Task, desk: Desk) -> Task | None:
    """When goods come that are still to be bought, no order of the customer's tells, but a rule does."""
    named = task.order_id is not None and task.order_id in task.question
    if task.intent not in ORDER_INTENTS or named or not to_be_bought(task.question):
        return None
    return replace(task, intent="policy", order_id=None, position=None)


def _of_return(task: Task, desk: Desk) -> Task | None:
    """Whether something goes back is asked; or where the goods of one's own stand says what becomes of it."""
    of_other = task.intent == "out_of_scope" and task.products
    maybe = of_other or task.intent in ("order_history", "product_fact")
    maybe = maybe or (task.intent == "order_status" and not _is_begun(task, desk))
    maybe = maybe or (task.intent == "order_change" and _has_come(task, desk))
    if maybe and asks_for_return(task.question):
        return replace(task, intent="returns")
    if desk.customer is None or task.intent not in ("product_fact", "policy", "returns", "order_history"):
        return None
    intent = _where_it_stands(task, desk)
    return replace(task, intent=intent) if intent != task.intent else None


def _of_rule(task: Task, desk: Desk) -> Task | None:
    """A rule of the shop is nearer to what is asked of a product than its record."""
    ruled = task.intent == "product_fact" and task.products and told_by_rule(task, desk)
    return replace(task, intent="policy") if ruled else None


def _of_languages(task: Task, _desk: Desk) -> Task | None:
    """Which languages the assistant reads is asked."""
    asked = task.intent != "human" and about_assistant(task.question) == "languages"
    return replace(task, intent="small_talk", products=()) if asked else None


def _of_version(task: Task, desk: Desk) -> Task | None:
    """A version of one product is named, and nothing like it is wished for."""
    if task.intent != "recommend" or asks_for_more(task.question):
        return None
    versioned = _version_named(task.question, desk)
    return replace(task, intent="product_fact", products=versioned) if versioned else None


def _of_stock(task: Task, _desk: Desk) -> Task | None:
    """How many of the goods spoken of there are is asked: "how many of them have you left?" asks of no account."""
    asked = task.intent in _NOT_OF_STOCK and task.products and asks_stock(task.question)
    return replace(task, intent="product_fact") if asked and not task.order_id else None


def _of_choice(task: Task, _desk: Desk) -> Task | None:
    """What to get is asked."""
    unsure = task.confidence < UNSURE or not task.products
    if task.intent != "product_fact" or not (unsure and _WHAT_TO_GET.search(task.question)):
        return None
    of_any = not task.products or _WHICH.search(task.question)
    return replace(task, intent="recommend", products=()) if of_any else None


def _of_nothing_sold(task: Task, desk: Desk) -> Task | None:
    """A thing is asked for that is like nothing in the shop: "have ye lawn mowers"."""
    nothing = task.intent == "product_fact" and not (task.products or task.unclear or task.order_id)
    return (
        replace(task, intent="recommend") if nothing and is_not_sold(task.question, desk.knowledge) else None
    )


def _of_guests_goods(task: Task, desk: Desk) -> Task | None:
    """A guest who names goods, though they be their own, and speaks of no order is told about the goods.

    How goods are brought the rules tell.
    """
    guest = desk.customer is None and not task.order_id
    if guest and task.intent == "order_change" and to_be_brought(task.question):
        return replace(task, intent="policy")
    if task.intent not in ("order_status", "order_history") or not guest or not task.products:
        return None
    return None if WHEREABOUTS.search(task.question) else replace(task, intent=fact_of(task.products))


_PLAIN: tuple[Rule, ...] = (
    _of_languages,
    _of_no_offer,
    _of_offer,
    _of_purchase_to_come,
    _of_order,
    _of_return,
    _of_rule,
    _of_version,
    _of_stock,
    _of_guests_goods,
    _of_choice,
    _of_nothing_sold,
)
"""What holds however sure a guess is."""


def _named(question: str, desk: Desk) -> tuple[str, ...]:
    mentions = desk.knowledge.mentions(question)
    return tuple(dict.fromkeys(m.id for m in mentions if m.kind == "product"))


def _version_named(question: str, desk: Desk) -> tuple[str, ...]:
    """The one product that is named together with a colour or size: "do you make the Mizzen in XL?"."""
    named = _named(question, desk)
    product = desk.knowledge.catalogue.product(named[0]) if len(named) == 1 else None
    if product is None or not product.variants:
        return ()
    spans = [(m.start, m.end) for m in desk.knowledge.mentions(question) if m.kind == "product"]
    said = (
        values_said(question, product, spans) or lettered_size(product, question) or suited(product, question)
    )
    wanted = desk.knowledge.constraints(question)
    return named if said or wanted.size or wanted.colour else ()


def own_order(task: Task, desk: Desk) -> Order | None:
    """The newest of the customer's orders that holds the task's goods, or of whose goods most words speak."""
    if desk.customer is None:
        return None
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
    if task.products:
        return next((order for order in orders if contains(order, task.products)), None)
    return next(iter(sharing_words(orders, task.question, desk)), None) if task.unclear else None


def order_of(task: Task, desk: Desk) -> Order | None:
    """The order that was spoken of before, or the one that holds the goods; none where a question names its own."""
    if task.order_id is None or desk.customer is None:
        return own_order(task, desk)
    if task.order_id in task.question:
        return None
    return desk.knowledge.catalogue.order_of(task.order_id, desk.customer.customer_id)


def _where_it_stands(task: Task, desk: Desk) -> Intent:
    """What a question about returning one's own goods comes to: an order not yet sent is cancelled instead."""
    if asks_progress(task.question):
        return "order_status"
    order = order_of(task, desk) if task.intent == "returns" else None
    if order is None or asks_how_to(task.question) or supposes(task.question):
        return task.intent
    if order.status in _NOT_YET_SENT:
        return task.intent if HOW_LONG.search(task.question) else "order_change"
    begun = _is_begun(task, desk) and not asks_until_when(task.question)
    return "order_status" if begun else task.intent


def _has_come(task: Task, desk: Desk) -> bool:
    order = order_of(task, desk)
    return order is not None and day_of_delivery(order) is not None


def _is_begun(task: Task, desk: Desk) -> bool:
    """Whether a return of the goods is on record already."""
    order = order_of(task, desk)
    lines = (
        {line.line_id for line in order.lines if line.product_id in task.products} if order else set[str]()
    )
    return order is not None and any(not lines or lines.intersection(each.line_ids) for each in order.returns)


def may_be_faq(task: Task, desk: Desk) -> bool:
    """Whether an FAQ may answer before any tool: not what is asked of one's own orders, nor of a certain product."""
    own = desk.customer is not None and task.intent in OF_ORDERS
    return not own and task.intent not in ("human", "returns", "promotion", "profile") and not task.order_id


def only_maybe(task: Task, desk: Desk) -> bool:
    """Whether a return is asked about, but of no goods and for no time: a rule on what it asks goes before the days."""
    goods = (
        task.products
        or task.order_id
        or own_order(task, desk)
        or desk.knowledge.constraints(task.question).category
    )
    return not goods and not asks_days(task.question)
