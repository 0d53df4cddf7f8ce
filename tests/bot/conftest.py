"""The small shop as knowledge, on the hash embedder: no model is loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

import prompts
from bot.tools.desk import Desk
from knowledge.embeddings import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.databases import database_url, postgres
from tests.bot.shop import write_shop

__all__ = ["database_url", "desk", "knowledge", "postgres"]

MakeDesk = Callable[..., Desk]


@pytest.fixture(scope="session")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("pebble")
    embedder = load_embedder("hash")
    build_store(read_shop(write_shop(folder / "shop")), folder / "store", embedder)
    return open_store(folder / "store", embedder)


@pytest.fixture
def desk(knowledge: Knowledge) -> MakeDesk:
    def make(customer_id: str | None = None, language: str = "en") -> Desk:
        return Desk(
            knowledge=knowledge,
            phrases=prompts.phrases(language),
            language=language,
            today=date(2026, 3, 18),
            session_id="s1",
            customer=knowledge.catalogue.customer(customer_id) if customer_id else None,
        )

    return make
