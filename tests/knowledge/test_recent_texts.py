from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.recent_texts import RecentTexts, Vectors


class Lengths:
    """Gives each text its length, and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, texts: Sequence[str]) -> Vectors:
        self.asked.append(list(texts))
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_a_text_is_read_once_and_each_place_gets_its_row() -> None:
    encode = Lengths()
    recent = RecentTexts(encode)
    assert recent.rows(["a", "bb", "a"]).tolist() == [[1], [2], [1]]
    assert recent.rows(["ccc", "bb"]).tolist() == [[3], [2]]
    assert encode.asked == [["a", "bb"], ["ccc"]]


def test_the_text_that_was_asked_for_longest_ago_is_forgotten_first() -> None:
    encode = Lengths()
    recent = RecentTexts(encode)
    for number in range(64):
        recent.rows([f"text {number}"])
    recent.rows(["text 0"])
    recent.rows(["one more"])
    encode.asked.clear()
    recent.rows(["text 0"])
    assert encode.asked == []
    recent.rows(["text 1"])
    assert encode.asked == [["text 1"]]
