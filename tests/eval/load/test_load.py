"""Several shoppers at once, and memory over many turns, with a model of no weight."""

from __future__ import annotations

import asyncio
import gc
import time
import tracemalloc
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from langchain_core.messages import BaseMessage

from bot.assistant import Assistant
from bot.errors import ModelUnavailableError
from bot.fakes import ScriptedAssistant
from bot.llm.chat import MAX_TOKENS, Completion, Delta, Queue
from bot.llm.slots import Slots
from bot.messages import ErrorEvent
from eval.load.command import load_section
from eval.load.shoppers import Growth, Waited, ask, at_once, long_talk, messages, questions
from knowledge.search import Knowledge
from tests.bot.conftest import Make, knowledge, make
from tests.eval.runs import MADE

__all__ = ["knowledge", "make"]

MIB = 2**20


class Writer:
    """Writes one sentence in `seconds`, on two slots, and remembers nothing."""

    name = "writer"

    def __init__(self, seconds: float = 0.0) -> None:
        self.slots = Slots(2)
        self._seconds = seconds

    @property
    def queue(self) -> Queue:
        return self.slots.queue

    async def stream(
        self, messages: Sequence[BaseMessage], *, max_tokens: int = MAX_TOKENS, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Delta]:
        async with self.slots.slot(max_tokens):
            await asyncio.sleep(self._seconds)
            yield Delta(text="UNKNOWN", finish="stop")

    async def complete(
        self,
        messages: Sequence[BaseMessage],
        *,
        max_tokens: int = MAX_TOKENS,
        schema: dict[str, Any] | None = None,
    ) -> Completion:
        return Completion(text="{}")

    async def ready(self) -> bool:
        return True


def with_writer(assistant: Assistant, writer: Writer) -> Assistant:
    return Assistant(replace(assistant._context, chat=writer))


def test_questions_are_about_what_the_shop_has(knowledge: Knowledge) -> None:
    found = list(questions(knowledge.catalogue))
    assert found[0] == "What is the weight of the Fell Ridge 2 Tent?"
    assert "What is the warranty of the Fell Ridge 3 Tent?" in found
    assert len(set(islice(found, 4))) == 4


async def test_eight_at_once_see_their_cards_at_once_and_nobody_is_dropped(
    make: Make, knowledge: Knowledge
) -> None:
    texts = list(islice(questions(knowledge.catalogue), 8))
    writer = Writer(seconds=0.3)
    assistant = with_writer(make(dict.fromkeys(texts, "product_fact"))[0], writer)
    waited = await at_once(assistant, [[text] for text in texts], time.perf_counter)
    assert len(waited) == 8
    assert not [each.error for each in waited if each.error]
    cards = [each.card for each in waited if each.card is not None]
    ends = sorted(each.total or 0 for each in waited)
    assert len(cards) == 8
    assert max(cards) < ends[-1]
    assert sum(each.told for each in waited) >= 4
    assert writer.slots.ahead == 0


@pytest.mark.integration
async def test_memory_stays_flat_over_500_turns(make: Make, knowledge: Knowledge) -> None:
    texts = list(questions(knowledge.catalogue))
    assistant = with_writer(make(dict.fromkeys(texts, "product_fact"))[0], Writer())

    def held() -> int:
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        growth = await long_talk(assistant, texts, 500, held)
    finally:
        tracemalloc.stop()
    assert growth.turns[-1] == 500
    assert growth.bytes[-1] - growth.bytes[3] < 1 * MIB, [f"{b / MIB:.2f}" for b in growth.bytes]


async def test_an_answer_that_fails_is_told() -> None:
    line = ErrorEvent(code="model_unavailable", message="down")
    assistant = ScriptedAssistant([line, ModelUnavailableError("gone")])
    session = await assistant.open_session()
    assert (await ask(assistant, session.session_id, "a", time.perf_counter)).error == "down"
    assert (await ask(assistant, session.session_id, "b", time.perf_counter)).error == "gone"


def test_the_section_tells_times_drops_and_growth() -> None:
    waited = [
        Waited(card=0.2, sentence=2.0, total=3.0),
        Waited(card=0.4, total=9.0, told=True),
        Waited(error="x"),
    ]
    growth = Growth(turns=(50, 100, 150), bytes=(100 * MIB, 110 * MIB, 111 * MIB))
    section = load_section(waited, growth, 3, 1, MADE)
    assert "| card | 0.20 | 0.40 | 0.40 |" in section
    assert "| end | 3.00 | 9.00 | 9.00 |" in section
    assert "Without an answer: 1 of 3. Told of a wait: 1." in section
    assert "100 MiB after 50, 111 MiB at most, 111 MiB at the end, +11.0 MiB in 100 turns" in section
    assert "Memory" not in load_section(waited, None, 3, 1, MADE)


def test_growth_is_told_of_what_comes_after_the_first_fifth() -> None:
    turns = tuple(range(10, 101, 10))
    warming = Growth(turns=turns, bytes=(10, 500, *[1000] * 8))
    assert warming.slope == 0
    leaking = Growth(turns=turns, bytes=(10, 500, *range(1000, 1080, 10)))
    assert leaking.slope == pytest.approx(1.0)
    assert Growth(turns=(50,), bytes=(9,)).slope is None
    assert "100 turns" not in load_section([], Growth(turns=(50,), bytes=(9,)), 1, 1, MADE)


async def test_a_long_talk_is_mostly_answered_without_a_model(make: Make, knowledge: Knowledge) -> None:
    texts = list(islice(messages(knowledge.catalogue), 10))
    assert texts[0] == "What is the weight of the Fell Ridge 2 Tent?"
    intents = ("product_fact", "order_status", "order_history", "recommend", "small_talk")
    assistant, chat = make(dict(zip(texts, intents * 2, strict=True)), ["UNKNOWN"] * 10)
    growth = await long_talk(assistant, texts, 25, lambda: 7, ["C1"])
    assert len(chat.asked) <= 5
    assert growth.turns == tuple(range(1, 26))
    assert await assistant.latest_session("C1") is not None
