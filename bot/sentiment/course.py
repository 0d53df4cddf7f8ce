"""The course of a conversation: where its sentiment stands and goes, and whether a person should take over.

Pure functions; they know no model. Mood decides who answers and nothing else: no offer, price or rule depends on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from bot.messages import Sentiment
from bot.sentiment.signals import (
    asks,
    asks_for_person,
    came_before,
    laughs,
    names_grievance,
    reproaches,
    says_misunderstood,
    threatens,
)

Action = Literal["stay", "offer", "hand_over"]
Cause = Literal["wish", "threat", "anger", "complaints", "repeats", "failures", "other"]

NEWEST = 0.6  # weight of the newest message in the level
RECENT = 4  # messages that the slope looks at
NO_MOOD = Sentiment(label="neutral", score=0.0, confidence=1.0)
SAME = 88  # rapidfuzz ratio from which two messages ask the same
SHORTEST = 4  # letters that a message needs to be the same as another
ASKING = -0.9  # score that calls a person for a message that asks something and blames nobody


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a person is offered or called; every one is a setting (`SHOPKEEPER_HANDOVER_…`).

    Scores run from -1 to 1. `strong` and `sure` are those that cost least on messages the model has not seen, when a
    missed angry customer costs as much as ten needless hand-overs: `python -m bot.sentiment thresholds`.
    """

    mild: float = -0.3  # score at which a person is offered
    strong: float = -0.65  # score at which one is called for a single message
    sure: float = 0.7  # confidence that this needs
    likely: float = 0.55  # confidence at which a message counts as unhappy
    low: float = -0.5  # level at which one is called when the mood still falls
    in_a_row: int = 2  # unhappy messages one after the other
    in_all: int = 3  # unhappy messages with others between
    failures: int = 2  # turns in a row without an answer
    repeats: int = 2  # times that the same was asked before
    order_value: float | None = None  # total from which an order is valued
    ease: float = 0.05  # by how much `strong` is milder for a valued customer or order


DEFAULTS = Thresholds()


@dataclass(frozen=True)
class Course:
    """Where a conversation stands after its newest message.

    `level` (-1 to 1) is the moving average of the scores, `slope` their change per message over the last few.
    `repeats` counts the earlier messages that asked the same, `misunderstood` the latest ones that say the answer
    missed the question. `asks_for_person` and `threat` are about the newest message, whose sentiment is `now`.
    `valued`: a large order or a membership is at stake. `asks`: the newest message asks something; `answerable`: it is
    plainly something that the shop's data tells; `settled`: an answer will do, by how the last messages sound.
    `grievances` tells of each message, the newest last, whether it speaks of dealings with the shop that go wrong,
    `reproaches`, whether it blames the shop; `again`, whether the newest says that it is not the first time.
    """

    now: Sentiment
    past: tuple[Sentiment, ...]
    level: float
    slope: float
    repeats: int
    asks_for_person: bool
    threat: bool
    misunderstood: int
    valued: bool
    asks: bool = False
    answerable: bool = False
    settled: bool = False
    grievances: tuple[bool, ...] = ()
    reproaches: tuple[bool, ...] = ()
    again: bool = False


@dataclass(frozen=True)
class Decision:
    """What to do about a conversation's course; `reason` is written for the person who takes over."""

    action: Action
    reason: str
    cause: Cause = "other"


def follow(
    past: Sequence[Sentiment], text: str, now: Sentiment, *, said: Sequence[str] = (), valued: bool = False
) -> Course:
    """The course after the shopper's message `text`, whose sentiment is `now`.

    `past` holds the earlier sentiments, `said` the earlier messages. A joke that is not about a grievance has no mood.
    """
    texts = [*[""] * (len(past) - len(said)), *said[len(said) - len(past) :], text]
    grievances = tuple(bool(each) and names_grievance(each) for each in texts)
    *past, now = (
        NO_MOOD if laughs(each) and not grieved else mood
        for each, grieved, mood in zip(texts, grievances, [*past, now], strict=True)
    )
    scores = [*(each.score for each in past), now.score]
    return Course(
        now=now,
        past=tuple(past),
        level=_level(scores),
        slope=_slope(scores[-RECENT:]),
        repeats=sum(_same(text, earlier) for earlier in said),
        asks_for_person=asks_for_person(text),
        threat=threatens(text),
        misunderstood=sum(says_misunderstood(each) for each in (*said[-RECENT:], text)),
        valued=valued,
        grievances=grievances,
        asks=asks(text),
        reproaches=tuple(bool(each) and reproaches(each) for each in texts),
        again=came_before(text),
    )


def hears_anger(decision: Decision) -> bool:
    """Whether mood or a word of threats calls a person, so that it matters whether an answer will do."""
    return decision.action == "hand_over" and decision.cause in ("threat", "anger", "complaints")


def decide(course: Course, failures: int, thresholds: Thresholds = DEFAULTS) -> Decision:
    """Who should answer. `failures` counts the turns in a row in which the assistant could not help."""
    failures = max(failures, course.misunderstood)
    return (
        _on_one_message(course, thresholds)
        or _on_the_course(course, failures, thresholds)
        or _offer(course, failures, thresholds)
        or Decision("stay", "Nothing calls for a person.")
    )


def _on_one_message(course: Course, limits: Thresholds) -> Decision | None:
    """Who is very unhappy with the shop is given a person; what is only blunt and can be answered is answered."""
    if course.asks_for_person:
        return Decision("hand_over", "The customer asks for a person.", "wish")
    if course.threat and course.now.label == "negative" and not _only_asks(course):
        return Decision("hand_over", "The customer is unhappy and speaks of taking it elsewhere.", "threat")
    if course.again and course.now.label == "negative":
        return Decision("hand_over", "The customer is unhappy and has turned to the shop before.", "repeats")
    strong = limits.strong + (limits.ease if course.valued else 0)
    strong = min(strong, ASKING) if course.asks and not course.reproaches[-1] else strong
    angry = course.grievances[-1] and course.now.score <= strong and course.now.confidence >= limits.sure
    if angry and not _is_blunt(course, limits):
        return Decision("hand_over", "The customer is very unhappy.", "anger")
    return None


def _on_the_course(course: Course, failures: int, limits: Thresholds) -> Decision | None:
    """What an unhappy message means after those before it."""
    if not _is_unhappy(course.now, limits):
        return None
    if not _is_blunt(course, limits) and (complaints := _complaints(course, limits)):
        return Decision("hand_over", complaints, "complaints")
    if course.repeats > 0:
        return Decision(
            "hand_over", f"Unhappy, and has asked the same {course.repeats + 1} times.", "repeats"
        )
    if failures >= limits.failures:
        return Decision("hand_over", f"Unhappy, and {_failed(failures)}", "failures")
    return None


def _only_asks(course: Course) -> bool:
    """Whether a word of threats stands in a question that an answer settles: "somebody on TikTok said it squeaks"."""
    return course.asks and course.settled and not course.reproaches[-1]


def _complaints(course: Course, limits: Thresholds) -> str:
    """What of the unhappy messages calls a person."""
    row = _unhappy_in_a_row(course, limits)
    unhappy = sum(_is_unhappy(each, limits) for each in (*course.past, course.now))
    grieved = any(course.grievances[-row:])
    if grieved and row >= limits.in_a_row:
        return f"{row} unhappy messages in a row."
    if unhappy >= limits.in_all and any((*course.grievances, *course.reproaches)):
        return f"{unhappy} unhappy messages."
    falls = bool(course.past) and course.level <= limits.low and course.slope < 0
    return "The mood is low and falls." if grieved and falls else ""


def _is_blunt(course: Course, limits: Thresholds) -> bool:
    """Whether an answer and the offer of a person will do: it does not sound as if one were needed, or it can be
    answered, and nobody has blamed the shop, nor been sharp all the time."""
    row = max(1, _unhappy_in_a_row(course, limits))
    sharp = [each.score <= limits.strong for each in (*course.past, course.now)[-row:]]
    blamed = any(angry and blames for angry, blames in zip(sharp, course.reproaches[-row:], strict=True))
    return course.settled or (course.answerable and not blamed and sum(sharp) < limits.in_all)


def _offer(course: Course, failures: int, limits: Thresholds) -> Decision | None:
    if _is_unhappy(course.now, limits):
        return Decision("offer", "The customer is unhappy.", "complaints")
    if failures >= limits.failures:
        return Decision("offer", f"{_failed(failures).capitalize()}", "failures")
    if course.repeats >= limits.repeats:
        return Decision("offer", f"The same was asked {course.repeats + 1} times.", "repeats")
    return None


def _failed(failures: int) -> str:
    return f"the assistant could not help {failures} times in a row."


def _is_unhappy(sentiment: Sentiment, limits: Thresholds) -> bool:
    sure = sentiment.confidence >= limits.likely
    return sentiment.label == "negative" and sentiment.score <= limits.mild and sure


def _unhappy_in_a_row(course: Course, limits: Thresholds) -> int:
    count = 0
    for sentiment in (course.now, *reversed(course.past)):
        if not _is_unhappy(sentiment, limits):
            break
        count += 1
    return count


def _same(text: str, earlier: str) -> bool:
    one, other = _letters(text), _letters(earlier)
    return min(len(one), len(other)) >= SHORTEST and fuzz.ratio(one, other) >= SAME


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


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
