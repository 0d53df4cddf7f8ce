"""The sample shop searched with the real embedding model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.store import open_store

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def knowledge(sample_store: Path) -> Iterator[Knowledge]:
    opened = open_store(sample_store, load_embedder("builtin"))
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("How heavy is the Fernwell Ridge 2 Tent?", "product:P001#weight"),
        ("how long does the battery of the buds 2 pro last", "product:P027#battery-life"),
        ("Kestrel Trek 45 bakpack capacity", "product:P008#capacity"),
        ("is the mizzen jacket machine washable", "product:P023#care"),
        ("can I pay with paypal", "policy:payment#ways-to-pay"),
        ("difference between buds 2 and buds 2 pro", "faq:F044"),
        ("one bud has no sound", "manual:P027#if-one-bud-is-silent"),
        ("first order discount", "promotion:PR02"),
        ("Fernwell Ridge 2 双人帐篷有多重", "product:P001#weight"),
        ("充电宝可以带上飞机吗", "faq:F065"),
        ("退款什么时候到账", "policy:returns#when-the-refund-arrives"),
    ],
)
def test_the_answer_comes_first(knowledge: Knowledge, question: str, source: str) -> None:
    assert knowledge.search(question)[0].passage.source == source


@pytest.mark.parametrize(
    ("question", "product_id", "source"),
    [
        ("how heavy is it", "P019", "product:P019#weight"),
        ("how much is it", "P014", "product:P014#price"),
        ("what's it made of", "P011", "product:P011#material"),
        ("it must fit a 15 inch laptop", "P007", "product:P007#laptop-size"),
        ("它能防水吗", "P019", "product:P019#water-resistance"),
        ("保修多久", "P033", "product:P033#warranty"),
    ],
)
def test_a_fact_of_the_product_in_view(
    knowledge: Knowledge, question: str, product_id: str, source: str
) -> None:
    found = [hit.passage.source for hit in knowledge.search(question, product_ids=[product_id], k=2)]
    assert source in found


def test_what_is_not_there_scores_low(knowledge: Knowledge) -> None:
    """Lower than what is told as an answer (`PLAIN` in `bot.tools.as_written`)."""
    asked = ["who is your CEO", "write me a poem", "tell me a joke", "今天天气怎么样"]
    found = [
        hit
        for question in asked
        for hit in knowledge.search(question, kinds=("faq", "policy", "product"), k=3)
    ]
    assert all(hit.score < 0.5 for hit in found)
