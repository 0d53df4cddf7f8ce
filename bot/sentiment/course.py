"""The course of a conversation: where its sentiment stands and goes, and whether a person should take over.

Pure functions; they know no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.messages import Sentiment
from bot.sentiment.signals import asks_for_person, threatens

Action = Literal["stay", "offer", "hand_over"]

MILD = -0.3  # score at which a person is offered
STRONG = -0.65  # score at which one is called
SURE = 0.75  # confidence needed to call one for a single message
LIKELY = 0.55  # confidence needed to count a message as negative
NEWEST = 0.6  # weight of the newest message in the level
RECENT = 4  # messages that the slope looks at
FAILURES = 2


@dataclass(frozen=True)
class Course:
    """Where a conversation stands after its newest message.

    `level` (-1 to 1) is the moving average of the scores, `slope` their change per message over the last few.
    `asks_for_person` and `threat` are about the newest message, whose sentiment is `now`.
    """

    now: Sentiment
    level: float
    slope: float
    negatives_in_a_row: int
    asks_for_person: bool
    threat: bool


@dataclass(frozen=True)
class Decision:
    """What to do about a conversation's course; `reason` is written for the person who takes over."""

    action: Action
    reason: str


def follow(past: Sequence[Sentiment], text: str, now: Sentiment) -> Course:
    """The course after the shopper's message `text`, whose sentiment is `now`; `past` holds the earlier ones."""
    scores = [*(each.score for each in past), now.score]
    return Course(
        now=now,
        level=_level(scores),
        slope=_slope(scores[-RECENT:]),
        negatives_in_a_row=_negatives_in_a_row([*past, now]),
        asks_for_person=asks_for_person(text),
        threat=threatens(text),
    )


def decide(course: Course, failures: int) -> Decision:
    """Who should answer. `failures` counts the turns in a row in which the assistant could not help."""
    reason = _reason_to_hand_over(course)
    if reason:
        return Decision("hand_over", reason)
    if _is_negative(course.now):
        return Decision("offer", "The customer is unhappy.")
    if failures >= FAILURES:
        return Decision("offer", f"The assistant could not help {failures} times in a row.")
    return Decision("stay", "Nothing calls for a person.")


def _reason_to_hand_over(course: Course) -> str:
    if course.asks_for_person:
        return "The customer asks for a person."
    if course.threat and course.now.label == "negative":
        return "The customer is unhappy and speaks of taking it elsewhere."
    if course.now.score <= STRONG and course.now.confidence >= SURE:
        return "The customer is very unhappy."
    if course.negatives_in_a_row >= 2:
        return f"{course.negatives_in_a_row} unhappy messages in a row."
    return ""


def _is_negative(sentiment: Sentiment) -> bool:
    return sentiment.label == "negative" and sentiment.score <= MILD and sentiment.confidence >= LIKELY


def _negatives_in_a_row(sentiments: Sequence[Sentiment]) -> int:
    count = 0
    for sentiment in reversed(sentiments):
        if not _is_negative(sentiment):
            break
        count += 1
    return count


def _level(scores: Sequence[float]) -> float:
    level = scores[0]
    for score in scores[1:]:
        level += NEWEST * (score - level)
    return level


def _slope(scores: Sequence[float]) -> float:
    """Least-squares slope of the scores, per message."""
    middle = (len(scores) - 1) / 2
    spread = sum((at - middle) ** 2 for at in range(len(scores)))
    return sum((at - middle) * score for at, score in enumerate(scores)) / spread if spread else 0.0
