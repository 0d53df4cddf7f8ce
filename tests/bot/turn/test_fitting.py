"""What is known for certain corrects a guessed intent."""

from __future__ import annotations

import pytest

from bot.turn.about import About
from bot.turn.fitting import fitting
from bot.turn.state import Intent
from knowledge.constraints import Constraints

PAIR = About(("P1", "P2"), picked=True)


@pytest.mark.parametrize(
    ("guessed", "question", "subject", "expected"),
    [
        ("product_fact", "我买升降桌，送货要付多少钱？", About(("P1",), named=True), "policy"),
        ("product_fact", "How much is delivery to Spain?", About(), "policy"),
        ("product_fact", "升降桌多少钱？", About(("P1",), named=True), "product_fact"),
        ("returns", "How much money did I get back for the suitcase?", About(("P1",)), "order_status"),
        ("policy", "退了我多少钱？", About(), "order_status"),
        ("returns", "Will I get my money back if it does not fit?", About(), "returns"),
        (
            "promotion",
            "I got 17.55 back for a jacket that was 20.50, how come",
            About(("P6",)),
            "order_status",
        ),
        ("promotion", "怎么只退了24块5", About(), "order_status"),
        ("policy", "那单我最后实际花了多少", About(order_id="O0001"), "order_status"),
        ("policy", "那单要交运费吗", About(order_id="O0001"), "policy"),
        ("returns", "can I have them now", PAIR, "product_fact"),
        ("product_fact", "pro 贵多少钱", PAIR, "product_compare"),
        ("product_fact", "would the sleeping bag squash into it?", PAIR, "product_fact"),
        ("product_compare", "那个包装得下这个帐篷吗", PAIR, "product_fact"),
        ("product_fact", "pro 多少钱", About(("P2",), picked=True), "product_fact"),
    ],
)
def test_what_a_question_says_for_certain(
    guessed: Intent, question: str, subject: About, expected: Intent
) -> None:
    assert fitting(guessed, question, subject, Constraints()) == expected


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("how much did you knock off in the end?", "order_status"),
        ("how much did ye take off for the scratches", "order_status"),
        ("how much will you take off if I buy two", "returns"),
    ],
)
def test_what_was_knocked_off_stands_in_an_order(question: str, intent: str) -> None:
    assert fitting("returns", question, About(), Constraints()) == intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [("earbuds on the same van?", "order_status"), ("how heavy are the earbuds", "product_fact")],
)
def test_whether_goods_of_an_order_come_together_is_asked_of_the_order(question: str, intent: str) -> None:
    about_order = About(("P1",), order_id="O0001", named=True)
    assert fitting("product_fact", question, about_order, Constraints()) == intent
