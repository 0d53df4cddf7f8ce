"""Records that are far larger than a prompt: a customer with 400 orders, texts longer than the model's context."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.assistant import Assistant
from bot.llm.fakes import ScriptedChat
from bot.turn.fakes import ScriptedIntents
from bot.turn.state import Intent
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.conftest import Make
from tests.bot.shop import ORDERS, PRODUCTS, order, product, write_shop

CONTEXT = 4096
MANY = 400
LONG = "The cloth is woven from long threads that were dyed by hand. " * 800


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = tmp_path_factory.mktemp("large")
    shop = write_shop(folder / "shop")
    orders = [
        order(
            f"N{n:04}",
            "C1",
            "delivered",
            "P3",
            placed_at=f"20{10 + n // 40}-0{1 + n % 9}-{1 + n % 28:02}T10:00:00Z",
        )
        for n in range(MANY)
    ]
    _write(shop / "orders.jsonl", [*ORDERS, *orders])
    saga = product(
        "P9", "Saga Blanket", "59.00", category="Home", description=LONG, attributes={"Fabric": LONG}
    )
    _write(shop / "products.jsonl", [*PRODUCTS, saga])
    (shop / "policies" / "care.md").write_text(
        f"---\nlanguage: en\n---\n# Care\n\n## Washing blankets\n{LONG}\n"
    )
    embedder = load_embedder("hash")
    build_store(read_shop(shop), folder / "store", embedder)
    return open_store(folder / "store", embedder)


def _write(path: Path, records: list[dict[str, Any]]) -> None:
    path.write_text("".join(f"{json.dumps(each)}\n" for each in records), encoding="utf-8")


def assistant_of(
    make: Make, knowledge: Knowledge, script: dict[str, Intent]
) -> tuple[Assistant, ScriptedChat]:
    made, chat = make(script, ["It is woven from long threads."] * 4)
    context = replace(made._context, knowledge=knowledge)  # pyright: ignore[reportPrivateUsage]
    context = replace(context, models=replace(context.models, intents=ScriptedIntents(script)))
    return Assistant(context), chat


@pytest.mark.parametrize(
    ("question", "intent", "told"),
    [
        ("Show me all my orders", "order_history", f"{MANY + 2} orders"),
        ("Where is my order?", "order_status", "O0002"),
        ("How much was order N0399?", "order_status", "79.00"),
        ("Can I still return my desk lamp?", "returns", "O0002"),
    ],
)
async def test_a_customer_with_hundreds_of_orders_is_answered(
    make: Make, large: Knowledge, question: str, intent: Intent, told: str
) -> None:
    assistant, _ = assistant_of(make, large, {question: intent})
    session = await assistant.open_session(customer_id="C1")
    started = time.perf_counter()
    reply = await assistant.ask(session.session_id, question)
    assert told in reply.text
    assert len(reply.text) < 2500
    assert len(reply.cards) <= 6
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("What is the fabric of the Saga Blanket?", "product_fact"),
        ("How do I go about washing blankets?", "policy"),
    ],
)
async def test_evidence_longer_than_the_context_is_cut(
    make: Make, large: Knowledge, question: str, intent: Intent
) -> None:
    assistant, chat = assistant_of(make, large, {question: intent})
    session = await assistant.open_session()
    reply = await assistant.ask(session.session_id, question)
    assert "long threads" in reply.text
    assert len(reply.text) < 2500
    assert all(len(asked.text) < CONTEXT for asked in chat.asked)
