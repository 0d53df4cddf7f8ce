"""Fills the language model's prefix cache, so that the first shopper does not wait for the fixed part of the prompt."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import prompts
from bot.errors import ModelError
from bot.llm.chat import ChatModel
from bot.llm.messages import as_messages

log = logging.getLogger(__name__)


async def warm_up(chat: ChatModel, languages: Iterable[str]) -> None:
    """Send each language's answering prompt once; a model that is down now may come up later."""
    for name in ["answer.zh" if language == "zh" else "answer" for language in languages]:
        messages = as_messages(prompts.load(name).render(facts=["-"], question="-", fault=""))
        try:
            await chat.complete(messages, max_tokens=1)
        except ModelError as error:
            log.warning("the language model did not warm up: %s", error)
            return
