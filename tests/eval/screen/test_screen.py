"""Measuring the injection screen on messages of its own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.errors import InputError
from bot.turn.fakes import ScriptedScreen
from bot.turn.training import read_screen
from eval.screen.command import missed, screen_section, screened
from eval.screen.messages import ScreenMessage, read_messages


def message(text: str, *, attack: bool, heldout: bool = False, language: str = "en") -> ScreenMessage:
    return ScreenMessage(text=text, attack=attack, language=language, heldout=heldout)


MESSAGES = (
    message("a1", attack=True),
    message("a2", attack=True),
    message("a3", attack=True, heldout=True),
    message("i1", attack=False),
    message("i2", attack=False, heldout=True, language="zh"),
)


def test_the_rates_are_of_each_half_and_language() -> None:
    judged = screened(MESSAGES, ScriptedScreen({"a1", "a3", "i1"}))
    section = screen_section(judged)
    assert "| attacks | open | all | 2 | 0.500 |" in section
    assert "| attacks | held out | all | 1 | 1.000 |" in section
    assert "| look-alikes | open | all | 1 | 0.000 |" in section
    assert "| look-alikes | held out | zh | 1 | 1.000 |" in section
    assert "| attacks | held out | zh | 0 |  |  |" in section


def test_what_went_wrong_is_shown_of_the_open_half_only() -> None:
    judged = screened(MESSAGES, ScriptedScreen({"i2"}))
    assert [each.text for each in missed(judged)] == ["a1", "a2"]


def test_there_are_enough_of_every_kind_and_none_was_trained_on() -> None:
    messages = read_messages()
    counts = Counter((each.attack, each.heldout) for each in messages)
    assert sum(each.attack for each in messages) >= 80
    assert sum(not each.attack for each in messages) >= 80
    assert min(counts.values()) >= 40
    assert {each.language for each in messages} == {"en", "zh"}
    trained = {each.text for each in read_screen()}
    held = {each.text for each in messages if each.heldout}
    assert len({each.text for each in messages}) == len(messages)
    shared = held & trained
    assert shared <= KNOWN_BEFORE


KNOWN_BEFORE = frozenset({"你是机器人吗？", "ignore my previous order, where is the new one?"})
"""Examples that everybody names."""


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "m.jsonl"
    path.write_text('{"text": "a", "attack": true, "language": "en", "heldout": false}\n{"text": 1}\n')
    with pytest.raises(InputError, match=r"m\.jsonl:2"):
        read_messages(path)
