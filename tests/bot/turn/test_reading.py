"""How messages are read: glosses and cues."""

import csv
from collections import Counter
from importlib.resources import files

import pytest

from bot.turn.reading import LONGEST, cues, glossed, head_text, known_share


def test_english_stays_as_it_is() -> None:
    assert glossed("Where is my order?") == "Where is my order?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("退货运费谁出", "return shipping cost who"),
        ("MSR 炉头多少钱？", "MSR stove how much does it cost ?"),
        ("转人工", "transfer to a human agent"),
        ("龘", ""),
    ],
)
def test_chinese_is_glossed_by_longest_phrases(text: str, expected: str) -> None:
    assert glossed(text) == expected


def test_long_text_is_cut() -> None:
    assert len(glossed("a" * (LONGEST + 5))) == LONGEST


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("where's the courier", "track"),
        ("is there a coupon", "discount"),
        ("what do buyers say", "crowd"),
        ("am I talking to a robot", "robot"),
    ],
)
def test_cues(text: str, cue: str) -> None:
    assert cue in cues(text)


def test_both_languages_have_the_same_cue() -> None:
    assert "qship" in head_text("运费多少").split()
    assert "qship" in head_text("what is the shipping cost").split()


def test_no_phrase_stands_twice_in_the_glossary() -> None:
    text = files("knowledge").joinpath("glossary.zh.csv").read_text(encoding="utf-8")
    counts = Counter(row["zh"] for row in csv.DictReader(text.splitlines()))
    assert [phrase for phrase, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("text", "expected"), [("hello", 1.0), ("吗？", 1.0), ("运费吗", 1.0), ("龘龘运费", 0.5), ("龘", 0.0)]
)
def test_share_of_known_chinese(text: str, expected: float) -> None:
    assert known_share(text) == expected
