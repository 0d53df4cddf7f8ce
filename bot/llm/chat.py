"""A language model as the turn graph sees it: the protocol `ChatModel` and its values."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any, Protocol

from langchain_core.messages import BaseMessage
from pydantic import BaseModel, ConfigDict

from bot.errors import ModelNonsenseError
from bot.messages import ToolCall, Usage

MAX_TOKENS = 200


class Delta(BaseModel):
    """A piece of an answer. `usage` and `finish` (`stop`, `length`) come last, often with an empty text."""

    model_config = ConfigDict(frozen=True)

    text: str = ""
    usage: Usage | None = None
    finish: str | None = None


class Completion(BaseModel):
    """A whole answer, the tokens it took, and why it ended: `stop`, or `length` when it was cut off."""

    model_config = ConfigDict(frozen=True)

    text: str
    usage: Usage = Usage()
    finish: str | None = None


class Queue(BaseModel):
    """What an answer that is asked for now would wait for: `ahead` other answers, about `seconds`.

    `running` answers are being written, as far as is known; they slow it down.
    """

    model_config = ConfigDict(frozen=True)

    running: int = 0
    ahead: int = 0
    seconds: float = 0.0


class ChatModel(Protocol):
    """A language model. Both calls raise `bot.errors.ModelError` and nothing else.

    Leaving or cancelling a `stream` stops the generation; use `contextlib.aclosing` to leave it early.
    """

    @property
    def name(self) -> str:
        """Tells this model from others, across restarts: equal names give equal answers."""
        ...

    @property
    def queue(self) -> Queue:
        """What an answer would wait for."""
        ...

    def stream(
        self, messages: Sequence[BaseMessage], *, max_tokens: int = MAX_TOKENS, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Delta]:
        """The answer in pieces, at least one of them with text; writing ends before any of `stop`."""
        ...

    async def complete(
        self,
        messages: Sequence[BaseMessage],
        *,
        max_tokens: int = MAX_TOKENS,
        schema: dict[str, Any] | None = None,
    ) -> Completion:
        """The whole answer; with a JSON `schema` of an object, its text is such an object."""
        ...

    async def ready(self) -> bool:
        """Whether the model would answer now. Takes two seconds at most."""
        ...


class Choice(BaseModel):
    """The tools that a model calls, with the arguments it gives, and the tokens that took."""

    model_config = ConfigDict(frozen=True)

    calls: tuple[ToolCall, ...] = ()
    usage: Usage = Usage()


class ToolChooser(Protocol):
    """A language model with native tool calling."""

    async def choose(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[dict[str, Any]],
        *,
        max_tokens: int = MAX_TOKENS,
    ) -> Choice:
        """Which of `tools` (OpenAI's form) it calls, maybe none; a call whose arguments are no JSON is left out.

        Raises `bot.errors.ModelError` and nothing else.
        """
        ...


def joined(deltas: Sequence[Delta]) -> Completion:
    """The pieces of one answer put together."""
    usages = [delta.usage for delta in deltas if delta.usage is not None]
    finishes = [delta.finish for delta in deltas if delta.finish is not None]
    return Completion(
        text="".join(delta.text for delta in deltas),
        usage=usages[-1] if usages else Usage(),
        finish=finishes[-1] if finishes else None,
    )


def json_object(text: str, place: str) -> str:
    """The JSON object in `text`, from the model at `place`, without what stands around it.

    Raises:
        ModelNonsenseError: there is none; quotes the text's beginning.
    """
    begin = max(0, text.find("{"))
    try:
        _, end = json.JSONDecoder().raw_decode(text, begin)
    except ValueError as error:
        raise ModelNonsenseError(
            f"The language model at {place} was asked for JSON and answered: {text[:120]!r}"
        ) from error
    return text[begin:end]
