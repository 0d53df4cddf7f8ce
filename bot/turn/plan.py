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
from bot.tools.order_facts import aspects_asked
from bot.turn.asks import ordinal, spelled_out, split_questions, wants_cheaper
from bot.turn.choosing import chosen
from bot.turn.fragments import completed, without_denied
from bot.turn.intents import IntentGuess
from bot.turn.memory import Asked, Memory, remembered
from bot.turn.own_orders import order_meant
from bot.turn.references import COMPARING, About, about
from bot.turn.state import Intent, Task, TurnContext, TurnState, Update
from knowledge.constraints import Constraints
from knowledge.hanzi import simplified
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

MOST_TASKS = 3
MOST_CHOICES = 5
PRODUCT_INTENTS: frozenset[Intent] = frozenset({"product_fact", "product_reviews", "product_compare"})
ORDER_INTENTS: frozenset[Intent] = frozenset({"order_status", "order_history", "order_change"})
ORDERED = ORDER_INTENTS | {"returns"}


DELIVERY_COST = re.compile(
    r"(?:how much|cost|price|fee|charge|free).{0,24}(?:deliver|shipping|postage)|(?:deliver|shipping|postage)\w*.{0,16}"
    r"(?:cost|fee|charge|free)|运费|邮费|配送费|包邮",
    re.IGNORECASE,
)


_OF_NO_PRODUCT = frozenset({"recommend", "out_of_scope", "small_talk", "store_info"})
_ALIKE = re.compile(
    r"similar|like|alternative|instead|else|recommend|suggest|other|cheaper"
    r"|类似|差不多|替代|推荐|别的|其他|便宜",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(r"退|换|保修|质保|有货|现货|多少钱|价格")


async def plan(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Cut the message into questions and settle each one's intent, products and orders."""
    context = replace(runtime.context, knowledge=state.desk.knowledge)
    memory = remembered(state.history)
    tasks, usage = list[Task](), Usage()
    for question in split_questions(simplified(state.request or state.text))[:MOST_TASKS]:
        task, spent = await _understood(without_denied(question), memory, state, context)
        tasks.append(task)
        usage += spent
        memory = memory.after(task)
    return {"tasks": tuple(tasks), "usage": usage}


async def _understood(
    question: str, memory: Memory, state: TurnState, context: TurnContext
) -> tuple[Task, Usage]:
    """One question as a task. A fragment asks what the question before it asked, about something else."""
    desk, knowledge = state.desk, context.knowledge
    subject = await asyncio.to_thread(about, question, memory, desk.customer, knowledge)
    whole = completed(question, subject.points, subject.products, memory, knowledge)
    asked = whole or _spelled_out(question, subject, memory, knowledge, state.language)
    guess = _likely(await asyncio.to_thread(context.models.intents.predict, question), question, subject)
    wanted = knowledge.constraints(asked)
    certain = whole or subject.order_id or _asks_for_any(subject, wanted)
    intent, spent = await _intent(question, guess, context, certain=bool(certain))
    if whole and memory.asked:
        intent = as_intent(memory.asked.intent)
        subject = _carried(subject, memory.asked)
    intent = fitting(intent, question, subject, wanted)
    if not subject.order_named and intent in ORDERED:
        meant = await asyncio.to_thread(order_meant, question, memory, subject.products, desk)
        subject = replace(subject, order_id=meant or subject.order_id)
    return _task(asked, question, intent, guess.confidence, subject), spent


def _likely(guess: IntentGuess, question: str, subject: About) -> IntentGuess:
    """An unsure guess without what does not go with a product that is named: to find one, or nothing to do with it."""
    if guess.sure or not subject.sure or _ALIKE.search(question) or guess.intent not in _OF_NO_PRODUCT:
        return guess
    ranked = tuple((name, p) for name, p in guess.ranked if name not in _OF_NO_PRODUCT)
    return IntentGuess(*ranked[0], ranked, sure=False) if ranked else guess


def _carried(subject: About, asked: Asked) -> About:
    """What a fragment is about: what it points at, else what the question before it was about."""
    if asked.intent == "product_compare" and len(subject.products) == 1:
        return replace(
            subject, products=tuple(dict.fromkeys((*asked.products[:1], *subject.products))), sure=True
        )
    if subject.points or subject.order_named:
        return subject
    return replace(subject, products=asked.products, order_id=asked.order_id, picked=True)


def _spelled_out(question: str, subject: About, memory: Memory, knowledge: Knowledge, language: str) -> str:
    """The question with the name in place of "the second one" or "the cheaper one", for search and model."""
    product = knowledge.catalogue.product(subject.products[0]) if len(subject.products) == 1 else None
    if product is None or not subject.picked:
        return question
    name = name_of(product, language)
    choice = chosen(question, memory, knowledge)
    if choice:
        return f"{question[: choice.start]}{name} {question[choice.end :].lstrip()}".strip()
    return spelled_out(question, name)


def _task(asked: str, question: str, intent: Intent, confidence: float, subject: About) -> Task:
    cheaper = wants_cheaper(question)
    needs_product = intent in PRODUCT_INTENTS or (intent == "recommend" and cheaper)
    described = intent == "recommend" and not subject.sure and (subject.named or subject.kind)
    one_of = bool(subject.unclear) and intent in ("product_fact", "product_reviews", "returns", "policy")
    products = () if described or one_of else subject.products
    if not products and needs_product and not subject.unclear:
        products = subject.recent
    if not products and intent in ("returns", "policy") and _drops_its_subject(question):
        products = subject.recent[:1]
    return Task(
        question=asked,
        intent=intent,
        confidence=confidence,
        products=products,
        order_id=subject.order_id if intent in ORDERED else None,
        position=_counted_order(question) if intent in ORDER_INTENTS else None,
        cheaper=cheaper,
        unclear=subject.unclear,
    )


def _drops_its_subject(question: str) -> bool:
    """Whether a Chinese question leaves out what it is about: 能退吗, 保修多久."""
    return has_cjk(question) and len(content_stems(question)) <= 2 and bool(_OF_A_THING.search(question))


def _counted_order(question: str) -> int | None:
    """Which order is counted out; the first order is the oldest, the last one the newest.

    -1 is the oldest, as `my_orders` counts; None leaves it to the words.
    """
    position = ordinal(question)
    return -position if position is not None and position > 0 else None


def fitting(intent: Intent, question: str, subject: About, wanted: Constraints) -> Intent:
    """The intent that goes with what is known for certain: an order number, several products, a price limit."""
    if subject.order_named:
        return intent if intent in ORDERED | {"human"} else "order_status"
    if DELIVERY_COST.search(question):
        return "policy"
    if asks_for_activity(question):
        return "account"
    if _asks_of_order(intent, question, subject):
        return "order_status"
    if intent in PRODUCT_INTENTS | {"recommend"}:
        return _fitting_product(intent, question, subject, wanted)
    of_a_product = intent in ("out_of_scope", "small_talk", "store_info") and (
        subject.named or subject.picked
    )
    return "product_fact" if of_a_product else intent


def _asks_of_order(intent: Intent, question: str, subject: About) -> bool:
    """Whether "it" is the order that was spoken of: "what was in it?"; "how heavy is it?" is about the goods."""
    pointed = subject.order_id is not None and not subject.points
    return pointed and intent in PRODUCT_INTENTS | {"recommend"} and aspects_asked(question) != ("status",)


def _asks_for_any(subject: About, wanted: Constraints) -> bool:
    """Whether the words set a limit and name no product by its name: any product within it will do."""
    return (
        not subject.sure
        and (not subject.products or subject.named)
        and bool(wanted.price_min or wanted.price_max or wanted.rating_min)
    )


def _fitting_product(intent: Intent, question: str, subject: About, wanted: Constraints) -> Intent:
    products = subject.products or subject.recent
    if intent == "recommend":
        return "product_compare" if subject.picked and len(subject.products) > 1 else intent
    if _asks_for_any(subject, wanted):
        return "recommend"
    side_by_side = (subject.named and not subject.unclear) or COMPARING.search(question)
    if intent == "product_fact" and len(subject.products) > 1 and side_by_side:
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
