"""The one order of the customer's that a question means without its number: by channel and time, or from another."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.tools.desk import Desk
from bot.tools.order_choice import of_days
from bot.tools.when import when
from bot.turn.memory import Memory
from knowledge.records import Order

_ONE_BEFORE = re.compile(
    r"\b(?:one|order) before(?: (?:that|it|this))?\b|\bprevious (?:one|order)\b"
    r"|再?往前(?:的?那?一?)[单个次]|再?(?:上|前)一?个?(?:订?单)|再(?:上|前)一个|前(?:面|边)?(?:的|那)?一?[单个](?:订单)?",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\bother order\b|另外?(?:一|那)?个?(?:订单|单)|另一单", re.IGNORECASE)
_OTHER_ONE = re.compile(r"\bthe other one\b|另外?(?:一|那)?个(?=呢|[？?]|$)", re.IGNORECASE)
_CHANNELS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (names, re.compile(pattern, re.IGNORECASE))
    for names, pattern in (
        (
            r"store|shop|showroom|retail|outlet",
            r"\b(?:in|at|from) (?:the|your|a) (?:physical |actual )?(?:store|shop|showroom|branch)\b|\bin[- ]store\b"
            r"|店里|门店|实体店|线下|展厅|店铺",
        ),
        (
            r"mobile|app",
            r"\b(?:in|on|with|through|via) (?:the|your) app\b|\b(?:on|with) my phone\b|手机上|\bapp",
        ),
        (r"web\w*|online", r"\bonline\b|\b(?:on|from) (?:the|your) (?:web ?)?site\b|网上|官网|网站|网页"),
        (r"social", r"\b(?:on|through|via) (?:social|instagram|facebook|tiktok)"),
        (r"wechat|weixin", r"\bwechat\b|微信|小程序"),
    )
)


def order_meant(
    question: str, memory: Memory, products: Collection[str], desk: Desk, *, names_goods: bool = False
) -> str | None:
    """Id of the only order that fits; None when the question limits itself to none, or several fit.

    Right after talk of an order "the other one" is an order, unless the question `names_goods`.
    """
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id) if desk.customer else ()
    beside = _beside(question, orders, memory, other_one=memory.order_id is not None and not names_goods)
    if beside:
        return beside
    channels, dated = _channels(question, orders), when(question, desk.today) is not None
    if not channels and not dated:
        return None
    found = [o for o in orders if not channels or o.channel in channels]
    found = of_days(found, question, desk) if dated else found
    if len(found) > 1 and products:
        found = [o for o in found if any(line.product_id in products for line in o.lines)]
    return found[0].order_id if len(found) == 1 else None


def _beside(question: str, orders: Sequence[Order], memory: Memory, *, other_one: bool) -> str | None:
    """The order before the one in focus; or the one that was spoken of besides it."""
    ids = [order.order_id for order in orders]
    spoken = [order_id for order_id in memory.orders if order_id in ids]
    if not spoken:
        return None
    if _ONE_BEFORE.search(question):
        return next(iter(ids[ids.index(spoken[0]) + 1 :]), None)
    if _OTHER.search(question) or (other_one and _OTHER_ONE.search(question)):
        return next((o for o in (spoken if len(spoken) > 1 else ids) if o != spoken[0]), None)
    return None


def _channels(question: str, orders: Sequence[Order]) -> Collection[str]:
    used = {order.channel for order in orders if order.channel}
    meant = [names for names, pattern in _CHANNELS if pattern.search(question)]
    return {channel for channel in used for names in meant if re.fullmatch(names, channel, re.IGNORECASE)}
