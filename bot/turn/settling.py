"""Which intent a question has: the classifier's guess where that is sure, else the language model's choice in time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any, cast, get_args

import prompts
from bot.errors import ModelError
from bot.llm.messages import as_messages
from bot.messages import Usage
from bot.privacy import mask
from bot.sentiment.signals import asks_for_person
from bot.turn.intents import IntentGuess
from bot.turn.state import Intent, Stopwatch, TurnContext

GUESSED = 0.4
"""Confidence from which the classifier's likeliest intent stands.

Of 173 held-out messages with a confidence from here to `sure`, the embedded model chose right in 85, the classifier in
106; of 27 below, the model in 10, the classifier in 6.
"""
WISHED = 0.5
"""Confidence from which the classifier's guess that a person is wanted is put before the model."""
MOST_CHOICES, UNLIKELY = 5, 0.04
"""Among how many intents the model chooses, and the share of the likeliest's confidence that each must have."""


async def settled(
    question: str, guess: IntentGuess, context: TurnContext, watch: Stopwatch, *, certain: bool
) -> tuple[Intent, Usage]:
    """The classifier's guess when it is fairly sure or something else already is `certain`; else the model's choice.

    No card comes before it, so it is made within `context.choice_seconds` of the turn's beginning, and asked for only
    while nobody else's answer is written. Failing that the likeliest one stands.
    """
    fair = guess.confidence > GUESSED and guess.intent != "human"
    if guess.sure or certain or fair:
        return _certain(question, guess), Usage()
    choices = _choices(question, guess)
    left = context.choice_seconds - watch.seconds
    if len(choices) == 1 or context.chat.queue.running or left <= 0:
        return as_intent(choices[0]), Usage()
    try:
        async with asyncio.timeout(left):
            return await _chosen_by_model(question, choices, context)
    except (ModelError, TimeoutError):
        return as_intent(choices[0]), Usage()


def as_intent(name: str) -> Intent:
    """A name as an intent; one that is none is a question about a product."""
    return cast(Intent, name) if name in get_args(Intent) else "product_fact"


def _certain(question: str, guess: IntentGuess) -> Intent:
    """The likeliest intent; an unsure one that brings in a person only where the words ask for one."""
    if guess.sure or guess.intent != "human" or asks_for_person(question):
        return as_intent(guess.intent)
    return as_intent(next((name for name, _ in guess.ranked if name != "human"), ""))


def _choices(question: str, guess: IntentGuess) -> list[str]:
    """The likeliest intents, at least one; a person only where the words or the first guess ask for one."""
    wished = asks_for_person(question) or (guess.intent == "human" and guess.confidence >= WISHED)
    least = UNLIKELY * guess.confidence
    ranked = guess.ranked[:MOST_CHOICES]
    return [name for name, p in ranked if p >= least and (wished or name != "human")] or [ranked[0][0]]


async def _chosen_by_model(
    question: str, choices: Sequence[str], context: TurnContext
) -> tuple[Intent, Usage]:
    """The model's choice; anything else it says counts as the first one."""
    messages = as_messages(prompts.load("plan").render(message=mask(question)))
    answer = await context.chat.complete(messages, max_tokens=16, schema=_schema(choices))
    chosen = _read(answer.text)
    return as_intent(chosen if chosen in choices else choices[0]), answer.usage


def _schema(choices: Sequence[str]) -> dict[str, Any]:
    return {"type": "object", "properties": {"ask": {"enum": list(choices)}}, "required": ["ask"]}


def _read(text: str) -> str:
    try:
        answer = json.loads(text)
    except ValueError:
        return ""
    return str(cast("dict[str, Any]", answer).get("ask", "")) if isinstance(answer, dict) else ""
