"""Node `sense`: the mood of the message and its course over the conversation."""

from __future__ import annotations

import asyncio

from langgraph.runtime import Runtime

from bot.conversation import StoredTurn
from bot.messages import Sentiment
from bot.recommend.said import without_facts
from bot.recommend.suits import tastes_in
from bot.sentiment.course import Decision, Thresholds, decide, follow, hears_anger
from bot.sentiment.model import Classifier
from bot.sentiment.signals import agrees
from bot.turn.answerable import weighed
from bot.turn.state import NEUTRAL, TurnContext, TurnState, Update
from knowledge.sections import STANDARD, membership_code

MOST_REMEMBERED = 30
ACCEPTED = Decision("hand_over", "The customer accepts the offer of a person.", "wish")


async def sense(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Classify the message and decide whether the conversation stays with the bot."""
    limits = runtime.context.thresholds
    sentiment = await asyncio.to_thread(_mood, state, runtime.context.models.sentiment)
    history = since_handover(state)
    course = follow(
        [turn.reply.sentiment for turn in history],
        state.text,
        sentiment,
        said=[turn.message for turn in history],
        valued=is_valued(state, limits),
    )
    accepted = bool(history) and offered(history[-1]) and agrees(state.text)
    decision = ACCEPTED if accepted else decide(course, failures_in_a_row(history), limits)
    if hears_anger(decision) and not state.blocked:
        said, models = [*(turn.message for turn in history), state.text], runtime.context.models
        course = await asyncio.to_thread(weighed, course, said, models.intents, models.need)
        decision = decide(course, failures_in_a_row(history), limits)
    return {"sentiment": sentiment, "course": course, "decision": decision}


def _mood(state: TurnState, classifier: Classifier) -> Sentiment:
    """The mood of the message; what its writer likes or avoids in products ("I hate wool") is none."""
    tastes = tastes_in(state.text, state.desk.knowledge.catalogue)
    if not tastes:
        return classifier.classify(state.text)
    return classifier.classify(rest) if (rest := without_facts(state.text, tastes)) else NEUTRAL


def since_handover(state: TurnState) -> tuple[StoredTurn, ...]:
    """The turns that still count: what a person has settled does not hand over again."""
    ended = state.handover.ended_at if state.handover else None
    turns = list[StoredTurn]()
    for turn in reversed(state.history[-MOST_REMEMBERED:]):
        if turn.reply.route == "human" or (ended and turn.at <= ended):
            break
        turns.append(turn)
    return tuple(turns[::-1])


def failures_in_a_row(history: tuple[StoredTurn, ...]) -> int:
    """How many of the latest replies in a row had no answer."""
    count = 0
    for turn in reversed(history):
        if not turn.reply.abstained:
            break
        count += 1
    return count


def offered(turn: StoredTurn) -> bool:
    """Whether the turn's reply offered a person."""
    return bool(turn.trace.get("offered_person"))


def is_valued(state: TurnState, limits: Thresholds) -> bool:
    """Whether the signed-in customer is a member, or has spent much on the newest order."""
    desk = state.desk
    if desk.customer is None:
        return False
    if membership_code(desk.membership) != STANDARD:
        return True
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
    newest = max(orders, key=lambda order: order.placed_at, default=None)
    total = newest.total if newest else None
    return limits.order_value is not None and total is not None and total.decimal >= limits.order_value
