"""Nodes for turns that need no look-up: a blocked message, and one that a person will answer."""

from __future__ import annotations

from langgraph.runtime import Runtime

import prompts
from bot.turn.speaking import Speaker
from bot.turn.state import TurnContext, TurnState, Update


async def refuse(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Answer an attempt to turn the assistant against its shop."""
    return _say("blocked", state, runtime, shop=runtime.context.knowledge.catalogue.profile.name)


async def leave_to_person(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """A person holds the conversation: the message is kept for them, the bot stays out of it."""
    return _say("waiting", state, runtime)


def _say(phrase: str, state: TurnState, runtime: Runtime[TurnContext], **given: str) -> Update:
    speaker = Speaker(runtime.stream_writer, state.watch)
    speaker.say(prompts.phrases(state.language).say(phrase, **given))
    return {"spoken": tuple(speaker.spoken), "citations": ()}
