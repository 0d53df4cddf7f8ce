"""LangChain chat models for tests of the peers, driven by a scripted `ChatModel` or by whole messages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import ConfigDict

from bot.llm.fakes import ScriptedChat


class ScriptedModel(BaseChatModel):
    """Streams what `chat` says, with the tokens it counts; remembers the tools it was given last."""

    chat: ScriptedChat
    tools: list[str]

    model_config = ConfigDict(arbitrary_types_allowed=True)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> BaseChatModel:  # type: ignore[override]
        self.tools[:] = [tool.name for tool in tools]
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        raise AssertionError("a scripted model is only streamed")

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        async for delta in self.chat.stream(messages):
            message = AIMessageChunk(content=delta.text)
            if delta.usage:
                read, written = delta.usage.prompt_tokens, delta.usage.completion_tokens
                message.usage_metadata = {
                    "input_tokens": read, "output_tokens": written, "total_tokens": read + written,
                }  # fmt: skip
            chunk = ChatGenerationChunk(message=message)
            if run_manager:
                await run_manager.on_llm_new_token(delta.text, chunk=chunk)
            yield chunk


class WholeModel(BaseChatModel):
    """Gives whole messages, in order: for calls of tools as the protocol has them."""

    script: list[AIMessage]

    @property
    def _llm_type(self) -> str:
        return "whole"

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> BaseChatModel:  # type: ignore[override]
        return self

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self.script.pop(0))])


def scripted(*says: Any) -> ScriptedModel:
    """A model that says these texts, objects or errors, one a call."""
    return ScriptedModel(chat=ScriptedChat(says), tools=[])


def whole(messages: Iterable[AIMessage]) -> WholeModel:
    """A model that gives these messages, one a call."""
    return WholeModel(script=list(messages))
