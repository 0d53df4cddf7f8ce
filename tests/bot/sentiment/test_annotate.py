import re

import pytest

from bot.sentiment.annotate import LEXICON, annotate


def marks(text: str) -> set[str]:
    return {mark for mark in annotate(text).removeprefix(text).split() if not mark.startswith("xset")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a lovely cup", {"xpraise"}),
        ("质量真好", {"xpraise"}),
        ("it is rubbish", {"xanger"}),
        ("垃圾", {"xanger"}),
        ("厨房垃圾桶", set()),
        ("trash can with a lid", set()),
        ("曝光补偿", set()),
        ("同事刚入坑手冲", set()),
        ("你们这有垃圾桶", set()),
        ("they will be sad", set()),
        ("I am sad", {"xcomplaint"}),
        ("not lovely", {"xnotpraise"}),
        ("isn’t lovely", {"xnotpraise"}),
        ("不是很好", {"xnotpraise"}),
        ("Gravel", set()),
        ("REALLY BAD", {"xcomplaint", "xloud"}),
        ("over there??", {"xrhetoric"}),
        ("over there?", {"xasks"}),
        ("😡", {"xanger"}),
    ],
)
def test_marks(text: str, expected: set[str]) -> None:
    assert marks(text) == expected


def test_many_words_of_a_kind_are_marked_three_times() -> None:
    assert marks("lovely lovely lovely lovely") == {"xpraise", "xpraiseq", "xpraiseqq"}


def test_the_text_itself_stays_first() -> None:
    assert annotate("a Lovely cup").startswith("a Lovely cup x")


def test_no_word_stands_twice_in_a_list() -> None:
    for words in re.findall(r'"""(.*?)"""', LEXICON.read_text(encoding="utf-8"), re.DOTALL):
        assert len(words.split()) == len(set(words.split()))
