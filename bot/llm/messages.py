"""Prompt messages as LangChain's."""

from __future__ import annotations

from collections.abc import Iterable

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from prompts import Message

_KINDS: dict[str, type[BaseMessage]] = {"system": SystemMessage, "user": HumanMessage, "assistant": AIMessage}


def as_messages(messages: Iterable[Message]) -> list[BaseMessage]:
    """The messages in LangChain's types, in order."""
    return [_KINDS[message.role](content=message.text) for message in messages]
