"""The scripted model is as strict as the protocol it stands for."""

import asyncio

import pytest
from langchain_core.messages import HumanMessage

from bot.errors import ModelNonsenseError, ModelTimeoutError
from bot.llm.chat import ChatModel, Delta
from bot.llm.fakes import Asked, ScriptedChat

HELLO = [HumanMessage("Hello there")]


async def _streamed(chat: ChatModel, max_tokens: int = 200, stop: tuple[str, ...] = ()) -> list[Delta]:
    return [delta async for delta in chat.stream(HELLO, max_tokens=max_tokens, stop=stop)]


def test_replies_come_in_order_and_questions_are_kept() -> None:
    chat = ScriptedChat(["One two.", "Three."])
    assert "".join(delta.text for delta in asyncio.run(_streamed(chat))) == "One two."
    assert asyncio.run(chat.complete(HELLO, max_tokens=9)).text == "Three."
    assert chat.asked[1] == Asked(tuple(HELLO), 9)
    assert (chat.asked[0].text, chat.left) == ("Hello there", 0)


def test_it_raises_when_the_script_runs_out() -> None:
    with pytest.raises(AssertionError, match="Hello there"):
        asyncio.run(ScriptedChat([]).complete(HELLO))


def test_it_is_never_asked_nothing() -> None:
    with pytest.raises(AssertionError, match="without any message"):
        asyncio.run(ScriptedChat(["x"]).complete([]))


def test_scripted_errors_are_raised() -> None:
    with pytest.raises(ModelTimeoutError):
        asyncio.run(_streamed(ScriptedChat([ModelTimeoutError("slow")])))


def test_it_keeps_to_limits_and_stops() -> None:
    cut = asyncio.run(_streamed(ScriptedChat(["a b c d"]), max_tokens=2))
    assert ("".join(delta.text for delta in cut), cut[-1].finish) == ("a b", "length")
    stopped = asyncio.run(_streamed(ScriptedChat(["a b\nc"]), stop=("\n",)))
    assert ("".join(delta.text for delta in stopped), stopped[-1].finish) == ("a b", "stop")


def test_a_schema_wants_json() -> None:
    chat = ScriptedChat([{"tool": "x"}, "no"])
    assert asyncio.run(chat.complete(HELLO, schema={})).text == '{"tool": "x"}'
    with pytest.raises(ModelNonsenseError):
        asyncio.run(chat.complete(HELLO, schema={}))
