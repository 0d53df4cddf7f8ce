"""What customers say about themselves: read from their words, never guessed, and told apart from questions."""

from __future__ import annotations

import pytest

from bot.recommend.said import denied_in, facts_in, only_states, without_facts


def read(text: str) -> list[tuple[str, str]]:
    return [(fact.kind, fact.topic) for fact in facts_in(text)]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("I'm vegan", [("trait", "vegan")]),
        ("hi, just so you know I am strictly vegetarian.", [("trait", "vegetarian")]),
        (
            "I'm allergic to nuts and wool, what socks do you have?",
            [("allergy", "nuts"), ("allergy", "wool")],
        ),
        ("I have a severe nut allergy", [("allergy", "nut")]),
        ("I'm lactose intolerant", [("allergy", "lactose")]),
        ("I can't eat gluten", [("allergy", "gluten")]),
        ("I hate wool", [("avoid", "wool")]),
        ("i dont like plastic bottles", [("avoid", "plastic bottles")]),
        ("I never wear leather. Which boots would you recommend?", [("avoid", "leather")]),
        ("my feet are really wide", [("body", "wide")]),
        ("I've got sensitive skin", [("body", "sensitive")]),
        ("I usually wear size 42", [("size", "42")]),
        ("I'm a size M", [("size", "M")]),
        ("I prefer black", [("like", "black")]),
        ("我对花生过敏", [("allergy", "花生")]),
        ("我对乳胶有点过敏，推荐一款床垫", [("allergy", "乳胶")]),
        ("我讨厌羊毛", [("avoid", "羊毛")]),
        ("我不要塑料的", [("avoid", "塑料")]),
        ("我是素食主义者", [("trait", "vegetarian")]),
        ("我脚比较宽", [("body", "宽")]),
        ("我平时穿42码", [("size", "42")]),
        ("我喜欢黑色", [("like", "黑色")]),
    ],
)
def test_a_statement_is_read(text: str, facts: list[tuple[str, str]]) -> None:
    assert read(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        "I don't like this one",
        "I don't like it, show me something else",
        "I'd like a tent",
        "I like the Ridge 2",
        "I hate your service",
        "I want to return my tent",
        "if I'm allergic to nuts, can I eat this?",
        "is it vegan?",
        "my son is allergic to peanuts",
        "I need 2 tents",
        "I'm 42",
        "我不喜欢这个",
        "我想要一个帐篷",
        "如果我对花生过敏呢",
        "这款是纯素的吗？",
    ],
)
def test_what_is_no_statement_about_oneself_is_not_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["I'm pregnant", "I hate the Bible", "I hate bibles", "我不喜欢避孕套"])
def test_nothing_sensitive_is_taken_up(text: str) -> None:
    assert read(text) == []


def test_a_trait_is_taken_back() -> None:
    assert denied_in("I'm not vegan any more") == ("vegan",)
    assert denied_in("我不是素食者了") == ("vegetarian",)
    assert read("I'm not vegan any more") == []


def test_what_is_left_is_the_wish() -> None:
    assert without_facts("I hate wool, what base layer do you have?") == "what base layer do you have?"
    assert without_facts("我对乳胶过敏，推荐一款床垫") == "推荐一款床垫"


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("By the way, I'm vegan.", True),
        ("I don't want plastic anymore", True),
        ("顺便说一下，我对花生过敏", True),
        ("I'm not vegan any more", True),
        ("I'm vegan, which boots do you have", False),
        ("I'm vegan?", False),
        ("hello", False),
    ],
)
def test_whether_a_message_only_states(text: str, only: bool) -> None:
    assert only_states(text) is only
