"""What comes with goods, and what does not."""

from __future__ import annotations

import pytest

from bot.grounding.inclusion import wrongly_included
from bot.messages import Evidence

NOT_INCLUDED = (
    "A folding burner that screws onto a gas cartridge. Gas is not included and we do not sell it online."
)


def known(text: str) -> tuple[Evidence, ...]:
    return (Evidence(source="product:P1#description", title="", text=text, names=("Moor Gas Stove",)),)


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("The Moor Gas Stove comes with a gas cartridge.", NOT_INCLUDED),
        ("It includes a lamp.", "Pole and foot only: the lamp is sold separately."),
        ("本品自带电池。", "露营灯，不含电池。"),
        ("It comes with a bulb.", "Pendant lamp, bulb: not included."),
    ],
)
def test_what_a_fact_leaves_out_does_not_come_with_the_goods(sentence: str, fact: str) -> None:
    assert wrongly_included(sentence, known(fact))


@pytest.mark.parametrize(
    ("sentence", "fact"),
    [
        ("The gas cartridge is not included.", NOT_INCLUDED),
        ("It comes with a hard case.", f"{NOT_INCLUDED} A hard case is included."),
        ("本品自带支架。", "露营灯，附支架，不含电池。"),
    ],
)
def test_what_else_is_said_of_them_stands(sentence: str, fact: str) -> None:
    assert not wrongly_included(sentence, known(fact))
