"""Node `act`: call the tools that each question needs, and show their cards at once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from langchain_core.tools import BaseTool
from langgraph.runtime import Runtime

from bot.handover.package import Talk
from bot.messages import Card, CardEvent, Evidence, ToolCall
from bot.tools.account import account_tool
from bot.tools.as_written import PLAIN
from bot.tools.cards import name_of
from bot.tools.compare import compare_tool
from bot.tools.desk import Desk, Findings
from bot.tools.handover import handover_tool
from bot.tools.hazard import endangers, warning
from bot.tools.knowledge import NEAR, exact_answer, search_tool
from bot.tools.orders import awaits_refund, orders_tool
from bot.tools.others import asks_about_others
from bot.tools.profile import noted, profile_tool
from bot.tools.promotions import promotions_tool
from bot.tools.recommend import recommend_tool
from bot.tools.returns import returns_tool
from bot.tools.reviews import reviews_tool
from bot.tools.worked_out import may_be_worked_out, work_tool
from bot.turn.retrieved import without_orders
from bot.turn.returning import asks_days, asks_how_to, asks_when
from bot.turn.routes import route, rules
from bot.turn.routing import UNSURE, asks_of_own, may_be_faq, only_maybe, rerouted, speaks_of_offers
from bot.turn.state import Task, TurnContext, TurnState, Update

MOST_CARDS = 6
MOST_CHOICES = 6
STRONG, BESIDE = 0.6, 0.55
"""How near a rule must be to answer instead of a question back or a request to sign in, and to stand beside offers."""
CLOSE = 0.5
"""How near a rule must be to be said as it stands before a guest is asked to sign in."""
OUTSIDE = 0.8
"""Confidence from which a question that seems to have nothing to do with the shop is not looked up."""
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|bye|goodbye|great|perfect|ok(?:ay)?)\b|谢|再见|拜拜|好的", re.I
)
_NEVER_WORKED_OUT = frozenset({"small_talk", "out_of_scope", "human", "profile", "product_reviews"})
_BOT = re.compile(
    r"\b(?:bot|robot|human|real person|ai|machine|chatgpt)\b|机器人|[真活]人|人工智能|是.{0,6}程序", re.I
)


async def act(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Carry out the plan; a hand-over decided by `sense` goes before everything else."""
    toolbox = _toolbox(state, runtime.context)
    findings, calls = list[Findings](), list[ToolCall]()
    notes = () if _of_profile(state) else await asyncio.to_thread(noted, state.text, state.desk)
    for task in state.tasks:
        found = without_orders(await _carry_out(task, _Hands(state.desk, toolbox, calls)))
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
        promotions_tool, orders_tool, returns_tool, account_tool, profile_tool, work_tool,
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


@dataclass(frozen=True, slots=True)
class _Hands:
    """What a task is carried out with; each call is noted in `calls`."""

    desk: Desk
    toolbox: Mapping[str, BaseTool]
    calls: list[ToolCall]

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Findings:
        """One call of a tool."""
        return await _call(self.toolbox[name], arguments, self.calls)

    async def rules(self, task: Task, least: float, words: int) -> Findings | None:
        """The shop's rules about a question, where one is at least so near and shares at least so many words."""
        found = await self.call("search_knowledge", rules(task))
        plain = any(e.score >= least and len(e.shared) >= words for e in found.evidence)
        return found if plain else None


async def _carry_out(task: Task, hands: _Hands) -> Findings:
    desk = hands.desk
    task = await asyncio.to_thread(rerouted, task, desk)
    worked = await _worked_out(task, hands)
    if worked is not None:
        return worked
    exact = await asyncio.to_thread(exact_answer, task.question, desk) if may_be_faq(task, desk) else None
    if exact is not None:
        arguments = {"query": task.question, "kinds": ["faq"]}
        hands.calls.append(ToolCall(name="search_knowledge", arguments=arguments))
        return exact
    inside = await _inside(task, hands)
    if inside is not None:
        return inside
    said = _warned(task, desk) or _without_tools(task, desk)
    if said:
        return (await hands.rules(task, STRONG, 2) if said.choices else None) or said
    name, arguments = route(task, desk)
    if name == "return_eligibility" and only_maybe(task, desk):
        ruled = await hands.rules(task, STRONG, 2)
        if ruled:
            return ruled
    found = await hands.call(name, arguments)
    return await _with_rules(task, name, found, hands)


async def _worked_out(task: Task, hands: _Hands) -> Findings | None:
    """What a rule comes to for the asker, where that is asked and can be read surely."""
    asked = may_be_worked_out(task.question) and task.intent not in _NEVER_WORKED_OUT
    if not asked or asks_about_others(task.question) or _warned(task, hands.desk):
        return None
    order = task.order_id
    found = await hands.call(
        "work_out", {"question": task.question, "product_ids": list(task.products), "order_id": order}
    )
    if found.abstains:
        hands.calls.pop()
    return None if found.abstains else found


async def _with_rules(  # noqa: PLR0911 - one rule a line
    task: Task, name: str, found: Findings, hands: _Hands
) -> Findings:
    """The rules instead of what a tool found, or before it, where they answer and it does not."""
    if name == "return_eligibility" and found.abstains:
        return await hands.call("search_knowledge", rules(task))
    if name == "return_eligibility" and not any(e.private for e in found.evidence):
        return await _with_special_rule(task, found, hands)
    if name == "my_orders" and asks_when(task.question) and awaits_refund(found, hands.desk):
        return await _with_refund_rule(task, found, hands)
    if name == "my_orders" and hands.desk.customer is None and not task.order_id:
        return await _with_rules_of_orders(task, found, hands)
    if name == "promotions" and not task.products:
        offers = speaks_of_offers(task.question)
        told = await hands.rules(task, BESIDE if offers else NEAR, 2)
        if told and offers:
            return replace(found, evidence=(*_first(told), *found.evidence))
        return told or found
    return found


async def _with_refund_rule(task: Task, found: Findings, hands: _Hands) -> Findings:
    """What is on record of a return, and the rule by when its money comes back."""
    ruled = await hands.rules(replace(task, question=hands.desk.say("refund_question"), products=()), NEAR, 1)
    return replace(found, evidence=(*found.evidence, *_first(ruled))) if ruled else found


async def _with_rules_of_orders(task: Task, found: Findings, hands: _Hands) -> Findings:
    """The rules instead of a guest's request to sign in; before it, where how to change one's own is asked."""
    own = asks_of_own(task.question) and task.confidence >= UNSURE
    if own and not (task.intent == "order_change" and asks_how_to(task.question)):
        return found
    least = NEAR if task.intent == "order_change" else STRONG
    told = await hands.rules(task, least, 1)
    if told is None or not own:
        return told or found
    near = tuple(e.model_copy(update={"complete": True}) for e in told.evidence[:2] if e.score >= CLOSE)
    return replace(found, evidence=near, abstains=False) if near else told


async def _with_special_rule(task: Task, found: Findings, hands: _Hands) -> Findings:
    """The rule for the very case that a guest tells of; the days of the goods before it, where those are asked for."""
    told = await hands.rules(task, PLAIN, 1)
    known = {e.source for e in found.evidence}
    if told is None or not told.evidence[0].complete:
        return found
    if asks_days(task.question):
        return replace(
            found, evidence=(*found.evidence, *(e for e in told.evidence if e.source not in known))
        )
    return replace(found, evidence=told.evidence)


async def _inside(task: Task, hands: _Hands) -> Findings | None:
    """What the shop's data says plainly to a question that is only perhaps outside of it."""
    if task.intent != "out_of_scope" or task.confidence >= OUTSIDE:
        return None
    everything = ["product", "faq", "manual", "policy", "shop"]
    arguments = {"query": task.question, "kinds": everything, "product_ids": list(task.products)}
    found = await hands.call("search_knowledge", arguments)
    if any(e.score >= PLAIN for e in found.evidence):
        return found
    hands.calls.pop()
    return None


def _first(told: Findings) -> tuple[Evidence, ...]:
    """The nearest rule, to be said as it stands."""
    return tuple(e.model_copy(update={"complete": True}) for e in told.evidence[:1])


def _warned(task: Task, desk: Desk) -> Findings | None:
    """A warning where the message tells that a thing of the shopper's own is dangerous."""
    product = desk.knowledge.catalogue.product(task.products[0]) if len(task.products) == 1 else None
    return warning(product, desk) if product and endangers(task.question) else None


def _without_tools(task: Task, desk: Desk) -> Findings | None:
    """What needs no look-up: small talk, what is outside the shop, and a question back."""
    if task.intent == "small_talk":
        return Findings(said=(_small_talk(task.question, desk),))
    if task.intent == "out_of_scope":
        return Findings(said=(desk.say("out_of_scope", shop=desk.shop_name),), abstains=True)
    if asks_about_others(task.question):
        return Findings(said=(desk.say("orders_own_only"),), abstains=True)
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
