"""A bound keeps its side."""

from __future__ import annotations

import pytest

from bot.grounding.bounds import bounds_of, turned_around


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Power banks below 100 Wh are allowed", {("less", "100")}),
        ("free from an order value of €60", {("more", "60")}),
        ("orders over €1,200", {("more", "1200")}),
        ("不超过 30 天，满 60 欧元", {("less", "30"), ("more", "60")}),
        ("it weighs 2 kg", set()),
    ],
)
def test_bounds(text: str, expected: set[tuple[str, str]]) -> None:
    assert bounds_of(text) == expected


def test_above_where_the_data_says_below_is_a_fault() -> None:
    assert turned_around("74 Wh is above 100 Wh", "Power banks below 100 Wh are allowed.") == ["100"]
    assert turned_around("37 Wh is below 100 Wh", "Power banks below 100 Wh are allowed.") == []
    assert turned_around("over €60", "Free from an order value of €60.") == []
    assert turned_around("over €60", "It costs €60.") == []
