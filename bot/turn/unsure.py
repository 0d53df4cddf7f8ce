"""What an unsure guess of an intent becomes where the words do not bear it out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.tools.belongings import of_own, wishes
from bot.tools.desk import Desk
from bot.tools.fields import asks_price
from bot.tools.order_choice import contains
from bot.turn.offers import names_a_share, speaks_of_offers
from bot.turn.small_talk import about_assistant
from bot.turn.state import Intent, Task
from knowledge.measures import Quantity, asked_for

UNSURE = 0.75
_OPINION = re.compile(
    r"\b(?:reviews?|reviewers?|rat(?:ed|ings?)|stars?|people|buyers?|customers?|others|folks|anyone|anybody|someone"
    r"|everyone|complain\w*|complaints?|criticism|praise[sd]?|opinions?|feedback|say|said|think|recommend(?:ed)?"
    r"|pros|cons|drawbacks?|downsides?|any good|worth|like[ds]?|love[ds]?|hate[ds]?|problems?|issues?|experiences?)\b"
    r"|评价|评论|评分|口碑|差评|好评|吐槽|抱怨|买家|大家|别人|有人|反映|反馈|用过|买过|觉得|好用|好不好|怎么样|值得|优点|缺点|毛病|问题",
    re.IGNORECASE,
)
_OF_BUYERS = re.compile(
    r"\b(?:reviews?|reviewers?|buyers|according to (?:people|customers))\b|评价|评论|买家", re.I
)
_KIN = (
    r"(?:\w+ )?(?:lad|boy|girl|kids?|child(?:ren)?|son|daughter|baby|mum|mam|mom|mother|dad|father|parents|nan|gran\w*"
    r"|husband|wife|partner|boyfriend|girlfriend|fianc\w+|fella|sister|brother|aunt\w*|uncle|niece|nephew|cousin|friends?"
    r"|mate|neighbou?rs?|colleagues?|boss|dog|puppy|cat|kitten)\b(?!['’]s)"
)
_OWN = re.compile(
    rf"\b(?:my|mine)\b(?! {_KIN})"
    r"|\bi(?:['’]ve)? (?:ordered|bought|placed|paid)\b|我的|我(?:买|订|下|那)|[订單单]号|單號",
    re.I,
)
_OF_AN_ORDER = re.compile(
    rf"\b(?:my|mine|our|ours)\b(?! {_KIN})"
    r"|\b(?:i|we)(?:['’](?:ve|d))?(?: \w+)? (?:ordered|bought|placed|paid|got|received)\b"
    r"|\b(?<!put the )(?<!put an )(?<!put in an )(?<!place the )(?<!place an )orders?\b"
    r"|\b(?:ordered|parcels?|packages?|shipments?|couriers?|track\w*|refund\w*|account|cancel\w*)\b"
    r"|我的|我(?:买|订|下|那|们)|(?<!下)[订單单]|包裹|快递|物流|发货|到货|签收|退款|取消|账户|账号",
    re.IGNORECASE,
)
_TO_BRING = re.compile(
    r"\b(?:get|bring|have|send|ship|deliver) (?:it|them|that|this|one|these|those)"
    r" (?:to (?:me|us|my|our)|here|over|out|sent|delivered|shipped|by)\b"
    r"|\b(?:express|next[- ]day|same[- ]day)\b|[送寄]到|加急|当天达|次日达",
    re.IGNORECASE,
)
"""What asks for goods to be brought, which the rules of delivery tell."""
_MEASURED: frozenset[Quantity] = frozenset({"mass", "length", "volume", "light", "power", "charge", "sound"})
OF_ORDERS: frozenset[Intent] = frozenset({"order_status", "order_history", "order_change", "account"})

Rule = Callable[[Task, Desk], Task | None]


def _of_assistant(task: Task, _desk: Desk) -> Task | None:
    """What the assistant itself can do is asked."""
    abilities = about_assistant(task.question) == "abilities"
    return replace(task, intent="small_talk", products=()) if abilities else None


def _of_trouble(task: Task, desk: Desk) -> Task | None:
    """Nothing is wished for, but told of a thing of one's own."""
    troubled = task.intent == "recommend" and of_own(task.question, desk) and not wishes(task.question)
    return replace(task, intent="policy", products=()) if troubled else None


def _of_opinion(task: Task, _desk: Desk) -> Task | None:
    """Nobody's opinion is asked, or just that."""
    if task.intent == "product_reviews" and not _OPINION.search(task.question):
        return replace(task, intent=fact_of(task.products))
    of_buyers = task.intent == "product_fact" and len(task.products) == 1 and _OF_BUYERS.search(task.question)
    return replace(task, intent="product_reviews") if of_buyers else None


def _of_measure(task: Task, _desk: Desk) -> Task | None:
    """A measure of goods is asked, and not of one's own."""
    measured = task.products and not asks_of_own(task.question) and asked_for(task.question) & _MEASURED
    return replace(task, intent=fact_of(task.products)) if task.intent in OF_ORDERS and measured else None


def _of_price(task: Task, _desk: Desk) -> Task | None:
    """Just the price of one product is asked, and no offer."""
    priced = task.intent == "promotion" and len(task.products) == 1 and asks_price(task.question)
    of_offers = speaks_of_offers(task.question) or names_a_share(task.question)
    return replace(task, intent="product_fact") if priced and not of_offers else None


def _of_no_order(task: Task, desk: Desk) -> Task | None:
    """Who says nothing of an order, and has none of the goods, asks what the shop has or does."""
    if task.intent not in OF_ORDERS or _OF_AN_ORDER.search(task.question) or _may_have_ordered(task, desk):
        return None
    if desk.knowledge.constraints(task.question).price_max and (not task.products or wishes(task.question)):
        return replace(task, intent="recommend", products=())
    ruled = not task.products or _TO_BRING.search(task.question)
    return replace(task, intent="policy" if ruled else fact_of(task.products), order_id=None)


def _may_have_ordered(task: Task, desk: Desk) -> bool:
    """Whether the question may be about an order of the customer's: one spoken of, or one with the goods."""
    if desk.customer is None:
        return False
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
    return bool(task.order_id or not task.products) or any(contains(o, task.products) for o in orders)


WHEN_UNSURE: tuple[Rule, ...] = (
    _of_assistant,
    _of_trouble,
    _of_opinion,
    _of_measure,
    _of_price,
    _of_no_order,
)
"""In the order in which they are tried."""


def to_be_brought(question: str) -> bool:
    """Whether it is asked how goods are brought, and nothing is said of an order: "can you get it to me tomorrow?"."""
    return bool(_TO_BRING.search(question)) and not _OF_AN_ORDER.search(question)


def fact_of(products: Sequence[str]) -> Intent:
    return "product_compare" if len(products) > 1 else "product_fact"


def asks_of_own(question: str) -> bool:
    """Whether a question speaks of what the shopper bought, so that a rule alone does not answer it."""
    return _OWN.search(question) is not None
