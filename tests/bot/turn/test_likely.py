"""Unsure guesses that the words do not bear out."""

from __future__ import annotations

import pytest

from bot.turn.about import About
from bot.turn.intents import IntentGuess
from bot.turn.likely import likely
from bot.turn.memory import Asked, Memory
from tests.bot.conftest import MakeDesk

LAMP = Memory(focus=("product:P3",), singles=("P3",), asked=Asked("how long is it?", "product_fact", ("P3",)))


def guessed(question: str, intent: str, confidence: float, memory: Memory, desk: MakeDesk) -> str:
    ranked = ((intent, confidence), ("policy", 0.2), ("product_fact", 0.1))
    guess = IntentGuess(intent, confidence, ranked, confidence >= 0.9)
    return likely(guess, question, About(), memory, desk()).intent


@pytest.mark.parametrize(
    ("question", "confidence", "intent"),
    [
        ("砖红色的现在买得到吗", 0.68, "policy"),
        ("砖红色的现在买得到吗", 0.8, "promotion"),
        ("do I have to buy the whole thing again if the shade rips?", 0.5, "policy"),
        ("is there a student thing?", 0.5, "promotion"),
        ("新人红包咋领", 0.5, "promotion"),
    ],
)
def test_offers_need_a_word_of_them(desk: MakeDesk, question: str, confidence: float, intent: str) -> None:
    assert guessed(question, "promotion", confidence, Memory(), desk) == intent


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("人在乌鲁木齐，两样都能寄过来不", "policy"),
        ("有没有适合老人的灯", "recommend"),
        ("想买盏灯，有推荐吗", "recommend"),
    ],
)
def test_a_chinese_yes_or_no_that_seeks_nothing_is_no_wish(
    desk: MakeDesk, question: str, intent: str
) -> None:
    assert guessed(question, "recommend", 0.6, Memory(), desk) == intent


def test_what_to_do_with_the_one_spoken_of_is_no_wish(desk: MakeDesk) -> None:
    assert guessed("那用了半个月腰不舒服咋办", "recommend", 0.7, LAMP, desk) == "policy"
    assert guessed("腰不舒服咋办", "recommend", 0.7, Memory(), desk) == "recommend"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("家里有孕妇，那把椅子有没有检测报告", "product_fact"),
        ("给小学生买的书桌，味儿大不大呀？", "product_fact"),
        ("does the chair fold", "product_fact"),
        ("有没有椅子", "recommend"),
        ("is there a chair that is quiet", "recommend"),
    ],
)
def test_what_is_asked_of_the_only_one_of_a_kind_is_no_wish(desk: MakeDesk, question: str, told: str) -> None:
    guess = IntentGuess("recommend", 0.6, (("recommend", 0.6), ("product_fact", 0.3)), sure=False)
    subject = About(("P3",), kind=True)
    assert likely(guess, question, subject, Memory(), desk()).intent == told


@pytest.mark.parametrize(
    ("question", "intent"),
    [
        ("the jacket then, which size", "product_fact"),
        ("which size of a jacket should I look for", "recommend"),
        ("the jacket then, which maker", "recommend"),
    ],
)
def test_which_version_of_a_known_product_to_take_is_no_wish(
    desk: MakeDesk, question: str, intent: str
) -> None:
    ranked = (("recommend", 0.5), ("product_fact", 0.2))
    guess = IntentGuess("recommend", 0.5, ranked, False)
    jacket = About(("P6",), named=True)
    assert likely(guess, question, jacket, Memory(), desk()).intent == intent
