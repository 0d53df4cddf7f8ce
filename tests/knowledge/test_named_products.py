"""Questions that name a product or only describe one: what is linked, and what is said of it beside its name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.search import Knowledge
from knowledge.store import build_store, open_store
from tests.knowledge.small_shop import policy, product, small_shop

KITCHEN, LIGHT, OFFICE = "Cooking", "Lighting", "Office"
GOODS = (
    product("A1", "Brasa Cast Iron Skillet 26", "54.00", category=KITCHEN, attributes={"Oven": "Any heat"}),
    product("A2", "Brasa Carbon Steel Pan 28", "62.00", category=KITCHEN, attributes={"Oven": "To 260 °C"}),
    product("A3", "Lumo Arc Desk Lamp", "79.00", category=LIGHT, attributes={"Height": "62 cm"}),
    product(
        "A4", "Deskwell Reach Monitor Arm", "84.00", category=OFFICE, attributes={"Height": "52 cm"},
        translations={"zh": {"name": "Deskwell Reach 显示器支架"}},
    ),
    product(
        "A5", "Tailwind Salmon Cat Food", "24.50", category="Pets", stock=0,
        attributes={"For": "Grown cats", "Best before": "15 months"},
    ),
    product("A6", "Rise Standing Desk", "429.00", category=OFFICE, stock=2),
    product("A7", "Galewind Hair Dryer", "61.00", category="Devices"),
    product("A8", "Pulsar Face Brush", "49.00", category="Devices"),
)  # fmt: skip
DELIVERY = policy(
    "delivery",
    "Delivery",
    {
        "Express": "Express delivery costs €11.90 and arrives on the next day.",
        "By appointment": "The standing desk and chairs come by appointment, for €29.",
        "Batteries": "The Galewind and the Pulsar travel by road only.",
    },
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    folder: Path = tmp_path_factory.mktemp("named")
    shop = small_shop(
        products=GOODS, orders=(), reviews=(), faqs=(), manuals=(), promotions=(), policies=(DELIVERY,)
    )
    build_store(type(shop)(**{**vars(shop), "root": folder}), folder / "store", HashEmbedder())
    opened = open_store(folder / "store", HashEmbedder())
    yield opened
    opened.close()


def linked(knowledge: Knowledge, text: str) -> set[str]:
    hits = knowledge.search(text, k=20)
    return {h.passage.product_id or "" for h in hits if {"product", "product name"} & set(h.matched)}


def test_words_before_a_kind_say_which_product_is_meant(knowledge: Knowledge) -> None:
    assert linked(knowledge, "how hot may the pan get") == {"A2"}
    assert linked(knowledge, "how hot may the cast iron pan get") == {"A1"}


def test_a_word_that_fits_as_well_links_both(knowledge: Knowledge) -> None:
    assert linked(knowledge, "how hot may the iron pan get") == {"A1", "A2"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("my galewind keeps dying halfway", {"A7"}),  # no English word
        ("so galewind or not", {"A7"}),
        ("pulsar slipped out of my hand", {"A8"}),  # begins the sentence and the name
        ("is my pulsar any good", {"A8"}),
        ("they saw a pulsar spin through the telescope", set()),
        ("brush it off, will you", set()),
        ("my galewind dries nothing any more", {"A7"}),
    ],
)
def test_the_word_that_makes_a_name_names_the_product(
    knowledge: Knowledge, text: str, named: set[str]
) -> None:
    assert {m.id for m in knowledge.mentions(text) if m.kind == "product"} == named


def test_a_part_of_a_named_product_is_no_other_product(knowledge: Knowledge) -> None:
    assert linked(knowledge, "is the arm heavy") == {"A4"}
    assert linked(knowledge, "how far up does the arm of the Arc desk lamp go") == {"A3"}


def test_a_part_of_a_chinese_word_does_not_make_a_name_of_it(knowledge: Knowledge) -> None:
    scores = [m.score for m in knowledge.mentions("够得到显示器上面吗") if m.id == "A4"]
    assert all(score < 0.8 for score in scores)
    assert max(m.score for m in knowledge.mentions("显示器支架多重") if m.id == "A4") >= 0.8


@pytest.mark.parametrize(
    "question",
    ["any salmon cat food left?", "is the salmon cat food still available", "salmon cat food 还有货吗"],
)
def test_stock_is_told_before_what_only_shares_the_name(knowledge: Knowledge, question: str) -> None:
    assert "product:A5#stock" in [hit.passage.source for hit in knowledge.search(question, k=2)]


def test_a_rule_that_names_the_product_is_found_by_its_name(knowledge: Knowledge) -> None:
    hits = knowledge.search("what does delivery of the Rise standing desk cost", k=10)
    rules = {hit.passage.source: hit.lexical for hit in hits if hit.passage.kind == "policy"}
    assert rules["policy:delivery#by-appointment"] > rules["policy:delivery#express"]


def test_a_name_in_the_question_does_not_bring_its_products_texts_near(knowledge: Knowledge) -> None:
    """Every text of a product holds its name: that alone must not make any of them an answer."""
    embedder = HashEmbedder()
    question = "does the Tailwind Salmon Cat Food sing songs"
    text, asked = embedder.embed(["Tailwind Salmon Cat Food — For: Grown cats", question])
    found = {hit.passage.source: hit.dense for hit in knowledge.search(question, k=20)}
    assert found["product:A5#for"] < float(np.dot(text, asked)) - 0.2
