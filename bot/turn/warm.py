"""Fills the language model's prefix cache, so that the first shopper does not wait for the fixed part of the prompt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Iterable, Mapping
from typing import Any

import prompts
from bot.errors import ModelError
from bot.llm.chat import ChatModel
from bot.llm.langchain_chat import LangChainChat
from bot.llm.messages import as_messages

log = logging.getLogger(__name__)
_ANSWERING: Mapping[str, Any] = {"facts": ["-"], "question": "-", "fault": ""}
_CHOOSING: Mapping[str, Any] = {"message": "-"}


async def warm_up(chat: ChatModel, languages: Iterable[str]) -> bool:
    """Send each language's answering prompt once, or take over what an earlier start kept of it.

    False when the model is down; it may come up later.
    """
    names = list(dict.fromkeys("answer.zh" if language == "zh" else "answer" for language in languages))
    kept = "-".join(prompts.load(name).digest for name in names)
    prefixes = chat.prefixes if isinstance(chat, LangChainChat) else None
    if prefixes and await asyncio.to_thread(prefixes.restore, kept):
        return True
    up = await _read(chat, names, _ANSWERING)
    if up and prefixes:
        await asyncio.to_thread(prefixes.save, kept)
    return up


async def warm_choice(chat: ChatModel, warmed: Awaitable[bool]) -> None:
    """Send the prompt by which an intent is chosen once too, when the answering ones are read and kept.

    A choice has so little time that one which reads the prompt itself comes too late.
    """
    if await warmed:
        await _read(chat, ["plan"], _CHOOSING)


async def _read(chat: ChatModel, names: Iterable[str], given: Mapping[str, Any]) -> bool:
    for name in names:
        messages = as_messages(prompts.load(name).render(**given))
        try:
            await chat.complete(messages, max_tokens=1)
        except ModelError as error:
            log.warning("the language model did not warm up: %s", error)
            return False
    return True
