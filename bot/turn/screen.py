"""Node `screen`: whether the message is an attempt to turn the assistant against its shop."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.turn.state import TurnContext, TurnState, Update


async def screen(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Embed the message once for all small models, and screen it."""
    models = runtime.context.models
    vector = (await asyncio.to_thread(models.embedder.embed, [state.text]))[0]
    verdict = await asyncio.to_thread(models.screen.check, state.text, vector)
    return {
        "vector": vector,
        "blocked": verdict.verdict == "block",
        "verdict": verdict,
    }
