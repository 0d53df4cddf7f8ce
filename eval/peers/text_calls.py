"""Tool calls that a small model writes as text, taken for calls.

Some models, Qwen2.5-Coder among them, answer with `{"name": ..., "arguments": {...}}` in a code block where the
protocol wants a tool call; an agent would show that to the shopper.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Collection
from dataclasses import replace
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.tool import ToolCall, tool_call

from bot.errors import ModelNonsenseError
from bot.llm.chat import json_object

_BEGINNINGS = ("{", "```", "<tool")


class TextCalls(AgentMiddleware[Any, Any]):
    """Makes a text that holds a call of one of the request's tools into that call."""

    async def awrap_model_call(
        self,
        request: ModelRequest[Any],
        handler: Callable[[ModelRequest[Any]], Awaitable[ModelResponse[Any]]],
    ) -> ModelResponse[Any]:
        """The model's response, with calls in place of their text."""
        response = await handler(request)
        names = {tool["name"] if isinstance(tool, dict) else tool.name for tool in request.tools}
        return replace(response, result=[called(message, names) for message in response.result])


def called(message: BaseMessage, names: Collection[str]) -> BaseMessage:
    """The message as a call of one of the tools `names`, if that is what its text is; else as it is."""
    if not isinstance(message, AIMessage) or message.tool_calls:
        return message
    call = call_in(str(message.text), names)
    return message if call is None else message.model_copy(update={"content": "", "tool_calls": [call]})


def call_in(text: str, names: Collection[str]) -> ToolCall | None:
    """The first JSON object in the text, as a call, if it is one of a tool in `names`."""
    try:
        found: dict[str, Any] = json.loads(json_object(text, "the agent"))
    except ModelNonsenseError:
        return None
    name, arguments = found.get("name"), found.get("arguments", {})
    if name not in names or not isinstance(arguments, dict):
        return None
    return tool_call(name=str(name), args=cast("dict[str, Any]", arguments), id=f"text-{abs(hash(text)):x}")


def may_be_call(text: str) -> bool:
    """Whether a text that is still being written may become a call, so that it is not shown yet."""
    begun = text.lstrip()
    return any(begun.startswith(start) or start.startswith(begun) for start in _BEGINNINGS)
