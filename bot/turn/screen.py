"""Node `screen`: the message's language, and whether it is an attempt to turn the assistant against its shop."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

import prompts
from bot.conversations import Session
from bot.tools.desk import Desk
from bot.turn.asks import language_of
from bot.turn.state import TurnContext, TurnState


async def screen(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Embed the message once for all small models, and screen it."""
    models = runtime.context.models
    vector = (await asyncio.to_thread(models.embedder.embed, [state["text"]]))[0]
    verdict = await asyncio.to_thread(models.screen.check, state["text"], vector)
    language = language_of(state["text"], state["session"].language)
    return {
        "vector": vector,
        "language": language,
        "desk": _desk(state["session"], language, runtime.context),
        "blocked": verdict.verdict == "block",
    }


def _desk(session: Session, language: str, context: TurnContext) -> Desk:
    customer = context.knowledge.catalogue.customer(session.customer_id) if session.customer_id else None
    return Desk(
        knowledge=context.knowledge,
        phrases=prompts.phrases(language),
        language=language,
        today=context.today,
        session_id=session.session_id,
        customer=customer,
    )
