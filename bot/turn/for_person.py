"""What the assistant would answer, drafted for the person who has the conversation: the turn's own nodes, unspoken.

It looks things up with the shopper's own rights, writes from the evidence and is verified like any reply. Nothing is
sent or stored: the person reads it, changes it, and sends their own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, cast

from langgraph.graph import END, START, StateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.graph.state import CompiledStateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.runtime import Runtime

from bot.conversation import StoredTurn
from bot.handover.values import Suggestion
from bot.sentiment.signals import asks_for_person
from bot.turn.act import act
from bot.turn.compose import compose
from bot.turn.plan import plan
from bot.turn.screen import screen
from bot.turn.state import Intent, TurnContext, TurnState, Update
from bot.turn.verify import verify

NOT_FOR_A_DRAFT: frozenset[Intent] = frozenset({"human", "small_talk", "out_of_scope"})
_MARK = re.compile(r"\s*\[\d+\]")


MOST_LOOKED_AT = 3


def questions(turns: Sequence[StoredTurn]) -> Iterator[tuple[str, tuple[StoredTurn, ...]]]:
    """The shopper's latest messages that say more than "a person, please", newest first, each with what came before."""
    at = [i for i, turn in enumerate(turns) if not asks_for_person(turn.message)]
    for index in at[: -MOST_LOOKED_AT - 1 : -1]:
        yield turns[index].message, tuple(turns[:index])


async def suggestion(state: TurnState, context: TurnContext) -> Suggestion:
    """A verified answer to `state.text`; without text when there is none, or nothing of the shop's was asked.

    Raises:
        ModelError: the language model failed outside a draft.
    """
    graph = cast(Any, _graph())
    found = await graph.ainvoke(state, context=context)
    answered = [draft for draft in found.get("drafts", ()) if draft.status == "answered"]
    if not answered or any(each.abstains for each in found["findings"]):
        return Suggestion(question=state.text)
    text = " ".join(_MARK.sub("", sentence) for sentence in found["spoken"])
    return Suggestion(question=state.text, text=text, citations=found["citations"])


@cache
def _graph() -> CompiledStateGraph[Any, Any, Any, Any]:
    graph = StateGraph(TurnState, context_schema=TurnContext)
    for node in (screen, plan, only_the_shops, act, compose, verify):
        graph.add_node(node.__name__, node)  # pyright: ignore[reportUnknownMemberType, reportArgumentType]
    graph.add_edge(START, "screen")
    graph.add_conditional_edges("screen", _unless_blocked, ["plan", END])
    graph.add_edge("plan", "only_the_shops")
    graph.add_conditional_edges("only_the_shops", _unless_idle, ["act", END])
    for before, after in (("act", "compose"), ("compose", "verify"), ("verify", END)):
        graph.add_edge(before, after)
    return graph.compile()  # pyright: ignore[reportUnknownMemberType]


async def only_the_shops(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Leaves out what asks nothing of the shop's data: above all, the wish for a person who is there already."""
    return {"tasks": tuple(task for task in state.tasks if task.intent not in NOT_FOR_A_DRAFT)}


def _unless_blocked(state: TurnState) -> str:
    return END if state.blocked else "plan"


def _unless_idle(state: TurnState) -> str:
    return "act" if state.tasks else END
