"""Node `plan`: what is asked, about what. A small classifier first, the language model when that is unsure."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast, get_args

from langgraph.runtime import Runtime

import prompts
from bot.errors import ModelError
from bot.llm.messages import as_messages
from bot.messages import Usage
from bot.privacy import mask
from bot.tools.activity import asks_for_activity
from bot.tools.cards import name_of
from bot.turn.asks import ordinal, spelled_out, split_questions, wants_cheaper
from bot.turn.intents import IntentGuess
from bot.turn.references import COMPARING, About, about, carried_over
from bot.turn.state import Intent, Task, TurnContext, TurnState, Update
from knowledge.constraints import Constraints

MOST_TASKS = 3
MOST_CHOICES = 5
PRODUCT_INTENTS: frozenset[Intent] = frozenset({"product_fact", "product_reviews", "product_compare"})
ORDER_INTENTS: frozenset[Intent] = frozenset({"order_status", "order_history", "order_change"})


DELIVERY_COST = re.compile(
    r"(?:how much|cost|price|fee|charge|free).{0,24}(?:deliver|shipping|postage)|(?:deliver|shipping|postage)\w*.{0,16}"
    r"(?:cost|fee|charge|free)|运费|邮费|配送费|包邮",
    re.IGNORECASE,
)


async def plan(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Cut the message into questions and settle each one's intent and products."""
    context = replace(runtime.context, knowledge=state.desk.knowledge)
    customer = state.desk.customer
    tasks, usage, before = list[Task](), Usage(), About()
    for question in split_questions(state.request or state.text)[:MOST_TASKS]:
        subject = await asyncio.to_thread(about, question, state.history, customer, context.knowledge)
        subject = before = carried_over(subject, before, question)
        guess = await asyncio.to_thread(context.models.intents.predict, question)
        wanted = context.knowledge.constraints(question)
        certain = subject.order_id or _asks_for_any(subject, wanted)
        intent, spent = await _intent(question, guess, context, certain=bool(certain))
        usage += spent
        asked = _spelled_out(question, subject, context, state.language)
        tasks.append(_task(asked, fitting(intent, question, subject, wanted), guess.confidence, subject))
    return {"tasks": tuple(tasks), "usage": usage}


def _spelled_out(question: str, subject: About, context: TurnContext, language: str) -> str:
    """The question with the name in place of "the second one", for search and model."""
    product = context.knowledge.catalogue.product(subject.products[0]) if len(subject.products) == 1 else None
    return spelled_out(question, name_of(product, language)) if product and not subject.named else question


def _task(question: str, intent: Intent, confidence: float, subject: About) -> Task:
    cheaper = wants_cheaper(question)
    needs_product = intent in PRODUCT_INTENTS or (intent == "recommend" and cheaper)
    pointed = () if intent == "recommend" and not subject.sure and subject.named else subject.products
    products = pointed or (subject.recent if needs_product and not subject.unclear else ())
    return Task(
        question=question,
        intent=intent,
        confidence=confidence,
        products=products,
        order_id=subject.order_id,
        position=_counted_order(question) if intent in ORDER_INTENTS else None,
        cheaper=cheaper,
        unclear=subject.unclear,
    )


def _counted_order(question: str) -> int | None:
    """Which order is counted out, 1 for the newest; "my last order" is the newest, not the end of a list."""
    position = ordinal(question)
    return position if position is not None and position > 0 else None


def fitting(intent: Intent, question: str, subject: About, wanted: Constraints) -> Intent:
    """The intent that goes with what is known for certain: an order number, several products, a price limit."""
    if DELIVERY_COST.search(question) and not subject.order_id:
        return "policy"
    if asks_for_activity(question) and not subject.order_id:
        return "account"
    if subject.order_id:
        return intent if intent in ORDER_INTENTS | {"returns", "human"} else "order_status"
    if intent in PRODUCT_INTENTS:
        return _fitting_product(intent, question, subject, wanted)
    if intent in ("out_of_scope", "small_talk", "store_info") and subject.named:
        return "product_fact"
    return intent


def _asks_for_any(subject: About, wanted: Constraints) -> bool:
    """Whether the words set a limit and name no product by its name: any product within it will do."""
    return (
        not subject.sure
        and (not subject.products or subject.named)
        and bool(wanted.price_min or wanted.price_max or wanted.rating_min)
    )


def _fitting_product(intent: Intent, question: str, subject: About, wanted: Constraints) -> Intent:
    products = subject.products or subject.recent
    if _asks_for_any(subject, wanted):
        return "recommend"
    if (
        len(subject.products) > 1
        and intent == "product_fact"
        and (subject.named or COMPARING.search(question))
    ):
        return "product_compare"
    if intent == "product_compare" and len(products) < 2:
        return "recommend" if wants_cheaper(question) and products else "product_fact"
    if intent == "product_reviews" and not products:
        return "recommend"
    return intent


async def _intent(
    question: str, guess: IntentGuess, context: TurnContext, *, certain: bool
) -> tuple[Intent, Usage]:
    """The classifier's guess when it is sure or something else already is `certain`; else the model's choice."""
    first = as_intent(guess.intent)
    if guess.sure or certain:
        return first, Usage()
    try:
        return await _asked_of_model(question, guess, context)
    except ModelError:
        return first, Usage()


async def _asked_of_model(question: str, guess: IntentGuess, context: TurnContext) -> tuple[Intent, Usage]:
    """The model's choice among the likeliest intents; anything else it says counts as no choice."""
    choices = [name for name, _ in guess.ranked[:MOST_CHOICES]]
    messages = as_messages(prompts.load("plan").render(message=mask(question)))
    answer = await context.chat.complete(messages, max_tokens=16, schema=_schema(choices))
    chosen = _read(answer.text)
    return as_intent(chosen if chosen in choices else guess.intent), answer.usage


def _schema(choices: Sequence[str]) -> dict[str, Any]:
    return {"type": "object", "properties": {"ask": {"enum": list(choices)}}, "required": ["ask"]}


def _read(text: str) -> str:
    try:
        answer = json.loads(text)
    except ValueError:
        return ""
    return str(cast("dict[str, Any]", answer).get("ask", "")) if isinstance(answer, dict) else ""


def as_intent(name: str) -> Intent:
    """A name as an intent; one that is none is a question about a product."""
    return cast(Intent, name) if name in get_args(Intent) else "product_fact"
