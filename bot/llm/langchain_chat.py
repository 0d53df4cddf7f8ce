"""Any LangChain chat model behind the `ChatModel` protocol."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, nullcontext
from typing import Any, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata

from bot.errors import ModelNonsenseError, ModelTimeoutError, ModelUnavailableError
from bot.llm.chat import MAX_TOKENS, Choice, Completion, Delta, Queue, joined, json_object
from bot.llm.errors import translated
from bot.llm.prefixes import Prefixes
from bot.llm.slots import Slots
from bot.messages import ToolCall, Usage

WHOLE_ANSWER = 3
"""A whole answer may take this many times the time that a single silence may."""

Limits = Callable[[int, dict[str, Any] | None], dict[str, Any]]


class LangChainChat:
    """Any LangChain chat model as a `ChatModel`: streams, watches the clock, translates errors.

    `place` names the model in errors, `name` tells it from others (default: the place). `timeout` is the longest
    silence in seconds, before the first word as between two; a whole answer may take `WHOLE_ANSWER` times that.
    `limits` turns (max_tokens, schema) into the arguments by which this model is told of them; `probe` answers
    `ready`. `prefixes` keeps the state of the prompts' fixed parts between starts, where the model can; `slots` are
    those of a model that has so many and no more.
    """

    def __init__(  # noqa: PLR0913 - all that differs between models
        self,
        model: BaseChatModel,
        *,
        place: str,
        timeout: float,
        limits: Limits,
        probe: Callable[[], Awaitable[bool]],
        name: str = "",
    ) -> None:
        self.model = model
        self.prefixes: Prefixes | None = None
        self.slots: Slots | None = None
        self._place = place
        self._name = name
        self._timeout = timeout
        self._limits = limits
        self._probe = probe

    def stream(
        self, messages: Sequence[BaseMessage], *, max_tokens: int = MAX_TOKENS, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Delta]:
        """See `ChatModel.stream`.

        Raises:
            ModelTimeoutError: silent for too long.
            ModelUnavailableError: not reachable, refused, or broke off in the middle.
            ModelNonsenseError: an empty answer, or one outside the protocol.
        """
        return self._deltas(messages, list(stop), self._limits(max_tokens, None), max_tokens)

    async def complete(
        self,
        messages: Sequence[BaseMessage],
        *,
        max_tokens: int = MAX_TOKENS,
        schema: dict[str, Any] | None = None,
    ) -> Completion:
        """See `ChatModel.complete`.

        Raises:
            ModelError: as `stream`; `ModelNonsenseError` also when a `schema` was given and got no JSON.
        """
        async with aclosing(
            self._deltas(messages, [], self._limits(max_tokens, schema), max_tokens)
        ) as deltas:
            completion = joined([delta async for delta in deltas])
        if schema is None:
            return completion
        return completion.model_copy(update={"text": json_object(completion.text, self._place)})

    async def choose(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[dict[str, Any]],
        *,
        max_tokens: int = MAX_TOKENS,
    ) -> Choice:
        """See `ToolChooser.choose`.

        Raises:
            ModelError: as `stream`; `ModelNonsenseError` also for a model without tool calling.
        """
        slot = self.slots.slot(max_tokens) if self.slots else nullcontext()
        try:
            bound = self.model.bind_tools(tools)
            async with slot, asyncio.timeout(self._timeout):
                with translated(self._place):
                    said = await bound.ainvoke(defused(messages), **self._limits(max_tokens, None))
        except NotImplementedError as error:
            raise ModelNonsenseError(f"The language model at {self._place} cannot call tools.") from error
        except TimeoutError as error:
            raise ModelTimeoutError(
                f"The language model at {self._place} chose no tool within {self._timeout:g} s."
            ) from error
        calls = tuple(ToolCall(name=call["name"], arguments=call["args"]) for call in said.tool_calls)
        return Choice(calls=calls, usage=_usage(said.usage_metadata) or Usage())

    async def ready(self) -> bool:
        """See `ChatModel.ready`."""
        return await self._probe()

    @property
    def name(self) -> str:
        """See `ChatModel.name`."""
        return self._name or self._place

    @property
    def queue(self) -> Queue:
        """See `ChatModel.queue`."""
        return self.slots.queue if self.slots else Queue()

    async def _deltas(
        self, messages: Sequence[BaseMessage], stop: list[str], arguments: dict[str, Any], max_tokens: int
    ) -> AsyncGenerator[Delta]:
        """The answer's pieces, once a slot is free; the model's own clock starts then."""
        slot = self.slots.slot(max_tokens) if self.slots else nullcontext()
        async with slot, aclosing(self._written(messages, stop, arguments)) as deltas:
            async for delta in deltas:
                yield delta

    async def _written(
        self, messages: Sequence[BaseMessage], stop: list[str], arguments: dict[str, Any]
    ) -> AsyncGenerator[Delta]:
        chunks = self.model.astream(defused(messages), stop=stop or None, **arguments)
        text, finish = "", None
        async with aclosing(self._in_time(chunks)) as timely:
            async for delta in timely:
                text, finish = text + delta.text, delta.finish or finish
                yield delta
        if finish is None:
            raise ModelUnavailableError(f"The language model at {self._place} broke off in mid-answer.")
        if not text.strip():
            raise ModelNonsenseError(f"The language model at {self._place} gave an empty answer.")

    async def _in_time(self, chunks: AsyncIterator[AIMessageChunk]) -> AsyncGenerator[Delta]:
        last = time.monotonic() + self._timeout * WHOLE_ANSWER
        silent = time.monotonic() + self._timeout
        async with aclosing(cast(AsyncGenerator[AIMessageChunk], chunks)) as source:
            while True:
                chunk = await self._next(source, min(silent, last))
                if chunk is None:
                    return
                delta = _delta(chunk)
                if delta.text:
                    silent = time.monotonic() + self._timeout
                if delta != Delta():
                    yield delta

    async def _next(self, source: AsyncIterator[AIMessageChunk], deadline: float) -> AIMessageChunk | None:
        try:
            async with asyncio.timeout(deadline - time.monotonic()):
                with translated(self._place):
                    return await anext(source, None)
        except TimeoutError as error:
            raise ModelTimeoutError(
                f"The language model at {self._place} was silent for {self._timeout:g} s, or wrote for "
                f"longer than {self._timeout * WHOLE_ANSWER:g} s (SHOPKEEPER_LLM_TIMEOUT)."
            ) from error


def defused(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """The messages with control tokens broken up, `<|im_start|>` to `< |im_start|>`.

    Servers read them wherever they stand in a prompt: a shopper's text could open a message of its own.
    """
    return [
        message.model_copy(update={"content": message.text.replace("<|", "< |")})
        if "<|" in message.text
        else message
        for message in messages
    ]


def _delta(chunk: AIMessageChunk) -> Delta:
    finish = cast(Any, chunk.response_metadata).get("finish_reason")
    return Delta(
        text=str(chunk.text),
        usage=_usage(chunk.usage_metadata),
        finish=finish if isinstance(finish, str) else None,
    )


def _usage(metadata: UsageMetadata | None) -> Usage | None:
    if metadata is None:
        return None
    return Usage(prompt_tokens=metadata["input_tokens"], completion_tokens=metadata["output_tokens"])
