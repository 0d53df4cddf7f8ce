"""Opens an assistant from the settings: models, the shop's knowledge, the database, and one object over them."""

from __future__ import annotations

import asyncio
import logging
import shutil
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Engine

from bot.assistant import Assistant
from bot.config import Settings, thresholds_of
from bot.conversations import Conversations
from bot.database import open_database
from bot.handover.machine import Handovers
from bot.llm.chat import ChatModel, ToolChooser
from bot.llm.client import SEED, open_chat_model
from bot.llm.embedded import MODEL_NAME
from bot.llm.langchain_chat import LangChainChat
from bot.llm.weights import find
from bot.recommend.opinions import OpinionBook
from bot.recommend.said_book import SaidBook
from bot.recommend.train import default_path, load_trained
from bot.sentiment.course import DEFAULTS, Thresholds
from bot.sentiment.model import SentimentModel
from bot.sentiment.need import NeedModel, NeedVectors
from bot.turn.intents import IntentModel
from bot.turn.message_vectors import message_vectors
from bot.turn.screening import Screen
from bot.turn.state import Models, TurnContext
from bot.turn.warm import warm_choice, warm_up
from bot.verification import Verifications
from knowledge.dictionary import read_dictionary
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder
from knowledge.embeddings import PLAIN, Embedder
from knowledge.errors import StoreError
from knowledge.live import LiveKnowledge
from knowledge.search import Knowledge
from knowledge.shop_folder import read_profile, read_shop
from knowledge.store import build_store, default_store, is_current, shop_digest

log = logging.getLogger(__name__)
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
        # or else the first message would wait until the words that it is mended by are gathered
        await asyncio.gather(shared.warmed, asyncio.to_thread(context.knowledge.mended, ""))
        yield Assistant(context, live=live, max_message_chars=settings.max_message_chars)


@dataclass(frozen=True, slots=True)
class Shared:
    """What assistants of several shops can share.

    `warmed` ends once the language model has read the prompts of answers, `choosing` once that of choices as well.
    """

    chat: ChatModel
    embedder: Embedder
    models: Models
    warmed: Awaitable[bool]
    choosing: Awaitable[None]
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
    # loaded beside the language model, which takes longer
    reads_both = asyncio.create_task(asyncio.to_thread(multilingual))
    async with open_chat_model(settings, seed=seed) as chat, AsyncExitStack() as stack:
        stack.callback(reads_both.cancel)
        warming = asyncio.create_task(warm_up(chat, languages))
        stack.callback(warming.cancel)
        choosing = asyncio.create_task(warm_choice(chat, warming))
        stack.callback(choosing.cancel)
        if "zh" in languages:  # or else the first Chinese question would wait for it
            stack.callback(asyncio.create_task(asyncio.to_thread(read_dictionary)).cancel)
        step("loading the small models")
        embedder = await asyncio.to_thread(load_embedder, settings.embedding_model)
        await reads_both
        models = await asyncio.to_thread(load_models)
        planner = chat if settings.planner == "llm" and isinstance(chat, LangChainChat) else None
        yield Shared(chat, embedder, models, warming, choosing, planner)


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


def load_models() -> Models:
    """The small models, with the embedder that they were trained on."""
    embedder = load_embedder(PLAIN)
    vectors = message_vectors(embedder)
    return Models(
        embedder=embedder,
        intents=IntentModel.load(vectors),
        screen=Screen.load(vectors),
        sentiment=SentimentModel.load(embedder),
        need=NeedModel.load(NeedVectors(embedder, multilingual())),
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
