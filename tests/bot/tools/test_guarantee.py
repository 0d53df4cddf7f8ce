"""Guarantees: lengths read, what a membership adds, the last day; both languages, several wordings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.tools.guarantee import asks_guarantee, guarantee
from bot.tools.lengths import Length, lengths
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

KETTLE = {"product_id": "K1", "name": "Ember Kettle", "price": "60.00"}
SAW = {
    "product_id": "S1", "name": "Rasp Saw", "price": "90.00",
    "attributes": {"Guarantee": "Frame 5 years, motor and battery 2 years"},
}  # fmt: skip
POT = {"product_id": "H1", "name": "暖泉壶", "price": "199.00", "attributes": {"保修": "2 年"}}
STOVE = {"product_id": "H2", "name": "小炉", "price": "299.00"}


def bought(product: dict[str, Any]) -> dict[str, Any]:
    line = {
        "product_id": product["product_id"],
        "name": product["name"],
        "quantity": 1,
        "unit_price": product["price"],
    }
    return {"placed_at": "2025-02-25", "delivered_at": "2025-02-28", "lines": [line]}


def said(question: str, product: dict[str, Any], **shop: Any) -> str:
    found = guarantee(Goods((product["product_id"],), None, question), desk_of(products=[product], **shop))
    return " ".join(e.text for e in found.evidence) if found else ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two years from delivery", [(2, "year")]),
        ("6 more months", [(6, "month")]),
        ("within 15 working days", []),
        ("24 个月，从签收算起", [(24, "month")]),
        ("一年半", [(18, "month")]),
        ("半年", [(6, "month")]),
        ("2026 年 11 月 1 日", []),
        ("二十四个月", [(24, "month")]),
    ],
)
def test_lengths_are_read(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(each.number, each.unit) for each in lengths(text)] == expected


def test_a_month_that_has_no_such_day_ends_on_its_last() -> None:
    assert Length(6, "month").after(date(2025, 8, 31)) == date(2026, 2, 28)
    assert Length(8, "week").after(date(2026, 11, 5)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("rule", "until"),
    [
        ("# Guarantee\n## How long\n2 years on everything, from the day of delivery.\n", "28 February 2027"),
        (
            "# Warranty\n## Term\nEighteen months is not ours: we give three years from delivery.\n",
            "28 February 2028",
        ),
    ],
)
def test_a_rule_gives_the_last_day(tmp_path: Path, rule: str, until: str) -> None:
    asked = "Until when is my Ember Kettle guaranteed?"
    text = said(
        asked,
        KETTLE,
        folder=tmp_path,
        language="en",
        currency="EUR",
        policies={"g": rule},
        order=bought(KETTLE),
    )
    assert until in text


def test_each_part_of_the_goods_has_its_own_day(tmp_path: Path) -> None:
    shop: dict[str, Any] = {
        "folder": tmp_path,
        "language": "en",
        "currency": "EUR",
        "policies": {"g": "# Guarantee\n## Start\nIt runs from delivery.\n"},
        "order": bought(SAW),
    }
    text = said("Is the motor of my saw still covered?", SAW, **shop)
    assert "28 February 2027" in text
    assert "2030" not in text


@pytest.mark.parametrize(
    ("rule", "until", "length"),
    [
        ("# 保修\n## 期限\n自送达起算。\n## 会员\n金卡会员整机保修多 6 个月。\n", "2027年8月28日", "30 个月"),
        ("# 保修\n## 期限\n自送达起算。\n## 会员\n金卡会员延长到 36 个月。\n", "2028年2月28日", "36 个月"),
    ],
)
def test_a_membership_adds_to_it_or_replaces_it(tmp_path: Path, rule: str, until: str, length: str) -> None:
    shop: dict[str, Any] = {
        "folder": tmp_path, "language": "zh", "currency": "CNY", "policies": {"g": rule}, "membership": "Gold",
    }  # fmt: skip
    text = said("我的暖泉壶保修到哪天", POT, order=bought(POT), **shop)
    assert until in text
    assert length in text


def test_without_an_order_the_time_is_told(tmp_path: Path) -> None:
    rule = "# 保修\n## 期限\n整机保修 24 个月，从签收那天算起。\n"
    shop: dict[str, Any] = {"folder": tmp_path, "language": "zh", "currency": "CNY", "policies": {"g": rule}}
    assert "24 个月" in said("小炉保修多久", STOVE, **shop)


def test_nothing_is_said_where_the_data_gives_no_time(tmp_path: Path) -> None:
    rule = "# Returns\n## Time\nYou have 30 days from delivery.\n"
    shop: dict[str, Any] = {"folder": tmp_path, "language": "en", "currency": "EUR", "policies": {"r": rule}}
    assert said("How long is the Ember Kettle guaranteed?", KETTLE, **shop) == ""


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("the brush I had off you last year, until when is that guaranteed", True),
        ("要是我入一台，按我的级别能免费修多久？", True),
        ("how do I make a claim under the guarantee", False),
        ("Can I return it within 30 days?", False),
    ],
)
def test_which_questions_ask_for_it(question: str, asked: bool) -> None:
    assert asks_guarantee(question) == asked


def test_the_cards_of_the_goods_and_their_order_come_with_it(tmp_path: Path) -> None:
    shop = desk_of(
        folder=tmp_path, language="en", currency="EUR", products=[KETTLE], order=bought(KETTLE),
        policies={"g": "# Guarantee\n## How long\n2 years on everything, from the day of delivery.\n"},
    )  # fmt: skip
    found = guarantee(Goods(("K1",), None, "Until when is my Ember Kettle guaranteed?"), shop)
    assert found
    assert [card.kind for card in found.cards] == ["product", "order"]


def test_what_the_law_gives_stands_beside_a_shorter_promise(tmp_path: Path) -> None:
    rules = "# Warranty\n## Legal guarantee\nEvery item has a legal guarantee of {} from delivery.\n"
    product = {**SAW, "attributes": {"Warranty": "18 months"}}
    shop: dict[str, Any] = {"language": "en", "currency": "EUR"}
    asked = "Is the saw still under warranty after 20 months?"
    for years, told in (("3 years", True), ("1 year", False)):
        text = said(asked, product, folder=tmp_path / years, policies={"w": rules.format(years)}, **shop)
        assert "18 months" in text
        assert ("legal guarantee" in text) is told
