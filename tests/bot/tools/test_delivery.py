"""What delivery costs by the rules, for a place, a membership and a value; several wordings, both languages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.tools.delivery import asks_delivery_cost, delivery_cost
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "40.00", "category": "Lamps"}
ISLAND = (
    "# Delivery\n## Standard\nStandard delivery in Ireland costs €4.90. Without a membership it is free from €60; "
    "Gold members never pay: always free.\n"
    "## Express\nExpress costs €11.90; Gold members pay €3.90.\n"
    "## Abroad\nDelivery to Northern Ireland and EU countries costs €9.90 and is free from €120 for everyone. "
    "We do not deliver outside the EU and Northern Ireland.\n"
)
KINGDOM = (
    "# Postage\n## Parcels\nParcels cost £4.50, free over £60.\n"
    "## Further away\nNorthern Ireland and the Scottish islands cost £6 extra. We do not ship abroad.\n"
)
INLAND = """# 配送
## 运费
单笔满 99 元包邮，不满收 8 元。
## 偏远地区
新疆、西藏每单加收 20 元。港澳台与海外暂不发货。
"""


def answer(
    folder: Path, question: str, rules: str, country: str, *, earlier: tuple[str, ...] = (), **given: object
) -> str | None:
    """What is told, with its sources; None where it is left to the rules themselves."""
    currency = {"IE": "EUR", "GB": "GBP", "CN": "CNY"}[country]
    language = "zh" if country == "CN" else "en"
    desk = desk_of(
        folder, language=language, currency=currency, products=[LAMP], policies={"post": rules},
        country=country, **given,
    )  # fmt: skip
    assert asks_delivery_cost(question)
    found = delivery_cost(Goods((), None, question), replace(desk, earlier=earlier))
    assert found is None or all(e.source.startswith("policy:post#") for e in found.evidence)
    return found.evidence[0].text if found else None


@pytest.mark.parametrize(
    ("question", "rules", "country", "told"),
    [
        ("Basket at 52 euro, I'm in Mayo, not a member: how much till postage is free?", ISLAND, "IE", "€8.00 more"),
        ("is delivery to Berlin free?", ISLAND, "IE", "(Germany) costs €9.90. From an order value of €120.00"),
        ("Do you ship to London?", ISLAND, "IE", "We do not deliver to London"),
        ("postage to Belfast for a £20 order", KINGDOM, "GB", "£10.50 (£4.50 and a surcharge of £6.00)"),
        ("postage to Leeds for an order of £70", KINGDOM, "GB", "is free"),
        ("do you deliver to Paris?", KINGDOM, "GB", "We do not ship abroad"),
        ("寄拉萨运费多少", INLAND, "CN", "¥28.00（¥8.00 加附加费 ¥20.00）"),
        ("买了 120 元的，寄乌鲁木齐还要运费吗", INLAND, "CN", "只收附加费 ¥20.00"),
        ("寄成都运费多少", INLAND, "CN", "¥8.00。满 ¥99.00 免运费"),
        ("人在香港，能寄过来吗", INLAND, "CN", "香港暂时送不了"),
    ],
)  # fmt: skip
def test_the_charge_of_the_place_is_told(
    tmp_path: Path, question: str, rules: str, country: str, told: str
) -> None:
    assert told in (answer(tmp_path, question, rules, country) or "")


def test_the_membership_decides(tmp_path: Path) -> None:
    gold = answer(tmp_path, "How much is express delivery?", ISLAND, "IE", membership="Gold")
    assert gold == "Express delivery costs €3.90 for Gold members."


@pytest.mark.parametrize(
    ("question", "rules"),
    [
        ("How much is postage to Scotland?", KINGDOM),
        ("How much is postage to Xyzzyton?", KINGDOM),
        ("postage to Leeds?", "# Postage\n## Cost\nSmall items cost £5 and large ones £20.\n"),
        ("postage to Leeds?", "# Postage\n## Cost\nPostage costs £5. Remote areas cost £9 extra.\n"),
    ],
)
def test_what_cannot_be_read_surely_is_left_to_the_rule(tmp_path: Path, question: str, rules: str) -> None:
    assert answer(tmp_path, question, rules, "GB") is None


@pytest.mark.parametrize(
    "question",
    [
        "what does posting something back cost",
        "How much is it to send it back?",
        "When does it arrive in Leeds?",
        "我的订单几天能到成都",
        "想送我爸一把切菜的刀，你们家有吗 多少钱",
        "Is it free of BPA?",
    ],
)
def test_other_questions_are_not_meant(question: str) -> None:
    assert not asks_delivery_cost(question)


def test_the_place_that_was_named_before_still_holds(tmp_path: Path) -> None:
    asked, rules = "and what must I spend for free postage?", ISLAND
    assert "€60.00" in (answer(tmp_path / "a", asked, rules, "IE") or "")
    told = answer(
        tmp_path / "b", asked, rules, "IE", earlier=("the lamp then", "I'm in Berlin, do you post there?")
    )
    assert "Germany" in (told or "")
    assert "€120.00" in (told or "")
    assert "€60.00" not in (told or "")
