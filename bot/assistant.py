"""The assistant: one object that answers every surface. `open_assistant` composes it from the settings."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine

import prompts
from bot.config import Settings, thresholds_of
from bot.conversations import Conversations, Session, SourceView, StoredTurn
from bot.database import now, open_database
from bot.errors import AccessError, InputError, ModelError
from bot.handover.machine import Handovers
from bot.handover.package import Package
from bot.handover.people import People
from bot.handover.prose import prose_of
from bot.handover.values import Suggestion
from bot.llm.chat import ChatModel, ToolChooser
from bot.llm.client import SEED, open_chat_model
from bot.llm.embedded import MODEL_NAME
from bot.llm.langchain_chat import LangChainChat
from bot.llm.weights import find
from bot.messages import ErrorEvent, Event, FinalEvent, Reply, SessionInfo
from bot.proofs import without_codes
from bot.recommend.opinions import OpinionBook
from bot.recommend.said_book import SaidBook
from bot.recommend.train import default_path, load_trained
from bot.sentiment.course import DEFAULTS, Thresholds
from bot.sentiment.model import SentimentModel
from bot.service import Rating, last_reply
from bot.tools.desk import Desk
from bot.trace import Trace
from bot.turn.asks import language_of
from bot.turn.for_person import questions, suggestion
from bot.turn.giving_way import giving_way
from bot.turn.graph import turn_graph
from bot.turn.intents import IntentModel
from bot.turn.memory import remembered
from bot.turn.screening import Screen
from bot.turn.state import Models, Stopwatch, TurnContext, TurnState
from bot.turn.warm import warm_up
from bot.verification import Verifications, proven_desk
from knowledge.dictionary import read_dictionary
from knowledge.embeddings import Embedder, load_embedder
from knowledge.errors import StoreError
from knowledge.live import LiveKnowledge
from knowledge.search import Knowledge
from knowledge.shop_folder import read_profile, read_shop
from knowledge.store import build_store, default_store, is_current, shop_digest

log = logging.getLogger(__name__)
BUILTIN = "builtin"
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
        spoken = history[-1].reply.language if history else session.language
        language = language_of(without_codes(text), spoken)
        desk = await asyncio.to_thread(self._desk, session, language, remembered(history).talked)
        return TurnState(
            session=session, text=text, language=language, desk=desk, watch=watch, history=history
        )

    def _desk(self, session: Session, language: str, discussed: tuple[str, ...]) -> Desk:
        knowledge = self.knowledge
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
            discussed=discussed,
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
            message = prompts.phrases(state.session.language).say("model_down")
            yield ErrorEvent(code="model_unavailable", message=message)


def _check_choice(what: str, given: str, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise InputError(f"{what}: found {given!r}, expected one of {', '.join(allowed)}")


Step = Callable[[str], None]


@asynccontextmanager
async def open_assistant(settings: Settings, *, on_step: Step | None = None) -> AsyncGenerator[Assistant]:
    """The assistant for the shop in `settings`, with its language model started and warmed up.

    `on_step` hears in a few words what is being done.

    Raises:
        KnowledgeError: the shop folder or the store cannot be used.
        ShopkeeperError: weights, language model, database or settings cannot be used.
    """
    step = on_step or log.info
    profile = await asyncio.to_thread(
        read_profile, settings.shop
    )  # a missing shop is said before anything is loaded
    async with open_shared(settings, profile.languages, step) as shared, AsyncExitStack() as stack:
        live = await asyncio.to_thread(open_knowledge, settings, shared.embedder, step)
        stack.callback(live.close)
        context = turn_context(
            open_database(settings.database), live.current(), shared, thresholds_of(settings)
        )
        learned = await asyncio.to_thread(load_trained, default_path(settings.shop, settings.data_dir))
        context = replace(context, learned=learned)
        await shared.warmed
        yield Assistant(context, live=live, max_message_chars=settings.max_message_chars)


@dataclass(frozen=True, slots=True)
class Shared:
    """What assistants of several shops can share. `warmed` ends once the language model has read its prompts."""

    chat: ChatModel
    embedder: Embedder
    models: Models
    warmed: Awaitable[None]
    planner: ToolChooser | None = None


@asynccontextmanager
async def open_shared(
    settings: Settings, languages: Collection[str], step: Step, *, seed: int = SEED
) -> AsyncGenerator[Shared]:
    """The models that `settings` choose; the language model's prompts are those of `languages`.

    Raises:
        ShopkeeperError: weights or language model cannot be used.
    """
    if settings.llm_model == MODEL_NAME and not settings.llm_url and find(settings) is None:
        step("fetching the language model's weights (1.1 GB)")
    step("starting the language model")
    async with open_chat_model(settings, seed=seed) as chat, AsyncExitStack() as stack:
        warming = asyncio.create_task(warm_up(chat, languages))
        stack.callback(warming.cancel)
        if "zh" in languages:  # or else the first Chinese question would wait for it
            stack.callback(asyncio.create_task(asyncio.to_thread(read_dictionary)).cancel)
        step("loading the small models")
        embedder = await asyncio.to_thread(load_embedder, settings.embedding_model)
        models = await asyncio.to_thread(
            load_models, embedder if settings.embedding_model == BUILTIN else None
        )
        planner = chat if settings.planner == "llm" and isinstance(chat, LangChainChat) else None
        yield Shared(chat, embedder, models, warming, planner)


def open_knowledge(settings: Settings, embedder: Embedder, step: Step) -> LiveKnowledge:
    """The store of the shop folder, read anew first when the folder has changed or the store is damaged."""
    path = _store_of(settings)
    read_if_changed(settings, embedder, step)
    try:
        return LiveKnowledge(path, embedder, settings.chroma_url)
    except StoreError as error:
        if settings.chroma_url:
            raise
        log.warning("%s", error)
        shutil.rmtree(path, ignore_errors=True)
        _ingest(settings, path, embedder, step)
        return LiveKnowledge(path, embedder)


def read_if_changed(settings: Settings, embedder: Embedder, step: Step) -> None:
    """Reads the shop folder into its store when it has changed since; a running app takes the new data up.

    Raises:
        KnowledgeError: the shop folder or the store cannot be used.
    """
    path = _store_of(settings)
    if not is_current(path, settings.shop, embedder.name, chroma_url=settings.chroma_url):
        _ingest(settings, path, embedder, step)


def _store_of(settings: Settings) -> Path:
    return settings.store or default_store(settings.shop, settings.data_dir)


def _ingest(settings: Settings, path: Path, embedder: Embedder, step: Step) -> None:
    step(f"reading the shop in {settings.shop}")
    digest = shop_digest(settings.shop, embedder.name)
    shop = read_shop(settings.shop)
    for report in shop.reports:
        log.warning("%s", report)
    build_store(shop, path, embedder, chroma_url=settings.chroma_url, digest=digest)


def load_models(embedder: Embedder | None = None) -> Models:
    """The small models. They were trained on the built-in embedder and always use that one."""
    embedder = embedder or load_embedder(BUILTIN)
    return Models(
        embedder=embedder,
        intents=IntentModel.load(embedder),
        screen=Screen.load(embedder),
        sentiment=SentimentModel.load(embedder),
    )


def turn_context(
    engine: Engine, knowledge: Knowledge, shared: Shared, thresholds: Thresholds = DEFAULTS
) -> TurnContext:
    """What turns of one shop work with, their conversations and hand-overs in the database of `engine`."""
    return TurnContext(
        knowledge=knowledge,
        chat=shared.chat,
        models=shared.models,
        conversations=Conversations(engine),
        handovers=Handovers(engine),
        verifications=Verifications(engine),
        clock=time.perf_counter,
        thresholds=thresholds,
        opinions=OpinionBook(engine),
        said=SaidBook(engine),
        planner=shared.planner,
    )
