"""LangChain's documented agent: `create_agent` with tools to search, look up orders, recommend and hand over.

https://docs.langchain.com/oss/python/langchain/agents
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncGenerator, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from langchain import agents
from langchain.agents.middleware import ModelCallLimitMiddleware, ModelRequest, dynamic_prompt
from langchain_core.documents import Document
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage

import prompts
from bot.handover.machine import Handovers
from bot.messages import ToolCall
from eval.peers.shelf import Shelf
from eval.peers.text_calls import TextCalls, may_be_call
from eval.peers.tools import tools
from eval.peers.visit import Answer, Visit, usage_of

PROMPTS = Path(__file__).parent
MODEL_CALLS = 5


class ToolAgent:
    """The agent over one shop; after `MODEL_CALLS` calls of the model it ends its turn."""

    def __init__(self, model: BaseChatModel, shelf: Shelf, handovers: Handovers) -> None:
        """Ready to answer; hand-overs go to `handovers`."""
        self._agent: Any = cast(Any, agents).create_agent(
            model,
            tools(shelf, handovers),
            middleware=[_prompt, ModelCallLimitMiddleware(run_limit=MODEL_CALLS), TextCalls()],
            context_schema=Visit,
        )

    async def answer(self, visit: Visit) -> AsyncGenerator[str | Answer]:
        """See `Peer.answer`; the documents are what the tools found."""
        before = [*visit.history(), HumanMessage(visit.text)]
        written: defaultdict[str, str] = defaultdict(str)
        state: dict[str, Any] = {}
        events = self._agent.astream({"messages": before}, context=visit, stream_mode=["messages", "values"])
        async for mode, payload in events:
            if mode == "values":
                state = payload
                continue
            shown = _shown(payload[0], written)
            if shown:
                yield shown
        yield _answer(state["messages"][len(before) :])


@dynamic_prompt
def _prompt(request: ModelRequest[Any]) -> str:
    visit = cast(Visit, request.runtime.context)
    (message,) = prompts.load("agent", PROMPTS).render(
        shop=visit.shop,
        today=visit.today.isoformat(),
        customer=_who(visit),
    )
    return message.text


def _who(visit: Visit) -> str:
    if visit.customer is None:
        return ""
    told = (visit.customer.first_name, visit.customer.last_name, visit.customer.membership)
    return " ".join(part for part in told if part) or visit.customer.customer_id


def _shown(chunk: BaseMessage, written: defaultdict[str, str]) -> str:
    """The piece of text that a shopper sees now; `written` keeps what each message said so far."""
    if not isinstance(chunk, AIMessageChunk) or not chunk.text:
        return ""
    written[chunk.id or ""] += str(chunk.text)
    return "" if may_be_call(written[chunk.id or ""]) else str(chunk.text)


def _answer(messages: Sequence[BaseMessage]) -> Answer:
    calls = [call for m in messages if isinstance(m, AIMessage) for call in m.tool_calls]
    return Answer(
        text=str(messages[-1].text),
        documents=tuple(_documents(messages)),
        tools=tuple(ToolCall(name=call["name"], arguments=call["args"]) for call in calls),
        usage=usage_of(messages),
    )


def _documents(messages: Sequence[BaseMessage]) -> Iterator[Document]:
    for message in messages:
        if isinstance(message, ToolMessage):
            yield from cast("tuple[Document, ...]", message.artifact or ())
