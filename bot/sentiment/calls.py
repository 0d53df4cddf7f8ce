"""Whom the policy calls a person for: short conversations of messages that sound alike, angry ones and innocent ones.

A conversation is `TURNS` messages (fewer where there are no more) of one situation and language, one after the other,
begun at each message once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from bot.messages import Sentiment
from bot.sentiment.course import DEFAULTS, Course, Decision, Thresholds, decide, follow, hears_anger
from bot.sentiment.model import SentimentModel
from bot.sentiment.utterances import ROUTING, ROUTING_FRESH, ROUTING_HELD_OUT, UTTERANCES, Utterance

TUNED = UTTERANCES / ROUTING  # what the policy was made on
HELD_OUT = UTTERANCES / ROUTING_HELD_OUT
FRESH = UTTERANCES / ROUTING_FRESH  # held out too, and written last
HEADINGS = {TUNED: "tuned on", HELD_OUT: "held out", FRESH: "fresh"}
TURNS = 3
Weigh = Callable[[Course, Sequence[str]], Course]
"""The course, told whether what was said is rather to be answered; `bot.turn.answerable.weighed`."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Of `talks` conversations of a language, in how many a person was called by each turn, or only offered at last.

    `angry`: a person is needed in all of them; else in none.
    """

    language: str
    angry: bool
    talks: int
    by_turn: tuple[int, ...]
    offered: int


@dataclass(frozen=True, slots=True)
class _Policy:
    limits: Thresholds
    weigh: Weigh

    def decide(self, course: Course, said: Sequence[str]) -> Decision:
        """As in a turn: what may be answered is asked only where mood would call a person."""
        decision = decide(course, 0, self.limits)
        if not hears_anger(decision):
            return decision
        return decide(self.weigh(course, said), 0, self.limits)


def calls(
    utterances: Sequence[Utterance],
    model: SentimentModel,
    weigh: Weigh,
    limits: Thresholds = DEFAULTS,
) -> tuple[Calls, ...]:
    """What the policy does with these messages; those whose writer needs a person are called angry."""
    policy = _Policy(limits, weigh)
    moods = dict(zip(utterances, model.classify_all([each.text for each in utterances]), strict=True))
    kinds = {(each.language, each.needs_person) for each in utterances}
    return tuple(
        _count(language, angry, [each for each in utterances if _is(each, language, angry)], moods, policy)
        for language, angry in sorted(kinds)
    )


def _is(each: Utterance, language: str, angry: bool) -> bool:
    return each.language == language and each.needs_person == angry


def _count(
    language: str,
    angry: bool,
    some: Sequence[Utterance],
    moods: dict[Utterance, Sentiment],
    policy: _Policy,
) -> Calls:
    actions = [_actions(talk, moods, policy) for talk in _talks(some)]
    return Calls(
        language=language,
        angry=angry,
        talks=len(actions),
        by_turn=tuple(sum("hand_over" in each[:turn] for each in actions) for turn in range(1, TURNS + 1)),
        offered=sum("hand_over" not in each and "offer" in each for each in actions),
    )


def _talks(some: Sequence[Utterance]) -> Iterator[list[Utterance]]:
    for _, group in groupby(some, key=lambda each: each.situation):
        alike = list(group)
        yield from (
            [alike[(start + turn) % len(alike)] for turn in range(min(TURNS, len(alike)))]
            for start in range(len(alike))
        )


def _actions(talk: Sequence[Utterance], moods: dict[Utterance, Sentiment], policy: _Policy) -> list[str]:
    past = [moods[each] for each in talk]
    said = [each.text for each in talk]
    return [
        policy.decide(follow(past[:turn], said[turn], past[turn], said=said[:turn]), said[: turn + 1]).action
        for turn in range(len(talk))
    ]


def heading(folder: Path) -> str:
    """What a folder's messages are."""
    return HEADINGS.get(folder, str(folder))
