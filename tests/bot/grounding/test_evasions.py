"""Sentences that say nothing."""

from __future__ import annotations

import pytest

from bot.grounding.evasions import evades


@pytest.mark.parametrize(
    "sentence",
    [
        "UNKNOWN",
        "The colour is not specified in the given facts.",
        "The facts do not mention the weight.",
        "There is no information about that.",
        "资料中未提及材质。",
        "事实里没有写产地。",
        "无法确定是否防火。",
    ],
)
def test_a_sentence_that_says_the_facts_are_silent_is_no_answer(sentence: str) -> None:
    assert evades(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The tent weighs 2.1 kg.",
        "No, it is not given back after 14 days.",
        "No, the jacket is not machine washable.",
        "You need not send it back.",
        "不能，只可擦拭。",
        "这款没有拉链。",
    ],
)
def test_an_answer_is_none(sentence: str) -> None:
    assert not evades(sentence)
