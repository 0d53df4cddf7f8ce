"""Comparisons: the rows that are asked for, the difference worked out."""

from __future__ import annotations

import pytest

from bot.tools import compared_rows
from bot.tools.comparative import measures_compared
from bot.tools.compare import compare_tool
from bot.tools.compared_rows import asked_rows
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


def test_the_lighter_one_and_by_how_much(desk: MakeDesk) -> None:
    found = call(compare_tool(desk()), product_ids=["P1", "P2"], question="which is lighter? weight")
    assert "2.1 kg" in texts(found)
    assert "2.9 kg" in texts(found)
    assert "Fell Ridge 2 Tent has the lower figure, by 0.8 kg" in texts(found)
    assert found.cards[0].kind == "comparison"


def test_prices_are_subtracted_in_cents(desk: MakeDesk) -> None:
    found = call(compare_tool(desk()), product_ids=["P3", "P4"], question="which is cheaper?")
    assert "by €30.00" in texts(found)


def test_one_product_cannot_be_compared(desk: MakeDesk) -> None:
    assert call(compare_tool(desk()), product_ids=["P1"]).abstains


def test_a_product_nobody_knows_is_left_out(desk: MakeDesk) -> None:
    assert call(compare_tool(desk()), product_ids=["P1", "P99"]).abstains


def test_what_is_the_same_for_both_is_not_compared(desk: MakeDesk) -> None:
    one, other = (desk().knowledge.catalogue.product(key) for key in ("P1", "P2"))
    assert one
    assert other
    same = {label for label, value in one.attributes.items() if other.attributes.get(label) == value}
    told = texts(call(compare_tool(desk()), product_ids=["P1", "P2"], question="compare the two"))
    assert same
    assert not [label for label in same if f"{label}:" in told]
    assert "Weight:" in told


def test_what_each_praises_is_not_compared(desk: MakeDesk) -> None:
    question = "on which beam dims, to look at colours by"
    told = texts(call(compare_tool(desk()), product_ids=["P3", "P4"], question=question))
    assert "Ra 97" in told
    assert "touch" not in told


@pytest.mark.parametrize(
    "question",
    [
        "how much more would I be lugging around?",
        "the warranty aside, how much more would I be lugging around",
        "which is heavier?",
        "哪个更沉？",
    ],
)
def test_a_measure_is_asked_for_by_its_verbs_and_comparatives(desk: MakeDesk, question: str) -> None:
    told = texts(call(compare_tool(desk()), product_ids=["P1", "P2"], question=question))
    assert "by 0.8 kg" in told
    assert "€" not in told


@pytest.mark.parametrize(
    ("question", "rated"),
    [
        ("is either as dear as the other or one of them better?", False),
        ("which do buyers like better?", True),
    ],
)
def test_better_alone_asks_for_no_rating(
    desk: MakeDesk, monkeypatch: pytest.MonkeyPatch, question: str, *, rated: bool
) -> None:
    monkeypatch.setattr(compared_rows, "rating_of", lambda *_: ("4.0", 3))
    products = [p for p in map(desk().knowledge.catalogue.product, ("P3", "P4")) if p]
    parts = [part for _, part, _ in asked_rows(products, question, desk())]
    assert ("rating" in parts) == rated


@pytest.mark.parametrize(
    ("question", "quantities"),
    [
        ("which of the pair plays longer before it dies", {"time"}),
        ("does either give up at 300 degrees", {"temperature"}),
        ("which is longer", {"length"}),
        ("which looks nicer", set[str]()),
    ],
)
def test_the_quantity_that_is_compared(question: str, quantities: set[str]) -> None:
    assert measures_compared(question) == quantities
