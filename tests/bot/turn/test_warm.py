"""What the language model reads before the first shopper comes."""

from __future__ import annotations

import asyncio

import prompts
from bot.errors import ModelUnavailableError
from bot.llm.fakes import ScriptedChat
from bot.turn.warm import warm_choice, warm_up


def begins(chat: ScriptedChat, at: int, name: str) -> bool:
    """Whether the call read the fixed part of the prompt of that name."""
    fixed = prompts.load(name).fixed[0].text
    return chat.asked[at].text.startswith(fixed) and chat.asked[at].max_tokens == 1


async def test_the_choice_is_read_after_all_answers_and_delays_none() -> None:
    chat = ScriptedChat(["-", "-", "-"])
    warming = asyncio.create_task(warm_up(chat, ["en", "zh"]))
    choosing = asyncio.create_task(warm_choice(chat, warming))
    assert await warming
    assert not choosing.done()
    await choosing
    assert [begins(chat, at, name) for at, name in enumerate(("answer", "answer.zh", "plan"))] == [True] * 3


async def test_a_model_that_is_down_is_asked_once() -> None:
    chat = ScriptedChat([ModelUnavailableError("down")])
    warming = asyncio.create_task(warm_up(chat, ["en", "zh"]))
    await warm_choice(chat, warming)
    assert not warming.result()
    assert len(chat.asked) == 1
