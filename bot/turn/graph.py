"""The turn as a LangGraph graph.

    screen -> sense -> identify -> plan -> act -> compose -> verify -> record

with short cuts: a conversation that a person holds, a blocked message, a hand-over decided by `sense`, and a guest
whose proof of identity did not hold.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from langgraph.graph import END, START, StateGraph  # pyright: ignore[reportMissingTypeStubs]
from langgraph.graph.state import CompiledStateGraph  # pyright: ignore[reportMissingTypeStubs]

from bot.turn.act import act, give_to_person
from bot.turn.brief import leave_to_person, refuse
from bot.turn.compose import compose
from bot.turn.identify import identify
from bot.turn.plan import plan
from bot.turn.record import record
from bot.turn.screen import screen
from bot.turn.sense import sense
from bot.turn.state import TurnContext, TurnState
from bot.turn.tracing import timed
from bot.turn.verify import verify


@cache
def turn_graph() -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph; it holds no state between turns."""
    graph = StateGraph(TurnState, context_schema=TurnContext)
    nodes = (
        screen,
        sense,
        identify,
        plan,
        act,
        give_to_person,
        compose,
        verify,
        record,
        refuse,
        leave_to_person,
    )
    for node in nodes:
        graph.add_node(node.__name__, timed(node))  # pyright: ignore[reportUnknownMemberType, reportArgumentType]
    graph.add_edge(START, "screen")
    graph.add_edge("screen", "sense")
    graph.add_conditional_edges(
        "sense", after_sense, ["refuse", "leave_to_person", "give_to_person", "identify"]
    )
    graph.add_conditional_edges("identify", after_identify, ["plan", "compose"])
    for before, after in (
        ("plan", "act"),
        ("act", "compose"),
        ("give_to_person", "compose"),
        ("compose", "verify"),
    ):
        graph.add_edge(before, after)
    for last in ("verify", "refuse", "leave_to_person"):
        graph.add_edge(last, "record")
    graph.add_edge("record", END)
    return graph.compile()  # pyright: ignore[reportUnknownMemberType]


def after_sense(state: TurnState) -> str:
    """Who has the conversation goes before everything; then a hand-over; then an attack; then the plan.

    An attack sounds angry; that alone calls nobody.
    """
    if state.held:
        return "leave_to_person"
    if state.decision.action == "hand_over" and not (state.blocked and state.decision.cause == "anger"):
        return "give_to_person"
    return "refuse" if state.blocked else "identify"


def after_identify(state: TurnState) -> str:
    """A proof that did not hold is answered at once."""
    return "compose" if state.findings else "plan"
