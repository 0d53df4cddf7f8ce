"""Yes where the fact says no."""

from __future__ import annotations

import pytest

from bot.grounding.polarity import asks_yes_or_no, contradicts


@pytest.mark.parametrize(
    ("sentence", "fact", "opposite"),
    [
        ("Yes, it fits.", "Does a 16-inch laptop fit? No, up to 15.6 inches.", True),
        ("No, it does not fit.", "Does a 16-inch laptop fit? No, up to 15.6 inches.", False),
        ("Yes, up to 250 °C.", "Casserole — Oven safe: Yes, up to 250 °C", False),
        ("No.", "Casserole — Oven safe: Yes, up to 250 °C", True),
        ("可以放洗碗机。", "煎锅 — 洗碗机：不可", True),
        ("It weighs 2 kg.", "Tent — Weight: 2 kg", False),
        ("Yes, it weighs 2 kg.", "Tent — Weight: 2 kg", False),
    ],
)
def test_a_yes_against_a_no(sentence: str, fact: str, opposite: bool) -> None:
    assert contradicts(sentence, fact) is opposite


@pytest.mark.parametrize(
    "question",
    [
        "Does it float?",
        "hi, is it chew proof",
        "抽屉带锁吗",
        "有没有中文说明书",
        "能不能机洗",
        "支不支持快充",
        "那个胡桃木的不会泡烂吧",
        "应该越放越好吧？",
        "带过去插墙上就能烧不",
        "出库了没",
        "那根线够长不，插座离得有点远",
        "it is waterproof, right?",
    ],
)
def test_a_yes_or_no_is_asked(question: str) -> None:
    assert asks_yes_or_no(question)


@pytest.mark.parametrize("question", ["How heavy is it?", "what is it made of", "多重", "什么材质的"])
def test_something_else_is_asked(question: str) -> None:
    assert not asks_yes_or_no(question)
