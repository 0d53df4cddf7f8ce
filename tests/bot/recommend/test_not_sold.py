"""A wish for a thing that the shop has nothing like is not answered with what happens to be nearest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.recommend.not_sold import is_not_sold, thing_called
from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.store import open_store

SOLD = [
    *(
        "torch",
        "runners",
        "jumper",
        "rucksack",
        "earphones",
        "cans",
        "trolley case",
        "frying pan",
        "stew pot",
        "lamp",
    ),
    *(
        "coffee mill",
        "thermals",
        "sleeping mat",
        "cooker for camping",
        "dog bed",
        "cat food",
        "radio",
        "speaker",
    ),
    *(
        "office chair",
        "standing desk",
        "keyboard",
        "power pack",
        "hat",
        "socks",
        "raincoat",
        "knife",
        "scales",
    ),
]
SOLD_ZH = [
    *("手电筒", "双肩包", "拉杆箱", "平底锅", "收音机", "音箱", "充电宝", "狗粮", "雨衣", "袜子"),
    *("帽子", "菜刀", "睡袋", "办公椅", "头灯", "帐篷", "毛衣"),
]


@pytest.mark.parametrize(
    ("wish", "thing"),
    [
        ("I'm looking for a fishing rod", "fishing rod"),
        ("have ye lawn mowers", "lawn mowers"),
        ("a bicycle for my daughter, up to 200", "bicycle"),
        ("想买一根鱼竿", "鱼竿"),
        ("有没有适合孩子的吉他", "吉他"),
        ("something against mosquitoes", ""),
        ("I need a present for my mother", ""),
        ("what have you got that I won't break?", ""),
        ("冬天脚总是冰的，买点什么好", ""),
        ("想换张木床，推荐下", ""),
    ],
)
def test_the_thing_that_a_wish_calls(wish: str, thing: str) -> None:
    assert thing_called(wish) == thing


@pytest.fixture(scope="module")
def sample(sample_store: Path) -> Iterator[Knowledge]:
    opened = open_store(sample_store, load_embedder("builtin"))
    yield opened
    opened.close()


@pytest.mark.integration
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "wish",
    [
        "I'm looking for a fishing rod",
        "need a baby stroller that folds",
        "have ye lawn mowers",
        "想买一根鱼竿",
        "推荐一款洗衣机",
    ],
)
def test_what_the_shop_has_nothing_like_is_not_sold(sample: Knowledge, wish: str) -> None:
    assert is_not_sold(wish, sample)


@pytest.mark.integration
@pytest.mark.timeout(900)
def test_what_it_sells_is_whatever_it_is_called(sample: Knowledge) -> None:
    assert not [name for name in SOLD if is_not_sold(f"I'm looking for a {name}", sample)]
    assert not [name for name in SOLD_ZH if is_not_sold(f"想买一个{name}", sample)]
