"""Things of one's own are not wished for."""

from __future__ import annotations

import pytest

from bot.tools.belongings import belongings, of_own
from bot.tools.recommend import recommend_tool
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("something to put under my tent", True),
        ("a tent, please", False),
        ("I need to replace my old tent", False),
        ("a tent that goes over my lamp", False),
        ("anything new?", False),
    ],
)
def test_a_thing_of_ones_own_is_told_from_one_that_is_wished_for(
    desk: MakeDesk, text: str, own: bool
) -> None:
    assert of_own(text, desk()) == own


def test_what_goes_with_a_thing_of_ones_own_is_not_another_of_its_kind(desk: MakeDesk) -> None:
    text = "something to wear under my jacket"
    assert belongings(text, desk()) == ("P6",)
    assert "P6" not in {card.id for card in call(recommend_tool(desk()), need=text).cards}
