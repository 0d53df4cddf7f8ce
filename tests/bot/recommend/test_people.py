"""For how many people something is wished."""

from __future__ import annotations

import pytest

from bot.recommend.people import people_in


@pytest.mark.parametrize(
    ("need", "people"),
    [
        ("All three of us have to sleep inside", 3),
        ("a tent for 4 people", 4),
        ("we are a family of five", 5),
        ("我们三个人住的帐篷", 3),
        ("一家四口用", 4),
        ("a tent under 200 euros", None),
        ("two of the lamps", None),
    ],
)
def test_how_many_people_are_told(need: str, people: int | None) -> None:
    assert people_in(need) == people
