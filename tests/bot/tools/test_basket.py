"""What goods cost together, and with an offer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.tools.basket import asks_price_with_offer, price_with_offer
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

RUNNING = {"starts_at": "2026-11-01", "ends_at": "2026-11-30"}
OFFERS: list[dict[str, Any]] = [
    {
        "promotion_id": "A",
        "title": "Lamps",
        "code": "GLOW15",
        "percent": 15,
        "categories": ["Lamps"],
        **RUNNING,
    },
    {
        "promotion_id": "B",
        "title": "From 90",
        "code": "MUD15",
        "amount": "15.00",
        "minimum": "90.00",
        **RUNNING,
    },
    {
        "promotion_id": "C",
        "title": "Gold",
        "code": "RICH50",
        "percent": 50,
        "memberships": ["Gold"],
        **RUNNING,
    },
]
LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "40.00", "category": "Lamps"}
BAG = {"product_id": "B1", "name": "Haul Bag", "price": "55.00", "category": "Bags"}
SOAP = {
    "product_id": "S1", "name": "Fjord Soap", "price": "10.00", "category": "Lamps",
    "variants": [
        {"variant_id": "a", "options": {"size": "50 ml"}, "price": "10.00"},
        {"variant_id": "b", "options": {"size": "100 ml"}, "price": "18.00"},
    ],
}  # fmt: skip
CHINESE = [{**LAMP, "name": "塔灯"}, {**BAG, "name": "山包"}]


@pytest.mark.parametrize(
    ("question", "ids", "after"),
    [
        ("A Beacon Lamp and a Haul Bag with MUD15, what do I pay?", ("L1", "B1"), "€80.00"),
        ("Beacon Lamp plus Haul Bag with GLOW15, how much?", ("L1", "B1"), "€89.00"),
        ("What does the Beacon Lamp cost with the best code?", ("L1",), "€34.00"),
        ("Three Beacon Lamps with the best code, how much?", ("L1",), "€102.00"),
        ("so what's the 100 ml Fjord Soap with that", ("S1",), "€15.30"),
    ],
)
def test_an_offer_is_taken_off_the_sum(
    tmp_path: Path, question: str, ids: tuple[str, ...], after: str
) -> None:
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=[LAMP, BAG, SOAP], policies={}, promotions=OFFERS
    )
    assert asks_price_with_offer(question)
    found = price_with_offer(Goods(ids, None, question), desk)
    assert found
    assert after in found.evidence[0].text


@pytest.mark.parametrize(
    ("question", "ids", "after"),
    [("塔灯加山包用MUD15到手多少", ("L1", "B1"), "¥80.00"), ("两个塔灯用GLOW15多少钱", ("L1",), "¥68.00")],
)
def test_so_it_is_in_chinese(tmp_path: Path, question: str, ids: tuple[str, ...], after: str) -> None:
    desk = desk_of(tmp_path, language="zh", currency="CNY", products=CHINESE, policies={}, promotions=OFFERS)
    found = price_with_offer(Goods(ids, None, question), desk)
    assert found
    assert after in found.evidence[0].text


def test_of_versions_that_are_not_named_each_has_its_price_with_an_offer(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[SOAP], policies={}, promotions=OFFERS)
    found = price_with_offer(Goods(("S1",), None, "What's the Fjord Soap with GLOW15?"), desk)
    assert found
    told = " ".join(e.text for e in found.evidence)
    assert "(50 ml) comes to €10.00" in told
    assert "€15.30" in told


def test_an_offer_may_be_named_by_its_share(tmp_path: Path) -> None:
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=[LAMP, BAG, SOAP], policies={}, promotions=OFFERS
    )
    question = "MUD15 aside, with just the 15% what would the 100 ml Fjord Soap come to?"
    assert asks_price_with_offer(question)
    found = price_with_offer(Goods(("S1",), None, question), desk)
    assert found
    assert "€15.30" in found.evidence[0].text
