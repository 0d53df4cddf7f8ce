"""A question about goods that are on their way or going back is one about the order, whatever was guessed."""

from __future__ import annotations

import pytest

from bot.turn.about import About
from bot.turn.intents import IntentGuess
from bot.turn.order_in_focus import of_same_order
from bot.turn.own_goods import of_own_goods
from tests.bot.conftest import MakeDesk

SURE = IntentGuess("product_fact", 0.97, (("product_fact", 0.97), ("order_status", 0.03)), sure=True)
UNSURE = IntentGuess("product_fact", 0.6, (("product_fact", 0.6), ("order_status", 0.2)), sure=False)


@pytest.mark.parametrize(
    ("customer", "question", "guess", "products", "own"),
    [
        ("C1", "any movement on the lamp?", SURE, ("P3",), True),  # on its way
        ("C1", "灯啥时候到", SURE, ("P3",), True),
        ("C1", "how bright is the lamp?", SURE, ("P3",), False),
        ("C1", "which size is my lamp?", UNSURE, ("P3",), True),
        ("C1", "back to the lamp, may it stand by a wall?", UNSURE, ("P3",), False),
        ("C1", "any movement on the tent?", SURE, ("P1",), False),  # has come
        ("C1", "when will the lamp be back in stock?", UNSURE, ("P3",), False),
        ("C1", "if I order the lamp now, when does it get here?", UNSURE, ("P3",), False),
        (None, "any movement on the lamp?", SURE, ("P3",), False),
        ("C2", "any news?", UNSURE, (), True),
        ("C2", "any news?", SURE, (), False),
    ],
)
def test_goods_of_an_order_that_is_not_over(
    desk: MakeDesk,
    customer: str | None,
    question: str,
    guess: IntentGuess,
    products: tuple[str, ...],
    *,
    own: bool,
) -> None:
    found = of_own_goods(question, guess, About(products), desk(customer))
    assert ("order_status" in found) is own


@pytest.mark.parametrize(
    "question", ["and the food from the same day?", "同一单里那个小边几", "一起买的那双袜子呢"]
)
def test_goods_of_the_order_that_was_spoken_of(question: str) -> None:
    assert of_same_order(question)
