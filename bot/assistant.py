"""The assistant: one object that answers every surface. `bot.opening` makes it from the settings."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import prompts
from bot.conversation import Session, SourceView, StoredTurn
from bot.conversations import Conversations
from bot.database import now
from bot.errors import AccessError, InputError, ModelError
from bot.handover.package import Package
from bot.handover.people import People
from bot.handover.prose import prose_of
from bot.handover.values import Suggestion
from bot.messages import ErrorEvent, Event, FinalEvent, Reply, SessionInfo
from bot.proofs import without_codes
from bot.service import Rating, last_reply
from bot.tools.desk import Desk
from bot.trace import Trace
from bot.turn.asks import language_of
from bot.turn.for_person import questions, suggestion
from bot.turn.giving_way import giving_way
from bot.turn.graph import turn_graph
from bot.turn.memory import FAR, remembered, rules_before
from bot.turn.references import about
from bot.turn.state import Models, Stopwatch, TurnContext, TurnState
from bot.verification import proven_desk
from knowledge.hanzi import simplified
from knowledge.live import LiveKnowledge
from knowledge.search import Knowledge

log = logging.getLogger(__name__)
MOST_RECALLED = 10_000
RESUMED_WITHIN = timedelta(hours=24)
PRIVATE_KINDS = frozenset({"order", "customer", "event", "profile"})


class Assistant:
    """Answers shoppers from one shop's knowledge. Safe to share between requests; implements `AssistantService`."""

    def __init__(
        self, context: TurnContext, *, live: LiveKnowledge | None = None, max_message_chars: int = 4000
    ) -> None:
        """Ready to answer with what `context` holds; `live` brings newer knowledge while the app runs."""
        self._context = context
        self._live = live
        self._max_message_chars = max_message_chars
        self._recalled = OrderedDict[str, tuple[tuple[str, ...], ...]]()

    @property
    def knowledge(self) -> Knowledge:
        """The shop's data as it is now."""
        return self._live.current() if self._live else self._context.knowledge

    @property
    def conversations(self) -> Conversations:
        """What was asked and answered."""
        return self._context.conversations

    @property
    def people(self) -> People:
        """Those who answer instead of the assistant."""
        context = self._context
        return People(context.handovers, context.conversations, lambda: self.knowledge.catalogue.profile)

    @property
    def models(self) -> Models:
        """The small models."""
        return self._context.models

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session and its greeting.

        Raises:
            AccessError: no such customer.
            InputError: a channel or language the shop does not have.
        """
        profile = self.knowledge.catalogue.profile
        _check_choice("channel", channel, profile.channels)
        customer = self.knowledge.catalogue.customer(customer_id) if customer_id else None
        if customer_id and customer is None:
            raise AccessError("This sign-in does not belong to a customer of this shop.")
        preferred = customer.language if customer and customer.language in profile.languages else None
        chosen = language or preferred or profile.languages[0]
        _check_choice("language", chosen, profile.languages)
        session = await asyncio.to_thread(self._context.conversations.open, channel, customer_id, chosen)
        return self._info(session)

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        """The customer's conversation of the last hours; see `AssistantService.latest_session`."""
        since = now() - RESUMED_WITHIN
        session = await asyncio.to_thread(self._context.conversations.latest, customer_id, since)
        return session and self._info(session)

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        """Takes in which products a shopper spoke of elsewhere; see `AssistantService.recall`."""
        focuses = await asyncio.to_thread(self._spoken_of, said)
        self._recalled[session_id] = focuses
        while len(self._recalled) > MOST_RECALLED:
            self._recalled.popitem(last=False)

    def _spoken_of(self, said: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        focuses = tuple[tuple[str, ...], ...]()
        for text in said:
            subject = about(simplified(text), remembered((), focuses), None, self.knowledge)
            focuses += (tuple(f"product:{each}" for each in subject.products),)
        return focuses

    def _info(self, session: Session) -> SessionInfo:
        shop = self.knowledge.catalogue.profile.name
        return SessionInfo(
            session_id=session.session_id,
            customer_id=session.customer_id,
            greeting=prompts.phrases(session.language).say("greeting", shop=shop),
            channel=session.channel,
            language=session.language,
        )

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The events of one turn; see `AssistantService.stream`."""
        conversations = self._context.conversations
        watch = Stopwatch(time.perf_counter, time.perf_counter())
        session = await asyncio.to_thread(conversations.get, session_id)
        if client_message_id:
            known = await asyncio.to_thread(conversations.reply_for, session_id, client_message_id)
            if known is not None:
                yield FinalEvent(reply=known)
                return
        state = await self._first_state(session, self._checked(text), client_message_id, watch)
        async with aclosing(self._run(state)) as events:
            async for event in events:
                yield event

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        """One turn without its events; see `AssistantService.ask`."""
        return await last_reply(self.stream(session_id, text, client_message_id=client_message_id))

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        """All turns of a session, oldest first; NotFoundError for an unknown session."""
        return await asyncio.to_thread(self._context.conversations.turns, session_id)

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        """Why a reply of the session is what it is; see `AssistantService.trace`."""
        stored = await asyncio.to_thread(self._context.conversations.trace, reply_id, session_id)
        return Trace.model_validate(stored)

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        """Keeps a shopper's opinion of a reply; NotFoundError for an unknown reply."""
        await asyncio.to_thread(self._context.conversations.feedback, reply_id, rating, comment)

    async def suggest(self, session_id: str) -> Suggestion:
        """A verified reply for a person to send, to the latest question that has one.

        Raises:
            NotFoundError: no such session.
            ModelError: the language model failed.
        """
        session = await asyncio.to_thread(self._context.conversations.get, session_id)
        turns = await self.transcript(session_id)
        context = replace(self._context, knowledge=self.knowledge)
        found = Suggestion(question="")
        for text, earlier in questions(turns):
            watch = Stopwatch(time.perf_counter, time.perf_counter())
            found = await suggestion(await self._state(session, text, earlier, watch), context)
            if found.text:
                break
        return found

    async def prose(self, handover_id: str, language: str) -> str:
        """A hand-over's package in a few verified sentences; empty where none held.

        Raises:
            NotFoundError: no such hand-over.
            ModelError: the language model failed.
        """
        handover = await asyncio.to_thread(self._context.handovers.get, handover_id)
        if not handover.package:
            return ""
        return await prose_of(Package.model_validate(handover.package), self._context.chat, language)

    async def ready(self) -> bool:
        """Whether a question asked now can be answered."""
        return await self._context.chat.ready()

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        """What a citation points to. Orders and accounts open only from replies of the session itself."""
        session = self._context.conversations.get(session_id)
        kind = source_id.partition(":")[0]
        if kind not in PRIVATE_KINDS:
            passage = self.knowledge.passage(source_id, session.language)
            if passage is not None:
                return SourceView(title=passage.title, text=passage.text, kind=kind)
        return self._cited(source_id, session_id, kind)

    def _cited(self, source_id: str, session_id: str, kind: str) -> SourceView | None:
        for turn in reversed(self._context.conversations.turns(session_id)):
            for citation in turn.reply.citations:
                if citation.source == source_id:
                    return SourceView(title=citation.title, text=citation.quote, kind=kind)
        return None

    def _checked(self, text: str) -> str:
        """The message without control characters.

        Raises:
            InputError: nothing is left of it, or it is too long.
        """
        clean = "".join(c if c.isprintable() or c in "\n\t" else " " for c in text).strip()
        if not clean:
            raise InputError("The message is empty. Write a question.")
        if len(clean) > self._max_message_chars:
            raise InputError(
                f"The message has {len(clean)} characters; at most {self._max_message_chars} can be answered."
            )
        return clean

    async def _first_state(
        self, session: Session, text: str, client_message_id: str | None, watch: Stopwatch
    ) -> TurnState:
        context = self._context
        history = await asyncio.to_thread(context.conversations.turns, session.session_id)
        handover = await asyncio.to_thread(context.handovers.current, session.session_id)
        state = await self._state(session, text, history, watch)
        return replace(state, client_message_id=client_message_id, handover=handover)

    async def _state(
        self, session: Session, text: str, history: tuple[StoredTurn, ...], watch: Stopwatch
    ) -> TurnState:
        recalled = self._recalled.get(session.session_id, ())
        spoken = history[-1].reply.language if history else session.language
        language = language_of(without_codes(text), spoken)
        desk = await asyncio.to_thread(self._desk, session, language, history, recalled)
        return TurnState(
            session=session,
            text=text,
            language=language,
            desk=desk,
            watch=watch,
            history=history,
            recalled=recalled,
        )

    def _desk(
        self,
        session: Session,
        language: str,
        history: tuple[StoredTurn, ...],
        recalled: Sequence[tuple[str, ...]],
    ) -> Desk:
        knowledge, memory = self.knowledge, remembered(history, recalled)
        catalogue = knowledge.catalogue
        desk = Desk(
            knowledge=knowledge,
            phrases=prompts.phrases(language),
            language=language,
            today=catalogue.profile.now().date(),
            session_id=session.session_id,
            customer=catalogue.customer(session.customer_id) if session.customer_id else None,
            opinions=self._context.opinions,
            said=self._context.said,
            channel=session.channel,
            discussed=memory.talked,
            before=rules_before(history, memory),
            earlier=tuple(turn.message for turn in reversed(history[-FAR:])),
            learned=self._context.learned,
        )
        if session.customer_id is not None:
            return desk
        return proven_desk(desk, self._context.verifications.of(session.session_id))

    async def _run(self, state: TurnState) -> AsyncGenerator[Event]:
        graph = cast(Any, turn_graph())
        try:
            context = replace(self._context, knowledge=self.knowledge)
            events = graph.astream(state, context=context, stream_mode="custom")
            async with aclosing(giving_way(events, state, context)) as allowed:
                async for event in allowed:
                    yield event
        except ModelError:
            log.exception("the language model failed outside a draft")
            message = prompts.phrases(state.language).say("model_down")
            yield ErrorEvent(code="model_unavailable", message=message)


def _check_choice(what: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise InputError(f"{what}: found {given!r}, expected one of {', '.join(allowed)}")
