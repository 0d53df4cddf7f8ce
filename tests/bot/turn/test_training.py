"""Choosing thresholds, joining groups, and reading the utterances."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from bot.errors import InputError
from bot.turn.intents import INTENTS
from bot.turn.training import KINDS, linked, read_intents, read_screen, sure_threshold


def test_the_lowest_threshold_that_is_right_often_enough() -> None:
    confidence = np.array([0.4, 0.5, 0.8, 0.9], dtype=np.float32)
    assert sure_threshold(confidence, np.array([True, False, True, True])) == 0.51
    assert sure_threshold(confidence, np.array([True, True, True, True])) == 0.3
    assert sure_threshold(confidence, np.array([False, False, False, False])) == 0.99


def test_groups_that_share_a_reading_are_joined() -> None:
    found = linked(["a", "a", "b", "c", "d"], ["x", "y", "y", "z", "w"])
    assert found[0] == found[1] == found[2]
    assert len(set(found)) == 3


def test_every_intent_has_enough_utterances_in_both_languages() -> None:
    counts = Counter((each.label, each.language) for each in read_intents())
    assert {intent for intent, _ in counts} == set(INTENTS)
    assert min(count for (_, language), count in counts.items() if language == "en") >= 60
    assert min(count for (_, language), count in counts.items() if language == "zh") >= 60


def test_the_screen_s_data_is_balanced_and_apart() -> None:
    found = read_screen()
    counts = Counter(each.source for each in found)
    assert counts["attacks"] >= 80
    assert counts["lookalikes"] >= 100
    assert counts["oblique"] >= 5000, "what shoppers ask in their own words is innocent"
    attacks = {each.text.lower() for each in found if each.source == "attacks"}
    assert not attacks & {each.text.lower() for each in found if each.source != "attacks"}


@pytest.mark.parametrize(
    "line",
    [
        "nonsense",
        "[]",
        json.dumps({"text": "hi"}),
        json.dumps({"text": "hi", "intent": "chat", "group": "g"}),
    ],
)
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "intents.en.jsonl").write_text(line + "\n", encoding="utf-8")
    (tmp_path / "intents.zh.jsonl").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=r"intents\.en\.jsonl:1|found the intents \['chat'\]"):
        read_intents(tmp_path, KINDS[:1])
