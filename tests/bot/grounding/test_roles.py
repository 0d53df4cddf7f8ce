"""Which measure a question asks for, and which attribute states it."""

from __future__ import annotations

import pytest

from bot.grounding.roles import is_attribute, plays, role_asked, states, without_siblings
from bot.messages import Evidence


def attribute(label: str, value: str) -> Evidence:
    return Evidence(source=f"product:P1#{label}", title="Shelf", text=f"Shelf — {label}: {value}")


WEIGHS, CARRIES = attribute("Weight", "31 kg"), attribute("承重", "每层 25 公斤")
LASTS, CHARGES = attribute("Battery life", "20 hours"), attribute("充电时间", "2 小时")


@pytest.mark.parametrize(
    ("question", "role"),
    [
        ("how much weight can the shelf hold?", "load"),
        ("书架一层能放多重的书啊", "load"),
        ("一层最多放多少斤书", "load"),
        ("how heavy is it?", "weight"),
        ("how heavy a screen can the arm hold?", "load"),
        ("how much can it carry?", "load"),
        ("would it take my 125 kilos?", "load"),
        ("我160斤，坐得住吧", "load"),
        ("这个秋千坐得住 90 公斤的人吗", "load"),
        ("帐篷遇到大风撑得住吗", ""),
        ("充电宝多重", "weight"),
        ("how long does it take to charge the lamp?", "charging"),
        ("how long does it last on a full charge", "lasting"),
        ("充满电能用多久", "lasting"),
        ("多久能充满", "charging"),
        ("几岁可以睡", "age"),
        ("does it run on batteries?", "supply"),
        ("能装电池拿去阳台用吗", "supply"),
        ("how long does the warranty last?", ""),
        ("保修多久", ""),
        ("牛奶能放多久", ""),
    ],
)
def test_the_measure_that_is_asked_for(question: str, role: str) -> None:
    assert role_asked(question) == role


def test_what_a_shelf_weighs_does_not_tell_what_it_carries() -> None:
    assert without_siblings("how much weight can it hold?", [WEIGHS, CARRIES]) == [CARRIES]
    assert without_siblings("多重", [WEIGHS, CARRIES]) == [WEIGHS]
    assert without_siblings("充满电能用多久", [CHARGES, LASTS, WEIGHS]) == [LASTS, WEIGHS]
    assert without_siblings("is it oak?", [WEIGHS, CARRIES]) == [WEIGHS, CARRIES]


def test_only_an_attribute_states_a_measure() -> None:
    assert plays(CARRIES, "load")
    assert not plays(CARRIES.model_copy(update={"source": "manual:P1#load"}), "load")
    assert not is_attribute(Evidence(source="product:P1", title="Shelf", text="Shelf, 31 kg"))


def test_a_battery_tells_how_long_it_lasts_where_it_tells_a_time() -> None:
    assert states("lasting", "Battery", "20 hours")
    assert not states("lasting", "Battery", "74 Wh")
    assert states("supply", "Power", "mains only, 9 W")
    assert not states("supply", "Power", "9 W")
