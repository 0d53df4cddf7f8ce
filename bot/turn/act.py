"""Node `act`: call the tools that each question needs, and show their cards at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from langchain_core.tools import BaseTool
from langgraph.runtime import Runtime

from bot.handover.package import Talk
from bot.messages import Card, CardEvent, ToolCall
from bot.tools.account import account_tool
from bot.tools.cards import name_of
from bot.tools.compare import compare_tool
from bot.tools.desk import Desk, Findings
from bot.tools.handover import handover_tool
from bot.tools.hazard import endangers, warning
from bot.tools.knowledge import exact_answer, search_tool
from bot.tools.orders import orders_tool
from bot.tools.others import asks_about_others
from bot.tools.profile import noted, profile_tool
from bot.tools.promotions import promotions_tool
from bot.tools.recommend import recommend_tool
from bot.tools.returns import returns_tool
from bot.tools.reviews import reviews_tool
from bot.tools.worked_out import may_be_worked_out, work_tool
from bot.turn.hands import Hands, called
from bot.turn.retrieved import without_orders
from bot.turn.routes import route
from bot.turn.routing import may_be_faq, only_maybe
from bot.turn.small_talk import small_talk
from bot.turn.state import Task, TurnContext, TurnState, Update
from bot.turn.with_rules import STRONG, inside, with_rules

MOST_CARDS = 6
MOST_CHOICES = 6
_NEVER_WORKED_OUT = frozenset({"small_talk", "out_of_scope", "human", "profile", "product_reviews"})


async def act(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Carry out the plan; a hand-over decided by `sense` goes before everything else."""
    toolbox = _toolbox(state, runtime.context)
    findings, calls = list[Findings](), list[ToolCall]()
    notes = () if _of_profile(state) else await asyncio.to_thread(noted, state.text, state.desk)
    for task in state.tasks:
        found = without_orders(await _carry_out(task, Hands(state.desk, toolbox, calls)))
        findings.append(replace(found, noted=notes))
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
    found = await called(toolbox["hand_over"], arguments, calls)
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


async def _carry_out(task: Task, hands: Hands) -> Findings:
    desk = hands.desk
    worked = await _worked_out(task, hands)
    if worked is not None:
        return worked
    exact = await asyncio.to_thread(exact_answer, task.question, desk) if may_be_faq(task, desk) else None
    if exact is not None:
        arguments = {"query": task.question, "kinds": ["faq"]}
        hands.calls.append(ToolCall(name="search_knowledge", arguments=arguments))
        return exact
    told = await inside(task, hands)
    if told is not None:
        return told
    said = _warned(task, desk) or _without_tools(task, desk)
    if said:
        return (await hands.rules(task, STRONG, 2) if said.choices else None) or said
    name, arguments = route(task, desk)
    if name == "return_eligibility" and only_maybe(task, desk):
        ruled = await hands.rules(task, STRONG, 2)
        if ruled:
            return ruled
    found = await hands.call(name, arguments)
    return await with_rules(task, name, found, hands)


async def _worked_out(task: Task, hands: Hands) -> Findings | None:
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


def _warned(task: Task, desk: Desk) -> Findings | None:
    """A warning where the message tells that a thing of the shopper's own is dangerous."""
    product = desk.knowledge.catalogue.product(task.products[0]) if len(task.products) == 1 else None
    return warning(product, desk) if product and endangers(task.question) else None


def _without_tools(task: Task, desk: Desk) -> Findings | None:
    """What needs no look-up: small talk, what is outside the shop, and a question back."""
    if task.intent == "small_talk":
        return Findings(said=(small_talk(task.question, desk),))
    if task.intent == "out_of_scope":
        return Findings(said=(desk.say("out_of_scope", shop=desk.shop_name),), abstains=True)
    if asks_about_others(task.question):
        return Findings(said=(desk.say("orders_own_only"),), abstains=True)
    if task.nameless:
        return Findings(said=(desk.say("which_product"),))
    if task.intent in ("product_fact", "product_reviews") and not task.products and task.unclear:
        return _which(task.unclear, desk)
    return None


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
