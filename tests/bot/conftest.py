"""The small shop as knowledge, on the hash embedder, and an assistant with scripted models: no model is loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

import prompts
from bot.assistant import Assistant
from bot.conversations import Conversations
from bot.database import open_database
from bot.handover.machine import Handovers
from bot.llm.fakes import ScriptedChat
from bot.messages import Sentiment
from bot.recommend.opinions import OpinionBook
from bot.recommend.said_book import SaidBook
from bot.sentiment.model import ScriptedSentiment
from bot.sentiment.need import ScriptedNeed
from bot.tools.desk import Desk
from bot.turn.fakes import ScriptedIntents, ScriptedScreen
from bot.turn.state import Intent, Models, TurnContext
from bot.verification import Verifications
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.databases import database_url, postgres
from tests.bot.shop import write_shop

__all__ = ["database_url", "desk", "knowledge", "postgres"]

CALM = Sentiment(label="neutral", score=0.0, confidence=0.9)
UPSET = Sentiment(label="negative", score=-0.5, confidence=0.9)
ANGRY = Sentiment(label="negative", score=-0.95, confidence=0.95)
SHARP = Sentiment(label="negative", score=-0.8, confidence=0.95)
MakeDesk = Callable[..., Desk]
Make = Callable[..., tuple[Assistant, ScriptedChat]]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("pebble")
    embedder = load_embedder("hash")
    build_store(read_shop(write_shop(folder / "shop")), folder / "store", embedder)
    return open_store(folder / "store", embedder)


@pytest.fixture
def desk(knowledge: Knowledge) -> MakeDesk:
    def make(customer_id: str | None = None, language: str = "en", today: date = date(2026, 3, 18)) -> Desk:
        return Desk(
            knowledge=knowledge,
            phrases=prompts.phrases(language),
            language=language,
            today=today,
            session_id="s1",
            customer=knowledge.catalogue.customer(customer_id) if customer_id else None,
        )

    return make


@pytest.fixture
def make(knowledge: Knowledge, tmp_path: Path) -> Make:
    engine = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}")

    def build(
        intents: Mapping[str, Intent],
        replies: Iterable[object] = (),
        *,
        angry: Iterable[str] = (),
        sharp: Iterable[str] = (),
        upset: Iterable[str] = (),
        blocked: Iterable[str] = (),
        unsure: Iterable[str] = (),
        settled: Sequence[str] = (),
    ) -> tuple[Assistant, ScriptedChat]:
        chat = ScriptedChat(replies)  # type: ignore[arg-type]
        models = Models(
            embedder=load_embedder("hash"),
            intents=ScriptedIntents(intents, set(unsure)),
            screen=ScriptedScreen(set(blocked)),
            sentiment=ScriptedSentiment(
                {**dict.fromkeys(angry, ANGRY), **dict.fromkeys(sharp, SHARP), **dict.fromkeys(upset, UPSET)},
                CALM,
            ),
            need=ScriptedNeed(settled),
        )
        context = TurnContext(
            knowledge=knowledge,
            chat=chat,
            models=models,
            conversations=Conversations(engine),
            handovers=Handovers(engine),
            verifications=Verifications(engine),
            clock=time.perf_counter,
            opinions=OpinionBook(engine),
            said=SaidBook(engine),
            choice_seconds=60.0,
        )
        return Assistant(context), chat

    return build
