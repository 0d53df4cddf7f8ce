"""Node `act`: call the tools that each question needs, and show their cards at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from langchain_core.tools import BaseTool
from langgraph.runtime import Runtime

from bot.handover.package import Talk
from bot.messages import Card, CardEvent, ToolCall
from bot.tools.account import account_tool
from bot.tools.cards import name_of
from bot.tools.compare import compare_tool
from bot.tools.desk import Desk, Findings
from bot.tools.handover import handover_tool
from bot.tools.knowledge import exact_answer, search_tool
from bot.tools.order_facts import aspects_named
from bot.tools.orders import orders_tool
from bot.tools.profile import noted, profile_tool
from bot.tools.promotions import names_a_code, promotions_tool
from bot.tools.recommend import recommend_tool
from bot.tools.returns import returns_tool
from bot.tools.reviews import reviews_tool
from bot.turn.retrieved import without_orders
from bot.turn.state import Intent, Task, TurnContext, TurnState, Update

MOST_CARDS = 6
MOST_CHOICES = 6
WISH = "The customer asks for a person."
_UNTIL_WHEN = re.compile(
    r"how (?:long|many days)|until|deadline|window|period|too late|still (?:return|send|give)"
    r"|can (?:i|they|it|we|this|these) .{0,20}(?:return|send|give|bring|take|go back)|return (?:this|it|them|my|the)"
    r"|eligib|returnable|opened|多久|几天|多少天|期限|退货期|还能退|能退|可以退|能不能退|退得了|想退|要退|及退|能否退|拆",
    re.I,
)
_RETURN_DAYS = re.compile(
    r"(?:how (?:long|many days)|until when|deadline).{0,60}(?:\breturn|\b(?:send|bring|give|take)\b.{0,40}\bback\b)"
    r"|return (?:period|window|deadline)"
    r"|退货?(?:期|的?话)?.{0,8}(?:多少天|几天|多久|期限)|(?:多少天|几天|多久).{0,6}(?:退货|能退|可退)",
    re.I,
)
_OFFERS = re.compile(
    r"\b(?:discounts?|promos?|promotions?|coupons?|vouchers?|deals?|special offers?|on sale)\b"
    r"|优惠|折扣|打[一二三四五六七八九\d.]+折|促销|满减|有.{0,2}活动",
    re.I,
)
_RETURN_PROGRESS = re.compile(
    r"(?:退货|退款|换货).{0,4}(?:进度|到了|到账|了没|怎样|怎么样|状态)|钱退|退.{0,2}钱.{0,3}(?:没|吗)"
    r"|\b(?:did|has|have|was|were|when|where).{0,40}\b(?:refund(?:ed)?|money (?:go|come|gone|come) back|my return)\b",
    re.I,
)
_MAY_RETURN = re.compile(
    r"\bcan (?:i|we) (?:still )?(?:return|send (?:it|them|this|that|these|my .{1,30}) back)\b|\btoo late to return\b"
    r"|(?:还|現在|现在|是否).{0,3}(?:能|可以|可)(?:不能)?退(?!款)|(?:能|可以)退(?:货)?[吗嗎么不]|来得及退",
    re.I,
)
_OWN = re.compile(
    r"\b(?:my|mine)\b|\bi(?:['’]ve)? (?:ordered|bought|placed|paid)\b|我的|我(?:买|订|下|那)|[订單单]号|單號",
    re.I,
)
STRONG = 0.6
UNSURE = 0.75
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|bye|goodbye|great|perfect|ok(?:ay)?)\b|谢|再见|拜拜|好的", re.I
)
_BOT = re.compile(r"\b(?:bot|robot|human|real person|ai|machine|chatgpt)\b|机器人|真人|人工智能", re.I)


async def act(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Carry out the plan; a hand-over decided by `sense` goes before everything else."""
    toolbox = _toolbox(state, runtime.context)
    findings, calls = list[Findings](), list[ToolCall]()
    notes = () if _of_profile(state) else await asyncio.to_thread(noted, state.text, state.desk)
    for task in state.tasks:
        found = without_orders(await _carry_out(task, state.desk, toolbox, calls))
        findings.append(replace(found, said=(*found.said, *notes)))
        notes = ()
    _show(findings, state, runtime)
    return {"findings": tuple(findings), "tools": tuple(calls)}


def _of_profile(state: TurnState) -> bool:
    return all(task.intent == "profile" for task in state.tasks)


async def give_to_person(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Put the conversation into a person's queue, with the reason that `sense` gave."""
    toolbox = _toolbox(state, runtime.context)
    calls = list[ToolCall]()
    task = Task(state.text, "human", 1.0)
    decision = state.decision
    arguments = {"reason": decision.reason, "wished": decision.cause == "wish", "cause": decision.cause}
    found = await _call(toolbox["hand_over"], arguments, calls)
    _show([found], state, runtime)
    return {"tasks": (task,), "findings": (found,), "tools": tuple(calls)}


def _toolbox(state: TurnState, context: TurnContext) -> Mapping[str, BaseTool]:
    desk = state.desk
    makers: tuple[Callable[[Desk], BaseTool], ...] = (
        search_tool, compare_tool, reviews_tool, recommend_tool,
        promotions_tool, orders_tool, returns_tool, account_tool, profile_tool,
    )  # fmt: skip
    tools = [*(make(desk) for make in makers), handover_tool(desk, context.handovers, _talk(state))]
    return {tool.name: tool for tool in tools}


def _talk(state: TurnState) -> Talk:
    return Talk(state.session, state.history, state.text, state.sentiment, state.course)


async def _call(tool: BaseTool, arguments: Mapping[str, Any], calls: list[ToolCall]) -> Findings:
    given = {key: value for key, value in arguments.items() if value not in (None, (), [], False, "")}
    calls.append(ToolCall(name=tool.name, arguments=given))
    request = {"name": tool.name, "args": given, "id": uuid4().hex, "type": "tool_call"}
    answer = await tool.ainvoke(request)
    return answer.artifact if isinstance(answer.artifact, Findings) else Findings(abstains=True)


async def _carry_out(
    task: Task, desk: Desk, toolbox: Mapping[str, BaseTool], calls: list[ToolCall]
) -> Findings:
    task = rerouted(task, desk)
    exact = await asyncio.to_thread(exact_answer, task.question, desk) if _may_be_faq(task, desk) else None
    if exact is not None:
        calls.append(ToolCall(name="search_knowledge", arguments={"query": task.question, "kinds": ["faq"]}))
        return exact
    said = _without_tools(task, desk)
    if said:
        return said
    name, arguments = _ROUTES[task.intent](task)
    found = await _call(toolbox[name], arguments, calls)
    if name == "return_eligibility" and found.abstains:
        found = await _call(toolbox["search_knowledge"], _rules(task), calls)
    if name == "my_orders" and desk.customer is None and not task.order_id and not _OWN.search(task.question):
        rules = await _call(toolbox["search_knowledge"], _rules(task), calls)
        if any(e.score >= STRONG and len(e.shared) > 1 for e in rules.evidence):
            return rules
    return found


def rerouted(task: Task, desk: Desk) -> Task:
    """The task with the intent that the shop's own records make plain: a code of its offers, a return of one's own."""
    coded = names_a_code(task.question, desk)
    offered = task.confidence < UNSURE and _OFFERS.search(task.question)
    if coded or (offered and task.intent in ("product_fact", "recommend", "policy")):
        products = task.products
        if coded and not products:
            mentions = desk.knowledge.mentions(task.question)
            products = tuple(dict.fromkeys(m.id for m in mentions if m.kind == "product"))
        return replace(task, intent="promotion", products=products)
    asks_return = _MAY_RETURN.search(task.question) or _RETURN_DAYS.search(task.question)
    if task.intent in ("order_status", "order_history", "product_fact") and asks_return:
        return replace(task, intent="returns")
    own = desk.customer is not None and task.intent in ("product_fact", "policy", "returns", "order_history")
    if own and _RETURN_PROGRESS.search(task.question):
        return replace(task, intent="order_status")
    return task


def _may_be_faq(task: Task, desk: Desk) -> bool:
    """Whether an FAQ may answer before any tool: not what is asked of one's own orders, nor of a certain product."""
    own = desk.customer is not None and task.intent in (
        "order_status",
        "order_history",
        "order_change",
        "account",
    )
    return not own and task.intent not in ("human", "returns", "promotion", "profile") and not task.order_id


def _without_tools(task: Task, desk: Desk) -> Findings | None:
    """What needs no look-up: small talk, what is outside the shop, and a question back."""
    if task.intent == "small_talk":
        return Findings(said=(_small_talk(task.question, desk),))
    if task.intent == "out_of_scope":
        return Findings(said=(desk.say("out_of_scope", shop=desk.shop_name),), abstains=True)
    if task.nameless:
        return Findings(said=(desk.say("which_product"),))
    if task.intent in ("product_fact", "product_reviews") and not task.products and task.unclear:
        return _which(task.unclear, desk)
    return None


def _small_talk(text: str, desk: Desk) -> str:
    if _BOT.search(text):
        return desk.say("am_i_bot", shop=desk.shop_name)
    return desk.say("thanks") if _THANKS.search(text) else desk.say("small_talk", shop=desk.shop_name)


def _which(unclear: Sequence[str], desk: Desk) -> Findings:
    products = [p for p in map(desk.knowledge.catalogue.product, unclear) if p]
    names = tuple(name_of(product, desk.language) for product in products[:MOST_CHOICES])
    return Findings(
        said=(desk.say("which_of", names=desk.say("list_join_raw", items=names)),),
        choices=names,
        focus=tuple(f"product:{p.product_id}" for p in products),
    )


Route = tuple[str, dict[str, Any]]


def _search(task: Task, kinds: Sequence[str]) -> dict[str, Any]:
    return {"query": task.question, "kinds": list(kinds), "product_ids": list(task.products)}


def _product_fact(task: Task) -> Route:
    kinds = ["product", "faq", "manual"] if task.products else ["product", "faq", "manual", "policy", "shop"]
    return "search_knowledge", _search(task, kinds)


def _compare(task: Task) -> Route:
    return "compare_products", {"product_ids": list(task.products), "question": task.question}


def _reviews(task: Task) -> Route:
    return "review_portrait", {"product_id": task.products[0], "question": task.question}


def _recommend(task: Task) -> Route:
    similar = task.products[0] if task.products else None
    return "recommend", {
        "need": task.question,
        "similar_to": similar,
        "cheaper": task.cheaper and bool(similar),
    }


def _rules(task: Task) -> dict[str, Any]:
    return {**_search(task, ["policy", "faq"]), "rules": True}


def _promotions(task: Task) -> Route:
    return "promotions", {"product_ids": list(task.products), "question": task.question}


def _orders(task: Task) -> Route:
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


def _returns(task: Task) -> Route:
    if not _UNTIL_WHEN.search(task.question):
        return "search_knowledge", _rules(task)
    return "return_eligibility", {
        "product_ids": list(task.products),
        "order_id": task.order_id,
        "question": task.question,
    }


def _shop(task: Task) -> Route:
    """The shop's rules; the record of a product that the question points at goes before them."""
    if _RETURN_DAYS.search(task.question):
        return _returns(task)
    own = ["product", "manual"] if task.products else []
    return "search_knowledge", {**_search(task, [*own, "policy", "faq", "shop"]), "rules": True}


def _account(task: Task) -> Route:
    return "my_account", {"question": task.question}


def _profile(task: Task) -> Route:
    return "my_profile", {"message": task.question}


def _person(task: Task) -> Route:
    return "hand_over", {"reason": WISH, "wished": True, "cause": "wish"}


_ROUTES: Mapping[Intent, Callable[[Task], Route]] = {
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


def _show(findings: Sequence[Findings], state: TurnState, runtime: Runtime[TurnContext]) -> None:
    for card in cards_of(findings):
        state.watch.mark("first_event")
        runtime.stream_writer(CardEvent(card=card))


def cards_of(findings: Sequence[Findings]) -> tuple[Card, ...]:
    """The cards of a turn, each once."""
    return tuple(_unique(card for found in findings for card in found.cards))[:MOST_CARDS]


def _unique(cards: Iterator[Card]) -> Iterator[Card]:
    seen = set[tuple[str, str]]()
    for card in cards:
        if (card.kind, card.id) not in seen:
            seen.add((card.kind, card.id))
            yield card
