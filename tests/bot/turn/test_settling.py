"""What is asked, when the classifier is not sure: the model chooses, but no card waits long for it."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace

import pytest

from bot.assistant import Assistant
from bot.config import Settings
from bot.llm.chat import Queue
from bot.llm.client import open_chat_model
from bot.llm.langchain_chat import LangChainChat
from bot.llm.slots import Slots
from bot.messages import CardEvent, Event
from bot.turn.intents import IntentGuess
from bot.turn.settling import settled
from bot.turn.state import Stopwatch, TurnContext
from tests.bot.conftest import Make
from tests.bot.llm.standins import ChatStandIn, event, serving

QUESTION = "something about sending it back"
RANKED = (("product_fact", 0.4), ("returns", 0.3), ("policy", 0.2))
UNSURE = IntentGuess("product_fact", 0.4, RANKED, sure=False)


def context_of(assistant: Assistant, seconds: float = 0.1) -> TurnContext:
    """What turns work with, with `seconds` to choose."""
    return replace(assistant._context, choice_seconds=seconds)


def after(seconds: float) -> Stopwatch:
    """A watch that stands still so long after the turn began."""
    return Stopwatch(lambda: seconds, 0.0)


async def test_the_model_chooses_where_it_is_quick(make: Make) -> None:
    assistant, _ = make({}, ['{"ask": "policy"}'])
    intent, usage = await settled(QUESTION, UNSURE, context_of(assistant, 30), after(0.0), certain=False)
    assert intent == "policy"
    assert usage.completion_tokens > 0


async def test_a_fair_guess_stands_without_the_model(make: Make) -> None:
    assistant, chat = make({})
    fair = IntentGuess("returns", 0.5, (("returns", 0.5), ("policy", 0.3)), sure=False)
    intent, _ = await settled(QUESTION, fair, context_of(assistant, 30), after(0.0), certain=False)
    assert (intent, chat.asked) == ("returns", [])


async def test_a_choice_that_takes_long_is_given_up_and_the_likeliest_stands(make: Make) -> None:
    assistant, chat = make({}, ['{"ask": "policy"}'])
    chat.seconds = 60
    intent, _ = await settled(QUESTION, UNSURE, context_of(assistant), after(0.0), certain=False)
    assert intent == "product_fact"
    assert chat.asked[0].schema is not None
    assert chat.left_off == chat.asked


async def test_a_card_comes_while_the_model_would_still_choose(make: Make) -> None:
    where = "Where is my order?"
    assistant, chat = make({where: "order_status"}, ['{"ask": "policy"}'], unsure=[where])
    chat.seconds = 600
    slow = Assistant(context_of(assistant, 5.0))
    session = await slow.open_session(customer_id="C1")
    async with aclosing(slow.stream(session.session_id, where)) as events:
        first: Event = await anext(events)
    assert isinstance(first, CardEvent)
    assert chat.left_off == chat.asked


async def test_the_server_hears_that_the_choice_is_given_up_and_its_slot_is_free(make: Make) -> None:
    server = ChatStandIn(*[(0.05, event("{"))] * 1000)
    with serving(post=server) as url:
        settings = Settings.model_validate({"llm_url": f"{url}/v1", "llm_model": "m"})
        async with open_chat_model(settings) as chat:
            assert isinstance(chat, LangChainChat)
            chat.slots = Slots(2)
            context = replace(context_of(make({})[0], 2.0), chat=chat)
            intent, _ = await settled(QUESTION, UNSURE, context, after(0.0), certain=False)
            assert (intent, chat.queue) == ("product_fact", Queue())
            assert await asyncio.to_thread(server.hung_up.wait, 10)
    assert len(server.asked) == 1


async def test_what_is_late_already_asks_no_model(make: Make) -> None:
    assistant, chat = make({})
    intent, _ = await settled(QUESTION, UNSURE, context_of(assistant, 1.5), after(1.6), certain=False)
    assert (intent, chat.asked) == ("product_fact", [])


@pytest.mark.parametrize("queue", [Queue(running=1), Queue(running=2, ahead=1, seconds=4)])
async def test_nobody_waits_for_a_choice_while_an_answer_is_written(make: Make, queue: Queue) -> None:
    assistant, chat = make({})
    chat.queue = queue
    intent, _ = await settled(QUESTION, UNSURE, context_of(assistant), after(0.0), certain=False)
    assert (intent, chat.asked) == ("product_fact", [])


@pytest.mark.parametrize(("confidence", "intent"), [(0.4, "returns"), (0.6, "human")])
async def test_a_choice_that_is_given_up_brings_in_no_person_on_a_weak_guess(
    make: Make, confidence: float, intent: str
) -> None:
    assistant, chat = make({}, ['{"ask": "policy"}'])
    chat.seconds = 60
    guess = IntentGuess("human", confidence, (("human", confidence), *RANKED[1:]), sure=False)
    found, _ = await settled(QUESTION, guess, context_of(assistant), after(0.0), certain=False)
    assert found == intent
