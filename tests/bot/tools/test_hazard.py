"""Goods that have become dangerous."""

from __future__ import annotations

import pytest

from bot.tools.hazard import endangers, warning
from tests.bot.conftest import MakeDesk


@pytest.mark.parametrize(
    ("question", "dangerous"),
    [
        ("the lamp I bought is smoking, what now?", True),
        ("my lamp gave me a shock", True),
        ("我的灯冒烟了", True),
        ("does the lamp get hot?", False),
        ("I was shocked by the price of my lamp", False),
        ("do you sell sparkling lamps?", False),
    ],
)
def test_danger_is_what_has_happened_to_a_thing_of_ones_own(question: str, dangerous: bool) -> None:
    assert endangers(question) == dangerous


@pytest.mark.parametrize(("language", "stop"), [("en", "stop using"), ("zh", "停止使用")])
def test_the_warning_says_to_stop_and_offers_a_person(desk: MakeDesk, language: str, stop: str) -> None:
    shop = desk(language=language)
    product = shop.knowledge.catalogue.product("P3")
    assert product is not None
    found = warning(product, shop)
    assert stop in found.said[0]
    assert found.offers_person
    assert found.focus == ("product:P3",)
