"""Node `record`: the reply as it is stored, and its events."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.errors import TakenOverError
from bot.handover.floor import Floor
from bot.messages import FinalEvent, Reply, Route, RouteEvent, Timings
from bot.turn.act import cards_of
from bot.turn.routes import WISH
from bot.turn.state import TurnContext, TurnState, Update
from bot.turn.tracing import trace_of


async def record(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Store the turn, then tell the surface: a reply that was seen is a reply that is kept."""
    context = runtime.context
    reply = _reply(state)
    floor = Floor(context.handovers, state.session.session_id, own_handovers(state))
    try:
        await asyncio.to_thread(
            context.conversations.add_turn,
            state.session.session_id,
            state.text,
            reply,
            client_message_id=state.client_message_id,
            trace=trace_of(state).model_dump(mode="json"),
            focus=_focus(state),
            unless=floor.is_taken,
        )
    except TakenOverError:  # whoever listens to the turn keeps what was said of it until then
        return {}
    if state.held:
        await asyncio.to_thread(context.handovers.heard, state.session.session_id)
    runtime.stream_writer(RouteEvent(route=reply.route, reason=_reason(state), sentiment=reply.sentiment))
    runtime.stream_writer(FinalEvent(reply=reply))
    return {}


def _reply(state: TurnState) -> Reply:
    watch = state.watch
    watch.mark("total")
    language = state.language
    return Reply(
        reply_id=state.reply_id,
        session_id=state.session.session_id,
        text=" ".join(state.spoken),
        language=language,
        route=_route(state),
        abstained=_abstained(state),
        verified=True,
        citations=state.citations,
        cards=cards_of(state.findings),
        choices=tuple(choice for found in state.findings for choice in found.choices),
        sentiment=state.sentiment,
        tools=state.tools,
        timings_ms=Timings(**watch.marks),
        usage=state.usage,
    )


def own_handovers(state: TurnState) -> set[str]:
    """The hand-overs that this turn may speak of: the one it asked for, or found waiting."""
    asked = {card.id for found in state.findings if found.handed_over for card in found.cards}
    return asked | ({state.handover.handover_id} if state.handover else set())


def _route(state: TurnState) -> Route:
    handed_over = any(found.handed_over for found in state.findings)
    return "human" if handed_over or state.held else "bot"


def _abstained(state: TurnState) -> bool:
    """Whether nothing that was asked got an answer from the shop's data."""
    if state.blocked:
        return True
    outcomes = [
        draft.status in ("unknown", "down") or found.abstains
        for draft, found in zip(state.drafts, state.findings, strict=True)
    ]
    return bool(outcomes) and all(outcomes)


def _reason(state: TurnState) -> str:
    if state.blocked:
        return "The message tries to give the assistant orders."
    if state.held:
        return "A person has the conversation."
    asked = any(call.name == "hand_over" for call in state.tools)
    return WISH if asked and state.decision.action != "hand_over" else state.decision.reason


def _focus(state: TurnState) -> tuple[str, ...]:
    """What the turn was about; a turn about nothing leaves the conversation's focus as it was."""
    return tuple(dict.fromkeys(subject for found in state.findings for subject in found.focus))
