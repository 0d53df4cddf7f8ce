"""Node `sense`: the mood of the message and its course over the conversation."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.conversations import StoredTurn
from bot.sentiment.course import course, decide
from bot.turn.state import TurnContext, TurnState, Update


async def sense(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Classify the message and decide whether the conversation stays with the bot."""
    sentiment = await asyncio.to_thread(runtime.context.models.sentiment.classify, state.text, state.vector)
    history = state.history
    path = course([(turn.message, turn.reply.sentiment) for turn in history], state.text, sentiment)
    return {"sentiment": sentiment, "decision": decide(path, failures_in_a_row(history))}


def failures_in_a_row(history: tuple[StoredTurn, ...]) -> int:
    """How many of the latest replies in a row had no answer."""
    count = 0
    for turn in reversed(history):
        if not turn.reply.abstained:
            break
        count += 1
    return count
