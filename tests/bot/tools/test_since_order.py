"""Times that rules count from an order, its payment or its delivery."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.tools.returned_goods import Goods
from bot.tools.since_order import asks_by_when, since_order
from tests.bot.tools.shops import desk_of

LINE = {"product_id": "L1", "name": "Beacon Lamp", "quantity": 1, "unit_price": "80.00"}
LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "80.00"}
LINE_ZH, LAMP_ZH = {**LINE, "name": "塔灯"}, {**LAMP, "name": "塔灯"}


def order(line: dict[str, Any]) -> dict[str, Any]:
    return {"placed_at": "2026-11-01", "delivered_at": "2026-11-05", "lines": [line]}


@pytest.mark.parametrize(
    ("rule", "question", "until"),
    [
        (
            "# Price protection\n## How long\nIf the price drops within 14 days of payment we pay the difference; "
            "30 days for Gold members.\n",
            "The price of the Beacon Lamp dropped, do I get the difference?",
            "1 December 2026",
        ),
        (
            "# Exchange\n## How long\nSwap the size or colour within 21 days of delivery.\n",
            "Can I still swap the Beacon Lamp for another colour?",
            "26 November 2026",
        ),
    ],
)
def test_the_last_day_is_counted_from_what_the_rule_names(
    tmp_path: Path, rule: str, question: str, until: str
) -> None:
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=[LAMP], policies={"r": rule}, membership="Gold",
        order=order(LINE),
    )  # fmt: skip
    found = since_order(Goods(("L1",), None, question), desk)
    assert found
    assert until in found.evidence[0].text
    assert {e.source.partition(":")[0] for e in found.evidence} == {"policy", "order"}


@pytest.mark.parametrize(
    ("rule", "question", "until"),
    [
        ("# 价保\n## 期限\n付款后 15 天内降价补差价。\n", "塔灯降价了还能补差价吗", "2026年11月16日"),
        ("# 换货\n## 期限\n签收后 7 天内可以换一次。\n", "塔灯换货换个颜色还来得及吗", "2026年11月12日"),
    ],
)
def test_so_it_is_in_chinese(tmp_path: Path, rule: str, question: str, until: str) -> None:
    desk = desk_of(
        tmp_path,
        language="zh",
        currency="CNY",
        products=[LAMP_ZH],
        policies={"r": rule},
        order=order(LINE_ZH),
    )
    found = since_order(Goods(("L1",), None, question), desk)
    assert found
    assert until in found.evidence[0].text


def test_a_guest_is_told_no_day(tmp_path: Path) -> None:
    rule = "# Price protection\n## How long\nIf the price drops within 14 days of payment we pay the difference.\n"
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=[LAMP], policies={"r": rule}, order=order(LINE),
        signed_in=False,
    )  # fmt: skip
    assert since_order(Goods(("L1",), None, "The price dropped, do I get the difference?"), desk) is None


def test_returning_is_not_meant() -> None:
    assert not asks_by_when("Until when can I return it?")
    assert asks_by_when("它降价了，给补差价吗")
