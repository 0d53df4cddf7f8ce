"""Node `screen`: whether the message is an attempt to turn the assistant against its shop."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.turn.state import TurnContext, TurnState, Update


async def screen(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Screen the message."""
    verdict = await asyncio.to_thread(runtime.context.models.screen.check, state.text)
    return {"blocked": verdict.verdict == "block", "verdict": verdict}
