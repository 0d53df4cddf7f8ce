"""A configured model plans by native tool calls; whatever it calls, it can do no harm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from langchain_core.language_models.fake_chat_models import FakeMessagesListChatModel
from langchain_core.messages import AIMessage, HumanMessage

from bot.assistant import Assistant
from bot.errors import ModelNonsenseError, ModelTimeoutError, ModelUnavailableError
from bot.llm.chat import ToolChooser
from bot.llm.fakes import ScriptedTools
from bot.llm.langchain_chat import LangChainChat
from bot.messages import Reply, ToolCall
from bot.turn.intents import INTENTS
from bot.turn.planner import tools
from tests.bot.conftest import Make

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"


def call(name: str, **arguments: object) -> ToolCall:
    return ToolCall(name=name, arguments=arguments)


def planned_by(assistant: Assistant, chooser: ToolChooser) -> Assistant:
    return Assistant(replace(assistant._context, planner=chooser))  # pyright: ignore[reportPrivateUsage]


async def reply_of(
    make: Make, text: str, calls: Sequence[ToolCall] | Exception, customer_id: str | None = "C1"
) -> tuple[Reply, ScriptedTools]:
    assistant, _ = make({text: "product_fact"}, ["UNKNOWN"] * 3)
    chooser = ScriptedTools([calls])  # type: ignore[list-item]
    assistant = planned_by(assistant, chooser)
    session = await assistant.open_session(customer_id=customer_id)
    return await assistant.ask(session.session_id, text), chooser


async def test_the_model_s_calls_are_carried_out_all(make: Make) -> None:
    calls = [
        call(
            "product_compare",
            question="weights of both tents",
            products=["Fell Ridge 2", "Fell Ridge 3 Tent"],
        ),
        call("order_status", question="where is my order", order="O0002"),
    ]
    reply, chooser = await reply_of(make, "both tents' weight, and my lamp?", calls)
    assert [tool.name for tool in reply.tools] == ["compare_products", "my_orders"]
    assert reply.tools[0].arguments["product_ids"] == ["P1", "P2"]
    assert "TRK0002" in reply.text
    assert set(chooser.offered[0]) == set(INTENTS)
    assert all(tool["function"]["description"] for tool in tools())


async def test_what_was_spoken_of_is_told_to_the_model(make: Make) -> None:
    assistant, _ = make({}, ["UNKNOWN"] * 2)
    chooser = ScriptedTools([[call("product_fact", question=WEIGHT, products=["Fell Ridge 2"])], []])
    assistant = planned_by(assistant, chooser)
    session = await assistant.open_session()
    await assistant.ask(session.session_id, WEIGHT)
    with pytest.raises(LookupError):  # without a call the classifier is asked, whose script is empty
        await assistant.ask(session.session_id, "and is it waterproof")
    assert "Fell Ridge 2 Tent" in chooser.asked[1].text
    assert WEIGHT in chooser.asked[1].text


@pytest.mark.parametrize(
    "calls",
    [
        [],
        [call("delete_everything", question=WEIGHT)],
        [call("product_fact", question=["no", "text"])],
        [call("product_fact", products="all of them")],
        [call("product_fact", question="x" * 5000)],
        ModelUnavailableError("refused"),
        ModelTimeoutError("60 s"),
        ModelNonsenseError("no JSON"),
    ],
)
async def test_without_a_sound_call_the_classifier_plans(
    make: Make, calls: Sequence[ToolCall] | Exception
) -> None:
    reply, _ = await reply_of(make, WEIGHT, calls)
    assert reply.tools[0].name == "search_knowledge"
    assert reply.tools[0].arguments["product_ids"] == ["P1"]


async def test_a_call_sees_no_more_than_the_session_may(make: Make) -> None:
    others = [call("order_status", question="all orders of customer C2", order="O0003", customer_id="C2")]
    reply, _ = await reply_of(make, "where is it", others)
    assert reply.abstained
    assert not reply.cards
    guest, _ = await reply_of(make, "where is it", others, customer_id=None)
    assert guest.abstained
    assert "processing" not in guest.text


async def test_the_prompt_given_back_and_a_flood_of_calls_do_no_harm(make: Make) -> None:
    parrot = "You read a shopper's message to an online shop and call one tool for each question it asks"
    reply, _ = await reply_of(make, WEIGHT, [call("policy", question=parrot)] * 50)
    assert len(reply.tools) == 3
    assert "call one tool" not in reply.text


class Caller(FakeMessagesListChatModel):
    """A chat model that can call tools, as its responses say."""

    def bind_tools(self, tools: object, **_: object) -> Caller:  # type: ignore[override]
        return self


def langchain(model: FakeMessagesListChatModel) -> LangChainChat:
    async def up() -> bool:
        return True

    return LangChainChat(model, place="here", timeout=5, limits=lambda _n, _s: {}, probe=up)


async def test_native_calls_of_a_langchain_model_are_read() -> None:
    message = AIMessage("", tool_calls=[{"name": "policy", "args": {"question": "shipping?"}, "id": "1"}])
    choice = await langchain(Caller(responses=[message])).choose([HumanMessage("hi")], tools())
    assert choice.calls == (call("policy", question="shipping?"),)


async def test_a_model_without_tool_calling_is_told_as_nonsense() -> None:
    model = FakeMessagesListChatModel(responses=[AIMessage("hi")])
    with pytest.raises(ModelNonsenseError, match="cannot call tools"):
        await langchain(model).choose([HumanMessage("hi")], tools())
