"""A question for which of several things to take is a wish, not one about the product that its words come near."""

from __future__ import annotations

import pytest

from bot.turn.routing import rerouted
from bot.turn.state import Task
from tests.bot.conftest import MakeDesk


@pytest.mark.parametrize(
    ("question", "confidence", "intent"),
    [
        ("I'm allergic to fish. Which omega-3 could I get?", 0.6, "recommend"),
        ("我对坚果过敏，哪种点心能吃", 0.6, "recommend"),
        ("I'm allergic to fish. Which omega-3 could I get?", 0.9, "product_fact"),
        ("Which omega-3 has more EPA?", 0.6, "product_fact"),
    ],
)
def test_what_to_take_is_a_wish(desk: MakeDesk, question: str, confidence: float, intent: str) -> None:
    task = Task(question, "product_fact", confidence, ("P1",))
    found = rerouted(task, desk())
    assert (found.intent, found.products) == (intent, () if intent == "recommend" else ("P1",))


def test_a_sure_guess_of_a_fact_of_nothing_in_particular_is_a_wish_too(desk: MakeDesk) -> None:
    wish = Task("飞机上想压住引擎声，买哪个", "product_fact", 0.9)
    assert rerouted(wish, desk()).intent == "recommend"
