"""Chinese words written with characters that sound alike, in pinyin, or with one that looks alike."""

from __future__ import annotations

import pytest

from knowledge.homophones import Homophones

ASKED = [
    "踢脚线",
    "打蜡",
    "地板",
    "静沸温控壶",
    "帐篷",
    "保修",
    "退货",
    "快递",
    "防水",
    "防水袋",
    "儿童床",
    "无线",
    "晾干",
    "双肩包",
]
KNOWN = ["能退", "没发", "有店"]
ASKED += ["攒不粘"]


@pytest.fixture(scope="module")
def homophones() -> Homophones:
    return Homophones(ASKED, KNOWN, lambda word: word == "water")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("踢角线多少钱一米", "踢脚线多少钱一米"),
        ("买东西攒不攒积分", "买东西攒不攒积分"),
        ("这个地版要打腊吗", "这个地板要打蜡吗"),
        ("静费温控壶多重", "静沸温控壶多重"),
        ("抱修多久", "保修多久"),
        ("推货怎么办", "退货怎么办"),
        ("快第什么时候到", "快递什么时候到"),
        ("这个zhangpeng防水吗", "这个帐篷防水吗"),
        ("青豆儿量床多长", "青豆儿童床多长"),
    ],
)
def test_a_slip_is_mended(homophones: Homophones, written: str, meant: str) -> None:
    assert homophones.corrected(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "我想买一个帐篷送给爸爸",
        "这个防水嘛",
        "坡地能推吗",
        "water proof 吗",
        "北京有店吗",
        "还没发呢",
        "双肩跟斜挎哪个装得多",
        "订单 zhangpeng@example.com",
        "where is my zhangpeng",
        "",
    ],
)
def test_what_is_meant_as_it_stands_stays(homophones: Homophones, text: str) -> None:
    assert homophones.corrected(text) == text
