"""Questions on which a wrong yes does harm."""

from __future__ import annotations

import pytest

from bot.grounding.safety import concerns, speaks_to, warns
from bot.grounding.support import check
from bot.messages import Evidence


@pytest.mark.parametrize(
    ("question", "matters"),
    [
        ("14 weeks along, am I fine with this serum?", {"pregnancy"}),
        ("My daughter breaks out in a rash from almonds, can she eat it?", {"allergies", "nuts", "children"}),
        ("is it safe for my old cat to sleep on", {"pets"}),
        ("could the rug lie next to the stove", {"fire"}),
        ("is the tent fireproof?", {"fire"}),
        ("may I leave it on overnight", {"current"}),
        ("can I take it in the shower", {"water"}),
        ("孕妇能用吗", {"pregnancy"}),
        ("我家猫会不会有事", {"pets"}),
        ("宝宝两岁可以玩吗", {"children"}),
        ("110伏的地方能用吗", {"current"}),
        ("要是睡着了没人管它，会烤一宿吗", {"current"}),
        ("心脏装了起搏器能用不", {"heart"}),
        ("How heavy is it?", set()),
        ("Does the dog bed have a zip?", set()),
        ("Which boots do you have for kids?", set()),
        ("I'm expecting my parcel, is it on its way?", set()),
        ("Is it dishwasher safe?", set()),
        ("狗粮能退吗", set()),
        ("这个帐篷多重", set()),
    ],
)
def test_what_is_asked_of_safety(question: str, matters: set[str]) -> None:
    assert set(concerns(question)) == matters


def test_a_record_tells_of_a_matter_in_words_of_its_own() -> None:
    (pregnancy,) = concerns("20 weeks along, can I use it?")
    assert speaks_to(pregnancy, "Do not use while breast-feeding")
    assert not speaks_to(pregnancy, "Begin with two evenings a week")
    (pets,) = concerns("我家仓鼠可以住吗")
    assert speaks_to(pets, "适合仓鼠")


@pytest.mark.parametrize(
    ("label", "value", "warning"),
    [
        ("Don't use if", "You have epilepsy", True),
        ("警告", "远离热源", True),
        ("Hints", "Not for people with asthma", True),
        ("Care", "Never in the dishwasher", False),
        ("内胆", "不能进洗碗机", False),
        ("Good for", "People with asthma", False),
    ],
)
def test_what_warns(label: str, value: str, warning: bool) -> None:
    assert warns(label, value) is warning


def test_a_yes_to_a_question_of_safety_is_never_a_models() -> None:
    fact = Evidence(
        source="product:P1#from",
        title="Cup",
        text="Cup — From age: for babies of 6 months",
        subject="product:P1",
    )
    asked = "Can my baby of 7 months have the cup?"
    assert not check("Yes, the cup is for babies of 6 months.", [fact], question=asked).supported
    assert check("The cup is for babies of 6 months.", [fact], question=asked).supported
