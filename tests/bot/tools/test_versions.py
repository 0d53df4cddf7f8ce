"""Colour and size of a version are looked up, not guessed."""

from __future__ import annotations

import pytest

from bot.tools.knowledge import search_tool
from bot.tools.orders import orders_tool
from bot.tools.recommend import recommend_tool
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Do you have the Gale Rain Jacket in navy, size L?", "Navy / L: €119.00, in stock (3)"),
        ("Is the Gale Rain Jacket in navy size M in stock?", "Navy / M: €119.00, out of stock"),
        ("how much is the red Gale Rain Jacket?", "Red / M: €99.00, in stock (5)"),
    ],
)
def test_price_and_stock_of_the_version_asked_for(desk: MakeDesk, question: str, expected: str) -> None:
    found = call(search_tool(desk()), query=question, product_ids=["P6"])
    assert expected in texts(found)
    assert all(e.complete for e in found.evidence)


def test_a_version_that_does_not_exist_is_said_so(desk: MakeDesk) -> None:
    found = call(search_tool(desk()), query="the Gale Rain Jacket in red, size L?", product_ids=["P6"])
    assert "does not come in Red / L" in texts(found)
    assert "Navy / L" in texts(found)


def test_money_paid_back_for_a_cancelled_order(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C2")), question="Did my refund arrive?")
    assert "€229.00 was paid back for order O0000 on 4 December 2025" in texts(found)


def test_a_size_in_letters_that_there_is_not_is_said_so(desk: MakeDesk) -> None:
    found = call(search_tool(desk()), query="do you make the Gale Rain Jacket in XL?", product_ids=["P6"])
    assert "XL" in texts(found)
    assert "does not come in" in texts(found)


@pytest.mark.parametrize(
    "question", ["does the zip of the red Gale Rain Jacket rust?", "可以用红醋洗 Gale Rain Jacket 吗"]
)
def test_a_colour_named_in_passing_asks_for_no_version(desk: MakeDesk, question: str) -> None:
    found = call(search_tool(desk()), query=question, product_ids=["P6"])
    assert not [e for e in found.evidence if e.source.endswith("#variants") and e.complete]


def test_the_stock_of_each_version_is_told_where_none_is_named(desk: MakeDesk) -> None:
    found = call(search_tool(desk()), query="is the Gale Rain Jacket back in", product_ids=["P6"])
    assert "Navy / L 3" in texts(found)
    assert "sold out: Navy / M" in texts(found)


def test_have_ye_asks_for_a_version(desk: MakeDesk) -> None:
    found = call(search_tool(desk()), query="have ye the Gale Rain Jacket in navy", product_ids=["P6"])
    assert "Navy / L: €119.00, in stock (3)" in texts(found)


def test_is_one_to_be_had_asks_for_a_version(desk: MakeDesk) -> None:
    found = call(
        search_tool(desk()), query="is the navy Gale Rain Jacket in M to be had?", product_ids=["P6"]
    )
    assert "Navy / M: €119.00, out of stock" in texts(found)


def test_a_suggestion_tells_what_its_versions_cost(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a rain jacket")
    assert "Gale Rain Jacket comes in: Navy / L €119.00, Red / M €99.00." in texts(found)


def test_a_suggestion_tells_the_versions_left_where_colours_are_asked_for(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a rain jacket, which colours are there?")
    assert "Gale Rain Jacket is in stock in: " in texts(found)
