"""Products found by what a text describes, and what it demands of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.search import Knowledge
from knowledge.store import build_store, open_store
from tests.knowledge.small_shop import product, small_shop

KEYBOARDS = (
    product("K1", "Quill Type Keyboard", "80.00", category="Desk", description="Quiet keys.", stock=3),
    product("K2", "Quill Keyboard cover", "9.00", category="Desk", stock=3),
    product("K3", "Wren Lamp", "20.00", category="Light", attributes={"Socket": "E27"}, stock=0),
    product(
        "K4", "Wren Panel", "60.00", category="Light", stock=2,
        translations={"zh": {"name": "Wren 平板灯", "description": "适合书桌。"}},
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    folder: Path = tmp_path_factory.mktemp("discovery")
    shop = small_shop(products=KEYBOARDS, orders=(), reviews=(), faqs=(), manuals=())
    build_store(type(shop)(**{**vars(shop), "root": folder}), folder / "store", HashEmbedder())
    opened = open_store(folder / "store", HashEmbedder())
    yield opened
    opened.close()


def found(knowledge: Knowledge, text: str, *, demands: bool = False) -> list[str]:
    constraints = knowledge.constraints(text) if demands else None
    return [product.product_id for product, _ in knowledge.find_products(text, constraints=constraints)]


def test_the_thing_stands_before_its_accessory(knowledge: Knowledge) -> None:
    assert found(knowledge, "keyboard")[:2] == ["K1", "K2"]
    assert found(knowledge, "keyboard cover")[0] == "K2"


def test_attributes_and_translations_are_searched(knowledge: Knowledge) -> None:
    assert found(knowledge, "E27")[0] == "K3"
    assert found(knowledge, "平板灯")[0] == "K4"


def test_scores_run_from_1_down(knowledge: Knowledge) -> None:
    scores = [score for _, score in knowledge.find_products("keyboard")]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= scores[-1] <= scores[0] <= 1


def test_what_is_demanded_holds_exactly(knowledge: Knowledge) -> None:
    assert found(knowledge, "keyboard under 50 euros", demands=True) == ["K2"]
    assert "K3" not in found(knowledge, "a lamp in stock", demands=True)
    assert found(knowledge, "keyboard under 2 euros", demands=True) == []


def test_passages_of_products_that_do_not_meet_it_are_not_found(knowledge: Knowledge) -> None:
    text = "keyboard under 50 euros"
    hits = knowledge.search(text, constraints=knowledge.constraints(text), k=20)
    assert {hit.passage.product_id for hit in hits} <= {"K2", None}
    assert any(hit.passage.product_id == "K1" for hit in knowledge.search(text, k=20))
