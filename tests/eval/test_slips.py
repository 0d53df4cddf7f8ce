"""Slips are made as their kind says, the same in every run, and what they change is told."""

from __future__ import annotations

import random

import pytest

from eval.dialog import Dialog
from eval.slips.command import Compared, is_heldout, slips_section, suited
from eval.slips.making import kinds_of, slipped
from eval.slips.understood import Understood
from knowledge.search import Constraints

ENGLISH, CHINESE = "What's the warranty of the folding lantern I have?", "这个地板要打蜡吗"
NOTHING = Understood((), (), (Constraints(),), ())


@pytest.mark.parametrize("kind", kinds_of("en"))
def test_every_kind_of_slip_changes_an_english_message(kind: str) -> None:
    changed = slipped(ENGLISH, kind, random.Random(1))
    assert changed != ENGLISH
    assert changed == slipped(ENGLISH, kind, random.Random(1))


@pytest.mark.parametrize("kind", [k for k in kinds_of("zh") if k != "look-alike"])
def test_every_kind_of_slip_changes_a_chinese_message(kind: str) -> None:
    assert slipped(CHINESE, kind, random.Random(1)) != CHINESE
    assert slipped("退货要几天", "look-alike", random.Random(1)) != "退货要几天"


def test_ids_addresses_and_numbers_have_no_slips() -> None:
    text = "O0041 ada@example.com 2026-01-02 TRK0001"
    assert all(slipped(text, kind, random.Random(n)) == text for kind in kinds_of("en") for n in range(20))


def test_a_message_is_alike_when_every_part_is() -> None:
    parts = (True, True, True, False)
    other = Compared("dropped letter", "en", True, "a", "b", parts, NOTHING, NOTHING)
    alike = Compared("dropped letter", "en", True, "a", "b", (True,) * 4, NOTHING, NOTHING)
    section = slips_section([other, alike])
    assert "| held out | en | all | 2 | 0.500 | 1.000 | 1.000 | 1.000 | 0.500 |" in section


def test_a_third_of_the_dialogs_is_held_out() -> None:
    held = [
        is_heldout(Dialog.model_validate({"id": f"d{n}", "lang": "en", "turns": [{"user": "x"}]}))
        for n in range(300)
    ]
    assert 70 < sum(held) < 130
    assert suited([]) == []
