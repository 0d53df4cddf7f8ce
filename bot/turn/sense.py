"""Node `sense`: the mood of the message and its course over the conversation."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.conversations import StoredTurn
from bot.messages import Sentiment
from bot.sentiment.course import decide, follow
from bot.turn.state import TurnContext, TurnState, Update


async def sense(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Classify the message and decide whether the conversation stays with the bot."""
    sentiment = await asyncio.to_thread(runtime.context.models.sentiment.classify, state.text, state.vector)
    history = state.history
    course = follow(moods_since_handover(history), state.text, sentiment)
    return {"sentiment": sentiment, "decision": decide(course, failures_in_a_row(history))}


def moods_since_handover(history: tuple[StoredTurn, ...]) -> list[Sentiment]:
    """The moods that still count: what a person has settled does not hand over again."""
    moods: list[Sentiment] = []
    for turn in reversed(history):
        if turn.reply.route == "human":
            break
        moods.append(turn.reply.sentiment)
    return moods[::-1]


def failures_in_a_row(history: tuple[StoredTurn, ...]) -> int:
    """How many of the latest replies in a row had no answer."""
    count = 0
    for turn in reversed(history):
        if not turn.reply.abstained:
            break
        count += 1
    return count
