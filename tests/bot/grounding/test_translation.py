"""A translation of a record's line stands for it only with the same figures and denials."""

from __future__ import annotations

import pytest

from bot.grounding.translation import is_faithful

RING = "餐桌怎么去掉水渍？ 用 400 目砂纸轻磨，再薄涂木蜡油，过 12 小时再用。"


@pytest.mark.parametrize(
    ("text", "translation", "language"),
    [
        (RING, "Water marks on the table? Sand with 400 grit, oil it thinly, use it after 12 hours.", "en"),
        ("电视柜 — 特点：格栅门不挡遥控。", "TV cabinet — Feature: the doors do not block the remote.", "en"),
        ("锅体：不锈钢。", "Body: stainless steel.", "en"),
        ("Wool Rug — Care: never wash it.", "羊毛地毯 — 护理：不可水洗。", "zh"),
    ],
)
def test_the_same_in_another_language(text: str, translation: str, language: str) -> None:
    assert is_faithful(translation, text, language=language)


@pytest.mark.parametrize(
    ("text", "translation", "language"),
    [
        (RING, "Sand with 400 grit, oil it thinly, use it after 2 hours.", "en"),
        (RING, "Sand it, oil it thinly, use it after 12 hours.", "en"),
        ("电视柜 — 特点：格栅门不挡遥控。", "TV cabinet — Feature: the doors block the remote.", "en"),
        ("电视柜 — 特点：格栅门不挡遥控。", "电视柜的门不挡遥控。", "en"),
        (
            "木蜡油。",
            "Here is what I found for you: it is wood wax oil, and you may use it as you like.",
            "en",
        ),
        ("Wool Rug — Care: never wash it.", "羊毛地毯 — 护理：可以水洗。", "zh"),
    ],
)
def test_not_with_another_figure_denial_or_language(text: str, translation: str, language: str) -> None:
    assert not is_faithful(translation, text, language=language)
