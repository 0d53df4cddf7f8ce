"""Messages that ask the same are one question."""

import pytest

from bot.insights.questions import questions, unanswered
from knowledge.embedders import load_embedder
from tests.bot.insights.turns import turn

HASH = load_embedder("hash")


def test_no_turns_no_questions() -> None:
    assert questions([], HASH) == ()


def test_the_same_words_are_one_question_whatever_their_case_and_end() -> None:
    turns = [
        turn("Do you ship to Spain?"),
        turn("do you ship to  spain"),
        turn("Is the tent red?", channel="mobile"),
    ]
    first, second = questions(turns, HASH)
    assert (first.text, first.asked, first.channels) == ("Do you ship to Spain?", 2, ("web",))
    assert (second.asked, second.channels) == (1, ("mobile",))


def test_small_talk_and_wishes_for_a_person_are_no_questions() -> None:
    turns = [
        turn("hi", intents=("small_talk",)),
        turn("A person!", intents=("human",)),
        turn("hi, is it red?", intents=("small_talk", "product_fact")),
    ]
    assert [question.text for question in questions(turns, HASH)] == ["hi, is it red?"]


def test_what_is_personal_is_masked() -> None:
    (found,) = questions([turn("Write to ann@example.com, is it red?")], HASH)
    assert "ann@" not in found.text


def test_unanswered_questions_most_often_first() -> None:
    turns = [
        turn("Is it fireproof?", abstained=True),
        turn("Who founded you?", abstained=True),
        turn("Who founded you", abstained=True),
        turn("How heavy is the stove?"),
    ]
    assert [(q.text, q.unanswered) for q in unanswered(questions(turns, HASH))] == [
        ("Who founded you?", 2),
        ("Is it fireproof?", 1),
    ]


@pytest.mark.integration
def test_questions_in_other_words_are_one() -> None:
    turns = [
        turn("How much is shipping to Spain?"),
        turn("What does shipping to Spain cost?"),
        turn("Is the tent waterproof?"),
        turn("运费多少钱？"),
        turn("运费是多少？"),
    ]
    found = questions(turns, load_embedder("minilm"))
    assert sorted(question.asked for question in found) == [1, 2, 2]
