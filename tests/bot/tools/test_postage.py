"""What delivery costs: thresholds, memberships, services, regions; both languages, several wordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.postage import asks_postage, postage
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "40.00"}
LAMP_ZH = {"product_id": "L1", "name": "塔灯", "price": "40.00"}
ENGLISH = """# Delivery
## Parcels
Standard delivery costs €4.50 and takes 2 days. It is free from €60. Gold members: free from €25.
## Express
Express costs €8.95 (Gold €3.50).
## Far away
The Faroe Islands cost €6 extra.
"""
TABLE = """# Delivery
## What delivery costs
| Tier | Ground | Next-day |
|---|---|---|
| No tier | €5.95, free over €50 | €14 |
| Gold | free over €25 | €9 |
"""
CHINESE = """# 配送
## 运费
单笔满 99 元包邮，不满收 8 元。金卡会员满 39 元包邮。
## 偏远地区
新疆、西藏每单加收 20 元。
"""


@pytest.mark.parametrize(
    ("rules", "membership", "question", "told"),
    [
        (ENGLISH, None, "What's the postage on one Beacon Lamp?", "costs €4.50."),
        (ENGLISH, "Gold", "How much is delivery of a Beacon Lamp?", "is free."),
        (ENGLISH, None, "Two Beacon Lamps, how much is the delivery?", "is free."),
        (ENGLISH, "Gold", "What does express delivery of a Beacon Lamp cost?", "costs €3.50."),
        (ENGLISH, None, "What does express delivery of a Beacon Lamp cost?", "costs €8.95."),
        (ENGLISH, None, "Postage for a Beacon Lamp to the Faroe Islands?", "€4.50 + €6.00 = €10.50"),
        (TABLE, None, "What's the postage on one Beacon Lamp?", "costs €5.95."),
        (TABLE, "Gold", "Postage on one Beacon Lamp, next-day?", "costs €9.00."),
    ],
)
def test_the_charge_is_worked_out(
    tmp_path: Path, rules: str, membership: str | None, question: str, told: str
) -> None:
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=[LAMP], policies={"d": rules}, membership=membership
    )
    assert asks_postage(question)
    found = postage(Goods(("L1",), None, question), desk)
    assert found
    assert told in found.evidence[0].text
    assert found.evidence[0].source.startswith("policy:d#")


@pytest.mark.parametrize(
    ("membership", "question", "told"),
    [
        (None, "一个塔灯运费多少", "¥8.00"),
        ("金卡", "一个塔灯运费多少", "包邮"),
        (None, "寄西藏一个塔灯邮费多少", "¥8.00 + ¥20.00 = ¥28.00"),
        (None, "三个塔灯寄新疆，邮费多少", "另加 ¥20.00"),
    ],
)
def test_so_it_is_in_chinese(tmp_path: Path, membership: str | None, question: str, told: str) -> None:
    desk = desk_of(
        tmp_path,
        language="zh",
        currency="CNY",
        products=[LAMP_ZH],
        policies={"d": CHINESE},
        membership=membership,
    )
    found = postage(Goods(("L1",), None, question), desk)
    assert found
    assert told in found.evidence[0].text


def test_a_place_that_no_rule_knows_has_no_charge(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[LAMP], policies={"d": ENGLISH})
    assert postage(Goods(("L1",), None, "Postage for a Beacon Lamp to Lisbon?"), desk) is None


def test_a_return_is_not_delivery() -> None:
    assert not asks_postage("How much is the postage to return it?")
    assert not asks_postage("退货运费多少")
