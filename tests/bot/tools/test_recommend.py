"""Suggestions: constraints hold exactly, nothing owned, nothing out of stock, a reason that is true."""

from __future__ import annotations

from bot.tools.recommend import recommend_tool
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


def suggested(found: object) -> list[str]:
    return [card.id for card in found.cards]  # type: ignore[attr-defined]


def test_under_a_price_means_under_it(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a lamp under 60 euros")
    assert suggested(found) == ["P4"]
    assert "€49.00" in texts(found)


def test_what_is_out_of_stock_is_not_suggested(desk: MakeDesk) -> None:
    assert "P5" not in suggested(call(recommend_tool(desk()), need="a lamp"))


def test_what_the_customer_owns_is_not_suggested(desk: MakeDesk) -> None:
    assert "P3" in suggested(call(recommend_tool(desk()), need="a lamp"))
    assert "P3" not in suggested(call(recommend_tool(desk("C1")), need="a lamp"))


def test_a_cheaper_one_says_by_how_much(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="something cheaper", similar_to="P3", cheaper=True)
    assert suggested(found) == ["P4"]
    assert "€30.00 cheaper than Lumo Desk Lamp" in texts(found)


def test_nothing_that_fits_is_said_so(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a tent under 5 euros")
    assert found.abstains
    assert not found.cards
