"""The last day to order for a day that the shop names; both languages, two wordings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.last_order import asks_last_order, last_order
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "40.00", "category": "Lamps"}
HEAD = "# Winter\n## Last orders\n"
AFTER = HEAD + (
    "To arrive before Christmas order by 17 December with standard delivery, by 21 December with express. "
    "For the Republic of Ireland the last day is 9 December.\n"
)
BEFORE = HEAD + (
    "For delivery before Christmas order standard by Thursday 17 December, next-day by Monday 21 December at 13:00.\n"
)
ZH = "# 年末\n## 最晚下单日\n圣诞前送达：标准配送 12 月 17 日（周四）前，次日达 12 月 21 日（周一）前下单。\n"
ZH_OTHER = (
    "# 年货\n## 截止\n春节前收到：普通快递请在 2027 年 1 月 28 日前下单，顺丰请在 2027 年 2 月 2 日前下单。\n"
)


@pytest.mark.parametrize(
    ("rules", "question", "told"),
    [
        (
            AFTER,
            "What's the last day to order with standard delivery so it's here before Christmas?",
            "17 December",
        ),
        (AFTER, "how late can I leave it with normal delivery so that it's under the tree?", "17 December"),
        (AFTER, "Last day to order to the Republic of Ireland in time for Christmas?", "9 December"),
        (BEFORE, "When must I order by express for it to arrive before Christmas?", "21 December"),
        (ZH, "圣诞节前要到，标准配送最晚哪天下单", "12月17日"),
        (ZH, "次日达的话几号前下单圣诞前能到", "12月21日"),
        (ZH_OTHER, "年货走普通快递，最晚什么时候下单年前能收到", "2027年1月28日"),
    ],
)
def test_the_day_of_the_way_of_delivery_is_told(tmp_path: Path, rules: str, question: str, told: str) -> None:
    language = "en" if question.isascii() else "zh"
    desk = desk_of(tmp_path, language=language, currency="EUR", products=[LAMP], policies={"r": rules})
    assert asks_last_order(question)
    found = last_order(Goods((), None, question), desk)
    assert found
    assert told in found.evidence[0].text
    assert found.evidence[0].source.startswith("policy:r#")


@pytest.mark.parametrize(
    "question",
    [
        "What's the last day to order so it's here before Christmas?",
        "Last day to order to Lisbon before Christmas?",
    ],
)
def test_where_the_way_or_place_is_not_known_the_rule_is_told_as_it_stands(
    tmp_path: Path, question: str
) -> None:
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[LAMP], policies={"r": AFTER})
    found = last_order(Goods((), None, question), desk)
    assert found
    assert [e.text for e in found.evidence] == [AFTER.removeprefix(HEAD).strip()]


def test_another_event_has_no_day(tmp_path: Path) -> None:
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[LAMP], policies={"r": AFTER})
    assert last_order(Goods((), None, "Last day to order so it arrives before Easter?"), desk) is None


def test_a_return_is_no_order() -> None:
    assert not asks_last_order("What is the last day to return my order from before Christmas?")
    assert not asks_last_order("最晚几点下单当天发")
