"""The language model for a peer: Shopkeeper's own client, as the LangChain chat model that it is inside."""

from __future__ import annotations

from langchain_core.language_models import BaseChatModel
from langchain_openai import ChatOpenAI

from bot.config import Settings
from bot.errors import ConfigError
from bot.llm.chat import ChatModel
from bot.llm.client import request_limits
from bot.llm.langchain_chat import LangChainChat

ANSWER_TOKENS = 400
"""Twice what Shopkeeper writes at most: a small model that repeats itself would never end."""


def peer_settings(settings: Settings, seconds: float) -> Settings:
    """The settings with one answer at a time in all of the server's context, and `seconds` to wait for it.

    Long prompts fit, and the server holds as much memory as it does for Shopkeeper.
    """
    together = settings.llm_context * settings.llm_slots
    return settings.model_copy(update={"llm_slots": 1, "llm_context": together, "llm_timeout": seconds})


def peer_model(chat: ChatModel) -> BaseChatModel:
    """The LangChain model that `chat` speaks to, with its seed and temperature, and at most `ANSWER_TOKENS`.

    Raises:
        ConfigError: there is none behind it.
    """
    if not isinstance(chat, LangChainChat):
        raise ConfigError(f"a peer: found {type(chat).__name__}, expected a LangChain chat model behind it")
    model = chat.model
    if not isinstance(model, ChatOpenAI):
        return model
    limits = request_limits(model.openai_api_base or "", ANSWER_TOKENS, None)
    return model.model_copy(update={"extra_body": limits})
