"""What a record says of a matter of safety is told in its own words, and what it warns of with it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import prompts
from bot.tools.desk import Desk
from bot.tools.knowledge import search_tool
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.conftest import MakeDesk
from tests.bot.shop import product, write_shop
from tests.bot.tools.calling import call

SERUM = product(
    "S1", "Nightfall Serum", "38.00",
    attributes={"Begin with": "Two evenings a week", "Don't use if": "You are pregnant", "Keeps": "4 months"},
    features=["Made without nuts"],
    translations={"zh": {
        "name": "夜幕精华",
        "attributes": {"起始频率": "每周两晚", "不适用": "孕期", "开封后可用": "4 个月"},
        "features": ["不含坚果"],
    }},
)  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder, embedder = tmp_path_factory.mktemp("safety"), load_embedder("hash")
    write_shop(folder / "shop")
    with (folder / "shop" / "products.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(SERUM, ensure_ascii=False) + "\n")
    build_store(read_shop(folder / "shop"), folder / "store", embedder)
    return open_store(folder / "store", embedder)


@pytest.fixture
def serum(shop: Knowledge, desk: MakeDesk) -> dict[str, Desk]:
    return {
        language: replace(desk(language=language), knowledge=shop, phrases=prompts.phrases(language))
        for language in ("en", "zh")
    }


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        ("5 months along now, am I ok to carry on with it of an evening?", ["don-t-use-if"]),
        ("怀孕五个月了，晚上还能接着用吗", ["don-t-use-if"]),
        ("My son is allergic to nuts, could he use it?", ["features-1", "don-t-use-if"]),
        ("对坚果过敏能用吗", ["features-1", "don-t-use-if"]),
    ],
)
def test_the_record_answers_in_its_own_words_with_its_warning(
    serum: dict[str, Desk], question: str, sources: list[str]
) -> None:
    desk = serum["en" if question.isascii() else "zh"]
    found = call(search_tool(desk), query=question, product_ids=["S1"])
    assert [e.source.partition("#")[2] for e in found.evidence] == sources
    assert all(e.complete and e.language == desk.language for e in found.evidence)


def test_a_warning_of_another_matter_is_told_as_what_comes_nearest(serum: dict[str, Desk]) -> None:
    found = call(search_tool(serum["en"]), query="I have epilepsy, may I use it?", product_ids=["S1"])
    assert found.evidence == ()
    assert [e.source for e in found.nearest][:1] == ["product:S1#don-t-use-if"]


def test_a_question_of_no_safety_is_left_to_the_search(serum: dict[str, Desk]) -> None:
    found = call(search_tool(serum["en"]), query="How many evenings do I begin with?", product_ids=["S1"])
    assert found.evidence
    assert not any(e.complete for e in found.evidence)
