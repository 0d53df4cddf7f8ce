"""A turn's events for as long as the bot has the floor. Once a person has it, the bot breaks off and stays silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass, field

from bot.handover.floor import Floor
from bot.messages import (
    Card,
    CardEvent,
    Citation,
    CitationEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    Reply,
    RouteEvent,
    SentenceEvent,
)
from bot.turn.state import NEUTRAL, TurnContext, TurnState

TAKEN = "A person has taken the conversation."


@dataclass(slots=True)
class Sent:
    """What the shopper has of the turn so far."""

    sentences: list[str] = field(default_factory=list[str])
    cards: list[Card] = field(default_factory=list[Card])
    citations: list[Citation] = field(default_factory=list[Citation])

    def add(self, event: Event) -> None:
        """Takes in an event that was sent."""
        if isinstance(event, SentenceEvent):
            self.sentences.append(event.text)
        elif isinstance(event, CardEvent):
            self.cards.append(event.card)
        elif isinstance(event, CitationEvent):
            self.citations.append(event.citation)


async def giving_way(
    events: AsyncGenerator[Event], state: TurnState, context: TurnContext
) -> AsyncGenerator[Event]:
    """`events`, each sent only after a look at who has the conversation.

    When a person has taken it, the turn is broken off: what was said until then is kept as its reply.
    """
    floor = Floor(context.handovers, state.session.session_id)
    if state.handover is not None:
        floor.own.add(state.handover.handover_id)
    sent = Sent()
    async with aclosing(events):
        async for event in events:
            if isinstance(event, CardEvent) and event.card.kind == "handoff":
                floor.own.add(event.card.id)
            if isinstance(event, RouteEvent | FinalEvent | ErrorEvent):
                yield event
                if not isinstance(event, RouteEvent):
                    return
                continue
            if await asyncio.to_thread(floor.is_taken_now):
                break
            sent.add(event)
            yield event
    async for event in _broken_off(sent, state, context):
        yield event


async def _broken_off(sent: Sent, state: TurnState, context: TurnContext) -> AsyncIterator[Event]:
    session_id = state.session.session_id
    state.watch.mark("total")
    reply = Reply(
        reply_id=state.reply_id,
        session_id=session_id,
        text=" ".join(sent.sentences),
        language=state.language,
        route="human",
        abstained=False,
        verified=True,
        citations=tuple(sent.citations),
        cards=tuple(sent.cards),
        sentiment=NEUTRAL,
    )
    await asyncio.to_thread(
        context.conversations.keep_instead, session_id, state.text, reply, state.client_message_id
    )
    await asyncio.to_thread(context.handovers.heard, session_id)
    yield RouteEvent(route="human", reason=TAKEN, sentiment=NEUTRAL)
    yield FinalEvent(reply=reply)
