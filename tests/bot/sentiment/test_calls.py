"""Whom the policy calls a person for, on the messages written to measure that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from typing import cast

import pytest

from bot.messages import Sentiment
from bot.sentiment.calls import FRESH, HELD_OUT, TUNED, Calls, calls
from bot.sentiment.course import Course
from bot.sentiment.model import ScriptedSentiment, SentimentModel
from bot.sentiment.need import NeedModel, NeedVectors
from bot.sentiment.utterances import Utterance, read_utterances
from bot.turn.answerable import weighed
from bot.turn.intents import IntentModel
from bot.turn.message_vectors import message_vectors
from knowledge.e5 import multilingual
from knowledge.embedders import load_embedder

FURIOUS = Sentiment(label="negative", score=-0.95, confidence=0.97)
CALM = Sentiment(label="neutral", score=0.0, confidence=0.9)


def said(text: str, situation: str, label: str = "negative") -> Utterance:
    return Utterance.model_validate(
        {"text": text, "label": label, "situation": situation, "urgency": 2, "language": "en"}
    )


def nothing(course: Course, _said: Sequence[str]) -> Course:
    return course


def answered(course: Course, said: Sequence[str]) -> Course:
    return replace(course, answerable=said[-1].endswith("?"))


def test_conversations_are_counted_by_turn() -> None:
    some = [
        said("useless shop", "a"),
        said("hm", "a"),
        said("well", "a"),
        said("awful week", "b", "neutral"),
    ]
    model = ScriptedSentiment({"useless shop": FURIOUS, "awful week": FURIOUS}, CALM)
    assert calls(some, cast(SentimentModel, model), nothing) == (
        Calls("en", False, 1, (0, 0, 0), 1),
        Calls("en", True, 3, (1, 2, 3), 0),
    )


def test_what_an_answer_settles_needs_no_person() -> None:
    settled = said("refunded or not?", "late").model_copy(update={"urgency": 0})
    model = cast(SentimentModel, ScriptedSentiment({settled.text: FURIOUS}))
    assert calls([settled], model, nothing) == (Calls("en", False, 1, (1, 1, 1), 0),)
    assert calls([settled], model, answered) == (Calls("en", False, 1, (0, 0, 0), 1),)


def test_what_is_held_out_shares_no_situation_with_anything() -> None:
    tuned, held, fresh, rest = (
        {each.situation for each in read_utterances(folder)}
        for folder in (TUNED, HELD_OUT, FRESH, TUNED.parent)
    )
    assert not tuned & (held | fresh)
    assert not held & fresh
    assert not (tuned | held | fresh) & rest
    for folder in (TUNED, HELD_OUT, FRESH):
        some = read_utterances(folder)
        assert {each.language for each in some} == {"en", "zh"}
        assert len({each.text for each in some}) == len(some)


@cache
def real() -> tuple[Calls, ...]:
    embedder = load_embedder("minilm")
    intents = IntentModel.load(message_vectors(embedder))
    need = NeedModel.load(NeedVectors(embedder, multilingual()))
    some = [each for folder in (TUNED, HELD_OUT, FRESH) for each in read_utterances(folder)]
    return calls(some, SentimentModel.load(embedder), partial(weighed, intents=intents, need=need))


@pytest.mark.integration
def test_the_angry_are_not_missed() -> None:
    angry = [each for each in real() if each.angry]
    talks = sum(each.talks for each in angry)
    assert sum(each.by_turn[-1] for each in angry) >= 0.95 * talks
    assert sum(each.by_turn[1] for each in angry) > 0.5 * talks, "the median turn"


@pytest.mark.integration
def test_few_of_the_innocent_are_handed_over() -> None:
    innocent = [each for each in real() if not each.angry]
    talks = sum(each.talks for each in innocent)
    assert sum(each.by_turn[0] for each in innocent) <= 0.015 * talks, "for the first message"
    assert sum(each.by_turn[-1] for each in innocent) <= 0.04 * talks, "after three"
