"""A scripted `ChatModel` for tests: says what it was given to say and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import BaseMessage

from bot.errors import ModelError
from bot.llm.chat import MAX_TOKENS, Choice, Completion, Delta, Queue, joined, json_object
from bot.messages import ToolCall, Usage

Reply = str | Mapping[str, Any] | ModelError
"""A text, a JSON object, or an error that is raised in place of an answer."""


@dataclass(frozen=True)
class Asked:
    """One call of a `ScriptedChat`."""

    messages: tuple[BaseMessage, ...]
    max_tokens: int
    stop: tuple[str, ...] = ()
    schema: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """The whole prompt as one text, a message a paragraph."""
        return "\n\n".join(str(message.text) for message in self.messages)


class ScriptedChat:
    """A strict fake of `ChatModel`. It keeps to the protocol where a real model would: a stop word ends a
    reply, a reply longer than `max_tokens` words is cut, an object is JSON, usage counts words.

    Args:
        script: the replies, used one a call.
        up: what `ready` answers.

    `queue`, `name` and `seconds`, which pass before each reply, may be set by the test; `left_off` are the calls that
    were given up meanwhile.
    """

    def __init__(self, script: Iterable[Reply] = (), *, up: bool = True) -> None:
        self._script = list(script)
        self.up = up
        self.queue = Queue()
        self.name = "script"
        self.seconds = 0.0
        self.asked: list[Asked] = []
        self.left_off: list[Asked] = []

    def stream(
        self, messages: Sequence[BaseMessage], *, max_tokens: int = MAX_TOKENS, stop: Sequence[str] = ()
    ) -> AsyncGenerator[Delta]:
        """The next reply of the script, word by word.

        Raises:
            AssertionError: the script has run out, or there are no messages.
            ModelError: the script says so.
        """
        return self._say(Asked(tuple(messages), max_tokens, tuple(stop)))

    async def complete(
        self,
        messages: Sequence[BaseMessage],
        *,
        max_tokens: int = MAX_TOKENS,
        schema: dict[str, Any] | None = None,
    ) -> Completion:
        """The next reply of the script. Raises as `stream`, and `ModelNonsenseError` for no JSON."""
        asked = Asked(tuple(messages), max_tokens, schema=schema)
        completion = joined([delta async for delta in self._say(asked)])
        if schema is None:
            return completion
        return completion.model_copy(update={"text": json_object(completion.text, "script")})

    async def ready(self) -> bool:
        """`up`."""
        return self.up

    @property
    def left(self) -> int:
        """How many replies were not asked for yet."""
        return len(self._script)

    async def _say(self, asked: Asked) -> AsyncGenerator[Delta]:
        if not asked.messages:
            raise AssertionError("The scripted model was asked without any message.")
        self.asked.append(asked)
        if not self._script:
            raise AssertionError(f"The script ran out at call {len(self.asked)}, which asked:\n{asked.text}")
        reply = self._script.pop(0)
        await self._pass_time(asked)
        if isinstance(reply, ModelError):
            raise reply
        text = reply if isinstance(reply, str) else json.dumps(reply)
        words = re.findall(r"\s*\S+", _before(text, asked.stop))
        for word in words[: asked.max_tokens]:
            yield Delta(text=word)
        written = min(len(words), asked.max_tokens)
        usage = Usage(prompt_tokens=len(asked.text.split()), completion_tokens=written)
        yield Delta(usage=usage, finish="stop" if written == len(words) else "length")

    async def _pass_time(self, asked: Asked) -> None:
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.left_off.append(asked)
            raise


class ScriptedTools:
    """A strict fake of `ToolChooser`: calls what the script says, one entry a message, and remembers what it saw."""

    def __init__(self, script: Iterable[Sequence[ToolCall] | ModelError]) -> None:
        self._script = list(script)
        self.asked: list[Asked] = []
        self.offered: list[tuple[str, ...]] = []

    async def choose(
        self,
        messages: Sequence[BaseMessage],
        tools: Sequence[dict[str, Any]],
        *,
        max_tokens: int = MAX_TOKENS,
    ) -> Choice:
        """The next calls of the script.

        Raises:
            AssertionError: the script has run out.
            ModelError: the script says so.
        """
        self.asked.append(Asked(tuple(messages), max_tokens))
        self.offered.append(tuple(tool["function"]["name"] for tool in tools))
        if not self._script:
            raise AssertionError(f"The script ran out at call {len(self.asked)}")
        calls = self._script.pop(0)
        if isinstance(calls, ModelError):
            raise calls
        return Choice(calls=tuple(calls), usage=Usage(prompt_tokens=1, completion_tokens=1))


def _before(text: str, stop: Sequence[str]) -> str:
    return text[: min((at for word in stop if (at := text.find(word)) >= 0), default=len(text))]
