"""Chooses when one message calls a person: what costs least on messages that the model has not seen.

A missed angry customer costs `MISSED` times a needless hand-over (of a message that is not negative); a calm
complaint that is handed over, though the offer of a person would do, costs `CALM` of one. The training utterances
hold far more anger than a shop's day: they are weighed as if `ANGRY_SHARE` of all messages were angry. Thresholds
whose costs differ by no more than `ALIKE` are taken as equal, since so few texts cannot tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from bot.messages import Sentiment
from bot.sentiment.corpus import Text
from bot.sentiment.model import SentimentModel
from bot.sentiment.moods import ANGRY, UPSET
from bot.sentiment.signals import names_grievance

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


Seen = Sequence[tuple[str, Sentiment, bool]]
"""Moods, what the model said of texts that have them, and whether those name a grievance: else they call nobody."""


def unseen(model: SentimentModel, texts: Sequence[Text]) -> Seen:
    """The moods of utterances that the model has not learned from, with what it says of them."""
    told = model.classify_all([each.text for each in texts])
    return [(each.moods[0], said, names_grievance(each.text)) for each, said in zip(texts, told, strict=True)]


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
    called = [
        (mood, grieved and said.score <= strong and said.confidence >= sure) for mood, said, grieved in seen
    ]
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
