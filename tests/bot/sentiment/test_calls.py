"""Whom the policy calls a person for, on the messages written to measure that."""

from __future__ import annotations

from functools import cache
from typing import cast

import pytest

from bot.messages import Sentiment
from bot.sentiment.calls import HELD_OUT, TUNED, Calls, calls
from bot.sentiment.model import ScriptedSentiment, SentimentModel
from bot.sentiment.utterances import Utterance, read_utterances
from knowledge.embedders import load_embedder

FURIOUS = Sentiment(label="negative", score=-0.95, confidence=0.97)
CALM = Sentiment(label="neutral", score=0.0, confidence=0.9)


def said(text: str, situation: str, label: str = "negative") -> Utterance:
    return Utterance.model_validate(
        {"text": text, "label": label, "situation": situation, "urgency": 2, "language": "en"}
    )


def test_conversations_are_counted_by_turn() -> None:
    some = [
        said("useless shop", "a"),
        said("hm", "a"),
        said("well", "a"),
        said("awful week", "b", "neutral"),
    ]
    model = ScriptedSentiment({"useless shop": FURIOUS, "awful week": FURIOUS}, CALM)
    assert calls(some, cast(SentimentModel, model)) == (
        Calls("en", False, 1, (0, 0, 0), 1),
        Calls("en", True, 3, (1, 2, 3), 0),
    )


def test_what_is_held_out_shares_no_situation_with_anything() -> None:
    tuned, held, rest = (
        {each.situation for each in read_utterances(folder)} for folder in (TUNED, HELD_OUT, TUNED.parent)
    )
    assert not tuned & held
    assert not (tuned | held) & rest
    for folder in (TUNED, HELD_OUT):
        some = read_utterances(folder)
        assert {each.language for each in some} == {"en", "zh"}
        assert len({each.text for each in some}) == len(some)


@cache
def real() -> tuple[Calls, ...]:
    model = SentimentModel.load(load_embedder("minilm"))
    return calls([*read_utterances(TUNED), *read_utterances(HELD_OUT)], model)


@pytest.mark.integration
def test_the_angry_are_not_missed() -> None:
    angry = [each for each in real() if each.angry]
    talks = sum(each.talks for each in angry)
    assert sum(each.by_turn[-1] for each in angry) >= 0.95 * talks
    assert sum(each.by_turn[1] for each in angry) > 0.5 * talks, "the median turn"


@pytest.mark.integration
def test_few_of_the_innocent_are_handed_over_for_their_first_message() -> None:
    innocent = [each for each in real() if not each.angry]
    assert sum(each.by_turn[0] for each in innocent) <= 0.03 * sum(each.talks for each in innocent)
