"""Node `plan`: what is asked, about what. A small classifier first, the language model when that is unsure."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace

from langgraph.runtime import Runtime

from bot.grounding.polarity import asks_yes_or_no
from bot.messages import Usage
from bot.recommend.opinions import opinion_in
from bot.recommend.wish import asks_what_goes_with
from bot.tools.cards import name_of
from bot.tools.fields import asks_price, plain_price
from bot.tools.profile import asks_of_profile
from bot.turn.about import About
from bot.turn.asks import ordinal, spelled_out, wants_cheaper
from bot.turn.by_record import by_record
from bot.turn.choosing import chosen
from bot.turn.fitting import ORDER_INTENTS, ORDERED, PRODUCT_INTENTS, asks_for_any, fitting
from bot.turn.fragments import (
    completed,
    goes_on,
    going_on,
    leads_on,
    leaves_out_its_topic,
    with_version,
)
from bot.turn.goods_meant import with_goods_meant
from bot.turn.intents import IntentGuess
from bot.turn.leads import without_denied, without_opening
from bot.turn.likely import likely
from bot.turn.memory import Asked, Memory, remembered
from bot.turn.narrowing import narrowed
from bot.turn.offers import names_a_share
from bot.turn.order_in_focus import ORDER_WORD, told_by_order
from bot.turn.parts import questions_in
from bot.turn.planner import planned
from bot.turn.references import about, with_side
from bot.turn.rewriting import with_goods
from bot.turn.routing import rerouted
from bot.turn.settling import as_intent, settled
from bot.turn.spelling import spelled
from bot.turn.state import Intent, Task, TurnContext, TurnState, Update
from bot.turn.unsure import UNSURE
from bot.turn.within_orders import within_orders
from knowledge.hanzi import simplified
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

MOST_TASKS = 3
_POINTS_AT_NOTHING = re.compile(
    r"(?:is|does|has|can|how (?:much|heavy|big|long|old) (?:is|does)) (?:it|this one|that one)\b(?:\W+\w+){0,2}\W*"
    r"|(?:[这那][个款件双条台]|它)[\u4e00-\u9fff]{1,6}[？?]?",
    re.IGNORECASE,
)
_OF_A_THING = re.compile(r"退|换|保修|质保|有货|现货|多少钱|价格")


async def plan(state: TurnState, runtime: Runtime[TurnContext]) -> Update:
    """Cut the message into questions and settle each one's intent, products and orders."""
    context = replace(runtime.context, knowledge=state.desk.knowledge)
    memory = remembered(state.history, state.recalled)
    message = context.knowledge.mended(simplified(state.request or state.text))
    tasks, usage = await _planned_by_model(message, memory, state, context)
    if tasks:
        return {"tasks": tuple(tasks), "usage": usage}
    questions = await asyncio.to_thread(questions_in, message, context.knowledge)
    for question in questions[:MOST_TASKS]:
        said, another = without_opening(without_denied(plain_price(question)))
        known = replace(memory, asked=None) if another else memory
        task, spent = await _understood(said, known, state, context)
        task = await asyncio.to_thread(rerouted, task, state.desk)
        task = await asyncio.to_thread(by_record, task, known, state.desk)
        behind = tasks[-1].question if tasks else ""
        tasks.append(replace(task, goes_on=goes_on(said, known), behind=behind))
        usage += spent
        memory = memory.after(task)
    return {"tasks": tuple(tasks), "usage": usage}


async def _planned_by_model(
    message: str, memory: Memory, state: TurnState, context: TurnContext
) -> tuple[list[Task], Usage]:
    """The tasks that a configured planner makes of the message; none without one, or when it makes no sense."""
    if context.planner is None:
        return [], Usage()
    knowledge = context.knowledge
    found, usage = await planned(message, memory, state.language, knowledge, context.planner)
    tasks = list[Task]()
    for each in found[:MOST_TASKS]:
        of_writer = _of_writer(each.question, memory)
        if of_writer:
            tasks.append(of_writer)
            continue
        subject = about(each.question, memory, state.desk.customer, knowledge)
        if each.products:
            subject = replace(subject, products=each.products, unclear=(), named=True, sure=True)
        if each.order:
            subject = replace(subject, order_id=each.order, order_named=True)
        intent = fitting(each.intent, each.question, subject, knowledge.constraints(each.question))
        task = _task(each.question, each.question, intent, 1.0, subject)
        tasks.append(await asyncio.to_thread(rerouted, task, state.desk))
    return tasks, usage


async def _understood(
    question: str, memory: Memory, state: TurnState, context: TurnContext
) -> tuple[Task, Usage]:
    """One question as a task. A fragment asks what the question before it asked, about something else."""
    desk, knowledge = state.desk, context.knowledge
    of_writer = _of_writer(question, memory)
    if of_writer:
        return of_writer, Usage()
    subject = await asyncio.to_thread(about, question, memory, desk.customer, knowledge)
    guess = await asyncio.to_thread(context.models.intents.predict, question)
    guess = await asyncio.to_thread(likely, guess, question, subject, memory, desk)
    whole = completed(question, subject.points, subject.products, memory, knowledge)
    of_order = subject.order_named or (subject.order_id and ORDER_WORD.search(question))
    of_order = of_order or (desk.customer and told_by_order(question))
    plain = guess.sure and not leaves_out_its_topic(question) and not leads_on(question, guess.intent)
    if not (whole or plain or subject.points or of_order):
        on = _going_on(question, memory, guess)
        if on:
            return on, Usage()
    asked = (
        whole
        or with_version(
            question, subject.products or subject.recent, memory, knowledge, picked=subject.picked
        )
        or _spelled_out(question, subject, memory, knowledge, state.language)
    )
    asked = spelled(asked, subject.products or subject.recent, knowledge)
    wanted = knowledge.constraints(asked)
    certain = whole or subject.order_id or asks_for_any(question, subject, wanted)
    intent, spent = await settled(question, guess, context, state.watch, certain=bool(certain))
    if whole and memory.asked:
        intent, subject = as_intent(memory.asked.intent), _carried(subject, memory.asked)
    if not whole and _stays_with_offers(guess, question, memory):
        intent, subject = "promotion", await asyncio.to_thread(_goods_of, subject, asked, memory, knowledge)
    intent = fitting(intent, question, subject, wanted)
    described = await asyncio.to_thread(_described, intent, subject, asked, memory, knowledge)
    if described != subject:
        subject, intent = described, fitting(intent, question, described, wanted)
    wish = narrowed(question, intent, subject, memory, knowledge)
    if wish:
        return Task(wish, "recommend", guess.confidence), spent
    turned = intent in PRODUCT_INTENTS and (_turns_down(question, memory) or asks_what_goes_with(question))
    intent = "recommend" if turned else intent
    if intent in ORDERED:
        subject = await asyncio.to_thread(within_orders, subject, intent, question, memory, desk)
    if intent == "returns" and not subject.points:
        asked = with_goods(asked, subject.products, knowledge, state.language)
    return _task(asked, question, intent, guess.confidence, subject), spent


def _going_on(question: str, memory: Memory, guess: IntentGuess) -> Task | None:
    """The question before it together with one that leaves out what it is about."""
    on = going_on(question, memory, guess.intent)
    if not on or memory.asked is None:
        return None
    rules = "policy" if memory.asked.intent == "returns" else _intent_of(memory)
    return _task(on, question, rules, guess.confidence, About(memory.asked.products))


def _described(intent: Intent, subject: About, asked: str, memory: Memory, knowledge: Knowledge) -> About:
    """The subject of a question about a product that is not surely named: what a plain word calls, or all describes."""
    if intent not in PRODUCT_INTENTS:
        return subject
    called = () if subject.points or subject.unclear else knowledge.perhaps_named(asked)
    if called:
        return with_side(replace(subject, products=called, named=True), asked, knowledge)
    return with_goods_meant(subject, asked, memory.products, knowledge)


def _of_writer(question: str, memory: Memory) -> Task | None:
    """What concerns the shopper themselves; a statement after suggestions asks for them anew."""
    before = memory.asked
    ask = asks_of_profile(question, told_before=before is not None and before.intent == "profile")
    if ask == "states" and before and before.intent == "recommend":
        return Task(before.question, "recommend", 1.0, before.products)
    return Task(question, "profile", 1.0) if ask else None


def _turns_down(question: str, memory: Memory) -> bool:
    """Whether a suggestion just made is turned down, and nothing else is asked of it."""
    suggested = memory.asked is not None and memory.asked.intent == "recommend"
    return suggested and opinion_in(question) == "dislike" and not asks_yes_or_no(question)


def _stays_with_offers(guess: IntentGuess, question: str, memory: Memory) -> bool:
    """Whether a share of the price, or the price, comes right after talk of an offer: "and with just the 10%?"."""
    of_offers = memory.asked is not None and memory.asked.intent == "promotion"
    unsure = guess.confidence < UNSURE
    return of_offers and (asks_price(question) or (unsure and names_a_share(question)))


def _goods_of(subject: About, asked: str, memory: Memory, knowledge: Knowledge) -> About:
    """The goods whose price is asked for after talk of an offer, described where they are not named."""
    return subject if subject.products else with_goods_meant(subject, asked, memory.products, knowledge)


def _intent_of(memory: Memory) -> Intent:
    return as_intent(memory.asked.intent if memory.asked else "")


def _carried(subject: About, asked: Asked) -> About:
    """What a fragment is about: what it points at, else what the question before it was about."""
    if asked.intent == "product_compare" and len(subject.products) == 1:
        return replace(
            subject, products=tuple(dict.fromkeys((*asked.products[:1], *subject.products))), sure=True
        )
    if subject.points or subject.order_named or subject.unclear:
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
    described = described and opinion_in(question) is None
    one_of = bool(subject.unclear) and intent in ("product_fact", "product_reviews", "returns", "policy")
    products = () if described or one_of else subject.products
    if not products and intent == "product_compare":
        products = subject.unclear
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
        nameless=needs_product
        and not (products or subject.unclear)
        and bool(_POINTS_AT_NOTHING.fullmatch(question)),
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
