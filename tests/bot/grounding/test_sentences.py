"""Cutting text into sentences while it is still being written."""

from __future__ import annotations

import pytest

from bot.grounding.sentences import cut, is_prose, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It weighs 2.1 kg. It costs €79.90!", ("It weighs 2.1 kg.", "It costs €79.90!")),
        ("重 2.1 公斤。可以退货吗？", ("重 2.1 公斤。", "可以退货吗？")),
        ("Use a mild soap, e.g. hand soap. Rinse.", ("Use a mild soap, e.g. hand soap.", "Rinse.")),
        ("One line\nanother line", ("One line", "another line")),
        ("", ()),
    ],
)
def test_sentences(text: str, expected: tuple[str, ...]) -> None:
    assert sentences(text) == expected


def test_an_unfinished_sentence_waits() -> None:
    assert cut("It weighs 2.1 kg. It co") == (("It weighs 2.1 kg.",), "It co")
    assert cut("It weighs 2.") == ((), "It weighs 2.")


def test_pieces_put_together_give_the_same_sentences() -> None:
    text = "It weighs 2.1 kg. Packed it is 44 x 15 cm. 可以。Good!"
    done: list[str] = []
    rest = ""
    for character in text:
        finished, rest = cut(rest + character)
        done += finished
    assert (*done, rest.strip()) == sentences(text)


@pytest.mark.parametrize(
    "text",
    [
        "It weighs 2.1 kg.",
        "重2.1公斤。",
        "Yes.",
        "[1] It does.",
        "是。",
        "(Only in red.)",
        "80 ℃",
        "2 L",
        "$9",
    ],
)
def test_a_sentence_is_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    ["", "{", '{"ask": "policy"}', "[]", '["a"]', "!!!", "42", "<tool_call>", "```json", "word " * 200],
)
def test_what_is_no_sentence_is_not(text: str) -> None:
    assert not is_prose(text)
