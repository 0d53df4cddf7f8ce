"""Which tool a question goes to: its intent's own, unless the shop's records make another one plain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.tools.desk import Desk
from bot.tools.options import values_said
from bot.tools.order_choice import contains, sharing_words
from bot.tools.order_facts import aspects_named
from bot.tools.promotions import names_a_code
from bot.tools.versions import lettered_size
from bot.turn.state import Intent, Task
from knowledge.measures import Quantity, asked_for
from knowledge.records import Order

WISH = "The customer asks for a person."
UNSURE = 0.75
Route = tuple[str, dict[str, Any]]

_BACK = re.compile(
    r"\breturn(?:s|ed|ing)?\b|\b(?:send|bring|tak|giv|go)(?:e|ing)?(?:\W+[\w']+){0,6}?\W+back\b|退|换",
    re.IGNORECASE,
)
_UNTIL_WHEN = re.compile(
    r"how (?:long|many days|much time)|until|deadline|window|period|too late|still"
    r"|\b(?:can|could|may) (?:i|they|it|we|this|these|that|my)\b|return (?:this|it|them|my|the)"
    r"|多久|几天|多少天|期限|退货期|还能退|能退|可以退|能不能退|退得了|想退|要退|及退|能否退",
    re.IGNORECASE,
)
_RETURNABLE = re.compile(r"eligib|returnable|opened|拆", re.IGNORECASE)
_HOW_TO = re.compile(
    r"\bhow (?:do|can|should|much(?! time))\b|\bwhere\b|\bwho\b|\bcosts?\b|\bfees?\b|\blabel\b|\bpay\b|\bfree\b"
    r"|\brefund|\bmoney\b|\bwhen (?:do|will|would)\b"
    r"|运费|费用|多少钱|收费|谁出|自费|怎么|怎样|如何|哪里|流程|退款|到账",
    re.IGNORECASE,
)
"""What asks how a return goes or what it costs: the rules tell, whatever was bought."""
_RETURN_DAYS = re.compile(
    r"(?:how (?:long|many days)|until when|deadline).{0,60}(?:\breturn|\b(?:send|bring|give|take)\b.{0,40}\bback\b)"
    r"|return (?:period|window|deadline)"
    r"|退货?(?:期|的?话)?.{0,8}(?:多少天|几天|多久|期限)|(?:多少天|几天|多久).{0,6}(?:退货|能退|可退)",
    re.I,
)
_MAY_RETURN = re.compile(
    r"(?=.*(?:\b(?:can|could|may) (?:i|we)\b|\buntil when\b|\btoo late\b|\bstill time\b))"
    r".*(?:\breturn\b|\b(?:send|bring|take|give)(?:\W+[\w']+){0,6}?\W+back\b)"
    r"|(?:还|現在|现在|是否).{0,3}(?:能|可以|可)(?:不能)?退(?!款)|(?:能|可以)退(?:货)?[吗嗎么不]|来得及退",
    re.IGNORECASE,
)
_RETURN_PROGRESS = re.compile(
    r"(?:退货|退款|换货).{0,4}(?:进度|到了|到账|了没|怎样|怎么样|状态)|钱退|退.{0,2}钱.{0,3}(?:没|吗)"
    r"|\b(?:did|has|have|was|were|when|where).{0,40}"
    r"\b(?:refund(?:ed)?|money (?:go|come|gone|come) back|my return|(?:pay|paid|refund(?:ed)?) me)\b",
    re.I,
)
_OFFERS = re.compile(
    r"\b(?:discounts?|promos?|promotions?|coupons?|vouchers?|deals?|special offers?|on sale)\b"
    r"|\b(?:anything|something|money|per ?cent|%|[€$£]\s?\d+|\d+ ?(?:euros?|dollars|pounds)?) off\b"
    r"|优惠|折扣|打[一二三四五六七八九\d.]+折|促销|满减|有.{0,2}活动",
    re.I,
)
_OPINION = re.compile(
    r"\b(?:reviews?|reviewers?|rat(?:ed|ings?)|stars?|people|buyers?|customers?|others|folks|anyone|anybody|someone"
    r"|everyone|complain\w*|complaints?|criticism|praise[sd]?|opinions?|feedback|say|said|think|recommend(?:ed)?"
    r"|pros|cons|drawbacks?|downsides?|any good|worth|like[ds]?|love[ds]?|hate[ds]?|problems?|issues?|experiences?)\b"
    r"|评价|评论|评分|口碑|差评|好评|吐槽|抱怨|买家|大家|别人|有人|反映|反馈|用过|买过|觉得|好用|好不好|怎么样|值得|优点|缺点|毛病|问题",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:my|mine)\b|\bi(?:['’]ve)? (?:ordered|bought|placed|paid)\b|我的|我(?:买|订|下|那)|[订單单]号|單號",
    re.I,
)
_WHICH_BOUGHT = re.compile(
    r"(?:\b(?:what|which) (?:size|colou?r|version|length)|\bhow many\b).{1,60}\b(?:i|we) (?:got|get|bought"
    r"|buy|ordered?|chose|took)\b"
    r"|我.{0,8}[买订选].{0,12}(?:什么颜色|哪个颜色|多大码|几码|什么码|什么尺码|多大的)",
    re.IGNORECASE,
)
_WHICH_ORDER = re.compile(
    r"\bwhich (?:one )?(?:of (?:my|the|those) )?orders?\b|\bnumber of (?:the|my|that) order\b|\border number\b"
    r"|(?:哪|什么)[一个张笔]{0,2}(?:订单|单)|订单(?:号|编号)",
    re.IGNORECASE,
)
_WHAT_TO_GET = re.compile(
    r"\b(?:what|which(?: [\w-]+){0,3}) (?:should|could|would|can|do) (?:i|we|you) (?:buy|get|take|choose|pick|feed|wear"
    r"|use|give|suggest|recommend)\b|(?:该|应该|要)(?:买|选|用|喂|穿|送)(?:什么|啥|哪)|买(?:什么|啥)好|选哪"
    r"|(?:哪|什么|啥)[^，。？?]{0,8}(?:能|可以|适合|该)(?:买|喝|吃|用|选|穿)",
    re.IGNORECASE,
)
_WHICH = re.compile(r"\bwhich\b|哪", re.IGNORECASE)
_MEASURED: frozenset[Quantity] = frozenset({"mass", "length", "volume", "light", "power", "charge", "sound"})
_NOT_YET_SENT = frozenset({"pending", "processing"})
_OF_ORDERS: frozenset[Intent] = frozenset({"order_status", "order_history", "order_change", "account"})


def rerouted(task: Task, desk: Desk) -> Task:
    """The task with the intent that the shop's own records make plain: a code of its offers, a return of one's own."""
    coded = names_a_code(task.question, desk)
    offered = task.confidence < UNSURE and _OFFERS.search(task.question)
    if coded or (offered and task.intent in ("product_fact", "recommend", "policy")):
        return replace(task, intent="promotion", products=task.products or _named(task.question, desk))
    if (
        desk.customer is not None
        and task.products
        and _WHICH_ORDER.search(task.question)
        and own_order(task, desk)
    ):
        return replace(task, intent="order_status")
    asks_return = _MAY_RETURN.search(task.question) or _RETURN_DAYS.search(task.question)
    if task.intent in ("order_status", "order_history", "product_fact") and asks_return:
        return replace(task, intent="returns")
    if desk.customer is not None and task.intent in ("product_fact", "policy", "returns", "order_history"):
        if _WHICH_BOUGHT.search(task.question) and own_order(task, desk):
            return replace(task, intent="order_status")
        return replace(task, intent=_where_it_stands(task, desk))
    return _unsure(task, desk) if task.confidence < UNSURE else task


def _unsure(task: Task, desk: Desk) -> Task:
    """What an unsure guess becomes where the words do not bear it out.

    A version is named; nobody's opinion is asked; what to get is asked; a measure of goods is, and not of one's own.
    """
    if task.intent == "recommend":
        versioned = _version_named(task.question, desk)
        return replace(task, intent="product_fact", products=versioned) if versioned else task
    if task.intent == "product_reviews" and not _OPINION.search(task.question):
        return replace(task, intent=_fact_of(task.products))
    if task.intent == "product_fact" and _WHAT_TO_GET.search(task.question):
        of_any = not task.products or _WHICH.search(task.question)
        return replace(task, intent="recommend", products=()) if of_any else task
    measured = task.products and not asks_of_own(task.question) and asked_for(task.question) & _MEASURED
    if task.intent in _OF_ORDERS and measured:
        return replace(task, intent=_fact_of(task.products))
    return task


def _fact_of(products: Sequence[str]) -> Intent:
    return "product_compare" if len(products) > 1 else "product_fact"


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
    said = values_said(question, product, spans) or lettered_size(product, question)
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


def _where_it_stands(task: Task, desk: Desk) -> Intent:
    """What a question about returning one's own goods comes to: an order not yet sent is cancelled instead."""
    if _RETURN_PROGRESS.search(task.question):
        return "order_status"
    order = own_order(task, desk) if task.intent == "returns" else None
    if order is None or task.order_id or _HOW_TO.search(task.question):
        return task.intent
    if order.status in _NOT_YET_SENT:
        return "order_change"
    lines = {line.line_id for line in order.lines if line.product_id in task.products}
    begun = any(not lines or lines.intersection(each.line_ids) for each in order.returns)
    return "order_status" if begun and not _UNTIL_WHEN.search(task.question) else task.intent


def may_be_faq(task: Task, desk: Desk) -> bool:
    """Whether an FAQ may answer before any tool: not what is asked of one's own orders, nor of a certain product."""
    own = desk.customer is not None and task.intent in _OF_ORDERS
    return not own and task.intent not in ("human", "returns", "promotion", "profile") and not task.order_id


def asks_of_own(question: str) -> bool:
    """Whether a question speaks of what the shopper bought, so that a rule alone does not answer it."""
    return _OWN.search(question) is not None


def speaks_of_offers(question: str) -> bool:
    """Whether a question names discounts, coupons or the like."""
    return _OFFERS.search(question) is not None


def route(task: Task, desk: Desk) -> Route:
    """The tool of a task's intent and its arguments."""
    return _ROUTES[task.intent](task, desk)


def rules(task: Task) -> dict[str, Any]:
    """Arguments of `search_knowledge` that look among the shop's rules."""
    return {**_search(task, ["policy", "faq"]), "rules": True}


def _search(task: Task, kinds: Sequence[str]) -> dict[str, Any]:
    return {"query": task.question, "kinds": list(kinds), "product_ids": list(task.products)}


def _product_fact(task: Task, _desk: Desk) -> Route:
    kinds = ["product", "faq", "manual"] if task.products else ["product", "faq", "manual", "policy", "shop"]
    return "search_knowledge", _search(task, kinds)


def _compare(task: Task, _desk: Desk) -> Route:
    return "compare_products", {"product_ids": list(task.products), "question": task.question}


def _reviews(task: Task, _desk: Desk) -> Route:
    return "review_portrait", {"product_id": task.products[0], "question": task.question}


def _recommend(task: Task, _desk: Desk) -> Route:
    similar = task.products[0] if task.products else None
    return "recommend", {
        "need": task.question,
        "similar_to": similar,
        "cheaper": task.cheaper and bool(similar),
    }


def _promotions(task: Task, _desk: Desk) -> Route:
    return "promotions", {"product_ids": list(task.products), "question": task.question}


def _orders(task: Task, _desk: Desk) -> Route:
    return "my_orders", {
        "question": task.question,
        "order_id": task.order_id,
        "product_ids": list(task.products),
        "position": task.position,
        "everything": task.intent == "order_history" and not task.order_id and _only_listed(task),
        "change": task.intent == "order_change",
    }


def _only_listed(task: Task) -> bool:
    """Whether a list answers: nothing in particular is asked of the orders."""
    return task.position is None and aspects_named(task.question) in ((), ("items",))


def _returns(task: Task, desk: Desk) -> Route:
    """Until when something goes back is worked out; how it does, and what else is asked, the rules tell."""
    until = _UNTIL_WHEN.search(task.question) or own_order(task, desk) is not None
    dated = _RETURNABLE.search(task.question) or (_BACK.search(task.question) and until)
    if not dated or _asks_how(task.question):
        return "search_knowledge", rules(task)
    return "return_eligibility", {
        "product_ids": list(task.products),
        "order_id": task.order_id,
        "question": task.question,
    }


def only_maybe(task: Task, desk: Desk) -> bool:
    """Whether a return is asked about, but of no goods and for no time: a rule on what it asks goes before the days."""
    goods = (
        task.products
        or task.order_id
        or own_order(task, desk)
        or desk.knowledge.constraints(task.question).category
    )
    return not goods and not _RETURN_DAYS.search(task.question)


def _asks_how(question: str) -> bool:
    return bool(_HOW_TO.search(question)) and not (
        _RETURN_DAYS.search(question) or _MAY_RETURN.search(question)
    )


def _shop(task: Task, desk: Desk) -> Route:
    """The shop's rules; the record of a product that the question points at goes before them."""
    if _RETURN_DAYS.search(task.question):
        return _returns(task, desk)
    own = ["product", "manual"] if task.products else []
    return "search_knowledge", {**_search(task, [*own, "policy", "faq", "shop"]), "rules": True}


def _account(task: Task, _desk: Desk) -> Route:
    return "my_account", {"question": task.question}


def _profile(task: Task, _desk: Desk) -> Route:
    return "my_profile", {"message": task.question}


def _person(_task: Task, _desk: Desk) -> Route:
    return "hand_over", {"reason": WISH, "wished": True, "cause": "wish"}


_ROUTES: Mapping[Intent, Callable[[Task, Desk], Route]] = {
    "product_fact": _product_fact,
    "product_compare": _compare,
    "product_reviews": _reviews,
    "recommend": _recommend,
    "promotion": _promotions,
    "order_status": _orders,
    "order_history": _orders,
    "order_change": _orders,
    "returns": _returns,
    "policy": _shop,
    "store_info": _shop,
    "account": _account,
    "human": _person,
    "profile": _profile,
}
