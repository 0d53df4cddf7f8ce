"""Fills the language model's prefix cache, so that the first shopper does not wait for the fixed part of the prompt."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

import prompts
from bot.errors import ModelError
from bot.llm.chat import ChatModel
from bot.llm.langchain_chat import LangChainChat
from bot.llm.messages import as_messages

log = logging.getLogger(__name__)


async def warm_up(chat: ChatModel, languages: Iterable[str]) -> None:
    """Send each language's answering prompt once, or take over what an earlier start kept of it.

    A model that is down now may come up later.
    """
    names = list(dict.fromkeys("answer.zh" if language == "zh" else "answer" for language in languages))
    kept = "-".join(prompts.load(name).digest for name in names)
    prefixes = chat.prefixes if isinstance(chat, LangChainChat) else None
    if prefixes and await asyncio.to_thread(prefixes.restore, kept):
        return
    if await _read(chat, names) and prefixes:
        await asyncio.to_thread(prefixes.save, kept)


async def _read(chat: ChatModel, names: Iterable[str]) -> bool:
    for name in names:
        messages = as_messages(prompts.load(name).render(facts=["-"], question="-", fault=""))
        try:
            await chat.complete(messages, max_tokens=1)
        except ModelError as error:
            log.warning("the language model did not warm up: %s", error)
            return False
    return True
