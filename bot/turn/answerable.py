"""Whether a message is plainly something that the shop's data tells, so that it is answered first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bot.sentiment.course import Course
from bot.sentiment.need import Need
from bot.sentiment.signals import asks, came_before, names_grievance, reproaches
from bot.turn.intents import IntentGuess

WISHES = frozenset({"recommend", "product_fact", "product_compare", "promotion"})
"""Of somebody who wants to buy."""
DEALINGS = frozenset(
    {"order_status", "order_history", "order_change", "returns", "policy", "store_info", "account"}
)
"""Of somebody who has bought."""
SURE, LIKELY = 0.7, 0.4
"""How sure the guess of a wish must be ("no cables from the ceiling"), and that of what a question is about."""


class Guesses(Protocol):
    """What tells intents; `IntentModel` and the fake both do."""

    def predict(self, text: str) -> IntentGuess:
        """The guess for one message."""
        ...


def weighed(course: Course, said: Sequence[str], intents: Guesses, need: Need) -> Course:
    """The course, told whether an answer will do; `said` holds the shopper's messages, the newest last."""
    answerable = is_answerable(said[-1], intents) or _goes_on(said, intents)
    return replace(course, answerable=answerable, settled=not need.needs_person(said))


def is_answerable(text: str, intents: Guesses) -> bool:
    """Whether the message wants something to buy, or asks about an order or a rule."""
    guess, asked = intents.predict(text), asks(text)
    if guess.intent in WISHES and guess.confidence >= SURE and (asked or not names_grievance(text)):
        return True
    return asked and guess.intent in WISHES | DEALINGS and guess.confidence >= LIKELY


def _goes_on(said: Sequence[str], intents: Guesses) -> bool:
    """Whether the message only goes on with an answerable one: "and if I tell you later?", "but I cut off the tag"."""
    if len(said) < 2 or reproaches(said[-1]) or came_before(said[-1]):
        return False
    calm = asks(said[-1]) or not names_grievance(said[-1])
    return calm and is_answerable(said[-2], intents)
