"""Sentences that give the shopper's own words back."""

from __future__ import annotations

import pytest

from bot.grounding.echoes import (
    adds_nothing,
    answers_nothing,
    echoed,
    lists_figures,
    set_against_itself,
    shoppers_voice,
)
from bot.messages import Evidence

CUTOFF = Evidence(source="policy:delivery#time", title="", text="Orders placed by 14:00 leave the same day.")
RUNTIME = Evidence(source="product:P1#runs", title="", text="加湿器 — 持续时间：最低档 24 小时")


@pytest.mark.parametrize(
    ("sentence", "fact", "question", "repeats"),
    [
        (
            "You can order by 14:00 and it still has to be under the tree in Leeds.",
            CUTOFF,
            "how late can I order if it still has to be under the tree in Leeds",
            True,
        ),
        (
            "Orders placed by 14:00 leave the same day.",
            CUTOFF,
            "until when does an order leave the same day",
            False,
        ),
        (
            "开过 24 小时，挂在床头总觉得刺眼睡不踏实。",
            RUNTIME,
            "开过几晚，挂在床头总觉得刺眼睡不踏实。几号前寄",
            True,
        ),
        ("最低档持续 24 小时。", RUNTIME, "最低档能持续多久", False),
    ],
)
def test_a_stretch_of_the_question_that_no_fact_holds(
    sentence: str, fact: Evidence, question: str, repeats: bool
) -> None:
    assert bool(echoed(sentence, [fact], question)) is repeats


def test_the_shoppers_person_is_theirs_unless_a_review_is_told() -> None:
    assert shoppers_voice("烧开约 15 分钟，我性子急。", [RUNTIME], "要多久？我性子急") == ["我"]
    assert shoppers_voice("你家的灯要充电。", [RUNTIME], "你家的灯要充电吗") == ["你家"]
    assert not shoppers_voice("我们 24 小时内发货。", [RUNTIME], "我想问多久发货")
    review = RUNTIME.model_copy(update={"text": "Review: I love my lamp."})
    assert not shoppers_voice("A buyer writes: I love my lamp.", [review], "do I want my lamp?")


def test_an_open_question_is_not_answered_by_itself() -> None:
    assert answers_nothing("The drawer sticks.", "why does the drawer stick")
    assert not answers_nothing("The drawer sticks.", "does the drawer stick?")
    assert not answers_nothing("It is steel.", "what is it, steel or oak")
    assert adds_nothing("Yes, you can.", "can I?")
    assert not adds_nothing("Yes, in 30 days.", "can I?")


def test_nothing_stands_in_its_own_place() -> None:
    assert set_against_itself("It costs €139.00, and it has Ivory instead of Ivory.")
    assert set_against_itself("是象牙白而不是象牙白。")
    assert not set_against_itself("It comes in black instead of ivory.")


@pytest.mark.parametrize(
    ("sentence", "bare"),
    [
        ("30 分钟，230 °C，30 分钟，15 分钟", True),
        ("10 cm, 250 g.", True),
        ("120 x 60 x 75 cm.", False),
        ("¥2,780.00。", False),
        ("35 小时，关闭 50 小时", False),
        ("At 230 °C, 30 minutes.", False),
    ],
)
def test_several_figures_say_nothing_without_a_word(sentence: str, bare: bool) -> None:
    assert bool(lists_figures(sentence)) is bare
