"""What a question asks of a return."""

from __future__ import annotations

import pytest

from bot.turn.returning import asks_dates


@pytest.mark.parametrize(
    ("question", "dates"),
    [
        ("拆开一看角磕掉一块，还认账吗", False),
        ("opened it and a corner is chipped, what now", False),
        ("拆开了还能退吗", True),
        ("裂了，还能退吗", True),
    ],
)
def test_goods_that_came_damaged_have_rules_of_their_own(question: str, dates: bool) -> None:
    assert asks_dates(question, own=False) is dates
