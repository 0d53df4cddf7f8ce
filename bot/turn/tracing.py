"""Makes a turn's trace, with everything personal masked, and times its nodes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from typing import Any

from langgraph.runtime import Runtime

from bot.messages import Evidence, ToolCall
from bot.privacy import mask, personal_texts
from bot.trace import Trace, TracedDraft, TracedEvidence, TracedScreen, TracedTask
from bot.turn.state import Draft, TurnContext, TurnState, Update, offers_person

Node = Callable[[TurnState, Runtime[TurnContext]], Awaitable[Update]]


def timed(node: Node) -> Node:
    """The node, which marks on the turn's watch when it is done."""

    @wraps(node)
    async def run(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
        update = await node(state, runtime)
        state.watch.done(node.__name__)
        return update

    return run


def trace_of(state: TurnState) -> Trace:
    """How the reply came about."""
    known = _known(state)
    verdict = state.verdict
    return Trace(
        screen=TracedScreen(blocked=state.blocked, kind=verdict.kind, score=round(verdict.score, 3)),
        sentiment=state.sentiment,
        decision=state.decision.action,
        reason=state.decision.reason,
        identity=state.identity,
        tasks=tuple(_tasks(state, known)),
        tools=tuple(_tool(call, known) for call in state.tools),
        evidence=tuple(_evidence(state, known)),
        drafts=tuple(_draft(draft, known) for draft in state.drafts),
        offered_person=offers_person(state),
        notes=tuple(_masked(found.notes, known) for found in state.findings if found.notes),
        steps_ms={name: round(ms, 1) for name, ms in state.watch.steps.items()},
        usage=state.usage,
    )


def _known(state: TurnState) -> tuple[str, ...]:
    """What the shop has on record about the session's customer."""
    customer, catalogue = state.desk.customer, state.desk.knowledge.catalogue
    return personal_texts(customer, catalogue.orders_of(customer.customer_id)) if customer else ()


def _tasks(state: TurnState, known: tuple[str, ...]) -> Iterator[TracedTask]:
    for task in state.tasks:
        yield TracedTask(
            question=mask(task.question, known),
            intent=task.intent,
            confidence=round(task.confidence, 3),
            products=task.products,
            order_id=task.order_id,
            unclear=task.unclear,
        )


def _draft(draft: Draft, known: tuple[str, ...]) -> TracedDraft:
    """The draft; why the model is down is for the log, not for the shopper."""
    fault = "" if draft.status == "down" else mask(draft.fault, known)
    return TracedDraft(status=draft.status, fault=fault, by=draft.by)


def _evidence(state: TurnState, known: tuple[str, ...]) -> Iterator[TracedEvidence]:
    cited = {(citation.source, citation.quote) for citation in state.citations}
    for evidence in (e for found in state.findings for e in found.evidence):
        yield TracedEvidence(
            source=evidence.source,
            score=round(evidence.score, 3),
            text=_text(evidence, known),
            used=(evidence.source, evidence.text) in cited,
        )


def _text(evidence: Evidence, known: tuple[str, ...]) -> str:
    """Only the customer's own facts are masked: the shop's own telephone number is no secret."""
    return mask(evidence.text, known) if evidence.private else evidence.text


def _tool(call: ToolCall, known: tuple[str, ...]) -> ToolCall:
    return ToolCall(name=call.name, arguments=_masked(call.arguments, known))


def _masked(value: Any, known: tuple[str, ...]) -> Any:
    """The value with every text in it masked."""
    if isinstance(value, str):
        return mask(value, known)
    if isinstance(value, dict):
        return {key: _masked(item, known) for key, item in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_masked(item, known) for item in value]  # pyright: ignore[reportUnknownVariableType]
    return value
