"""Chooses when one message calls a person: what costs least on messages that the head has not seen.

A missed angry customer costs `MISSED` times a needless hand-over (of a message that is not negative); a calm
complaint that is handed over, though the offer of a person would do, costs `CALM` of one. The training utterances
hold far more anger than a shop's day: they are weighed as if `ANGRY_SHARE` of all messages were angry. Thresholds
whose costs differ by no more than `ALIKE` are taken as equal, since so few texts cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from bot.messages import Sentiment
from bot.sentiment.model import ANGRY, UPSET, sentiment_of
from bot.sentiment.train import Training, Utterance
from bot.text_head.training import HeadReport

MISSED = 10.0
CALM = 0.5
ANGRY_SHARE = 0.02
ALIKE = 0.03
STRONG = tuple(round(-0.95 + 0.05 * step, 2) for step in range(15))
SURE = tuple(round(0.5 + 0.05 * step, 2) for step in range(10))


@dataclass(frozen=True, slots=True)
class Choice:
    """What two thresholds come to. `missed` of `angry`, `needless` of `innocent`, `calm` of `complaints`.

    `cost` is in needless hand-overs.
    """

    strong: float
    sure: float
    missed: int
    angry: int
    needless: int
    innocent: int
    calm: int
    complaints: int
    cost: float


Seen = Sequence[tuple[Utterance, Sentiment]]


def unseen(training: Training, utterances: Sequence[Utterance]) -> Seen:
    """The utterances that were held out of either split, with what the head that had not seen them says."""
    return [*_of(training.wordings, utterances), *_of(training.situations, utterances)]


def choose(seen: Seen, missed_cost: float = MISSED) -> Choice:
    """The thresholds that cost least; of those that cost about the same, the ones that call fewest people."""
    choices = [weigh(seen, strong, sure, missed_cost) for strong, sure in product(STRONG, SURE)]
    least = min(choice.cost for choice in choices)
    alike = [choice for choice in choices if choice.cost <= least * (1 + ALIKE)]
    return min(
        alike, key=lambda choice: (choice.needless + choice.calm, choice.cost, choice.strong, -choice.sure)
    )


def weigh(seen: Seen, strong: float, sure: float, missed_cost: float = MISSED) -> Choice:
    """What these thresholds come to."""
    called = [(each.mood, said.score <= strong and said.confidence >= sure) for each, said in seen]
    moods = [mood for mood, _ in called]
    missed = called.count((ANGRY, False))
    calm = called.count((UPSET, True))
    angry, complaints = moods.count(ANGRY), moods.count(UPSET)
    needless = sum(calls for _, calls in called) - (angry - missed) - calm
    weight = ANGRY_SHARE / (1 - ANGRY_SHARE) * (len(moods) - angry) / max(angry, 1)
    return Choice(
        strong=strong,
        sure=sure,
        missed=missed,
        angry=angry,
        needless=needless,
        innocent=len(moods) - angry - complaints,
        calm=calm,
        complaints=complaints,
        cost=missed_cost * weight * missed + needless + CALM * calm,
    )


def _of(report: HeadReport, utterances: Sequence[Utterance]) -> Iterator[tuple[Utterance, Sentiment]]:
    for at, told in zip(report.heldout, report.probabilities, strict=True):
        yield utterances[at], sentiment_of(report.labels, np.asarray(told, dtype=np.float32))
