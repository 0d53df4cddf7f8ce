"""Nodes for turns that need no look-up: a blocked message, and one that a person will answer."""

from __future__ import annotations

from langgraph.runtime import Runtime

import prompts
from bot.tools.handover import answered_from
from bot.turn.speaking import Speaker
from bot.turn.state import TurnContext, TurnState, Update


async def refuse(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Answer an attempt to turn the assistant against its shop."""
    return _say("blocked", state, runtime, shop=runtime.context.knowledge.catalogue.profile.name)


async def leave_to_person(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """The message is kept for the person; the bot says so while nobody has come yet, and then nothing more."""
    if state.handover is not None and state.handover.state == "human":
        return {}
    opens = answered_from(state.desk)
    if opens:
        return _say("waiting_closed", state, runtime, when=opens)
    return _say("waiting", state, runtime)


def _say(phrase: str, state: TurnState, runtime: Runtime[TurnContext], **given: str) -> Update:
    speaker = Speaker(runtime.stream_writer, state.watch)
    speaker.say(prompts.phrases(state.language).say(phrase, **given))
    return {"spoken": tuple(speaker.spoken), "citations": ()}
