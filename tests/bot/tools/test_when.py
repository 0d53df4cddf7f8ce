"""Days as shoppers name them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.tools.when import Span, when

TODAY = date(2026, 3, 18)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("what I ordered last week", date(2026, 3, 9), date(2026, 3, 15)),
        ("上周买的", date(2026, 3, 9), date(2026, 3, 15)),
        ("last night", date(2026, 3, 17), date(2026, 3, 17)),
        ("昨天订的餐椅", date(2026, 3, 17), date(2026, 3, 17)),
        ("I ordered on Monday", date(2026, 3, 16), date(2026, 3, 16)),
        ("周一下的单", date(2026, 3, 16), date(2026, 3, 16)),
        ("the casserole in November", date(2025, 11, 1), date(2025, 11, 30)),
        ("去年12月买的帐篷", date(2025, 12, 1), date(2025, 12, 31)),
        ("二月初买的登机箱", date(2026, 2, 1), date(2026, 2, 28)),
        ("the order of 3 March", date(2026, 3, 3), date(2026, 3, 3)),
        ("3月3日的订单", date(2026, 3, 3), date(2026, 3, 3)),
        ("two weeks ago", date(2026, 3, 1), date(2026, 3, 7)),
        ("去年买的", date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_text_looks_back(text: str, first: date, last: date) -> None:
    assert when(text, TODAY) == Span(first, last)


@pytest.mark.parametrize("text", ["where is my order", "may I return it?", "30 February", "我的订单到哪了"])
def test_a_text_without_a_day(text: str) -> None:
    assert when(text, TODAY) is None
