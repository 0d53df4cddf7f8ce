"""What a peer is told of a message, and what it answers."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from langchain_core.documents import Document
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from bot.conversation import StoredTurn
from bot.messages import ToolCall, Usage
from knowledge.records import Customer, Order

TURNS_REMEMBERED = 4


@dataclass(frozen=True, slots=True)
class Visit:
    """One message, and what a shop's own page would know: who is signed in, their orders, what was said before."""

    session_id: str
    text: str
    today: date
    shop: str
    customer: Customer | None = None
    orders: tuple[Order, ...] = ()
    before: tuple[StoredTurn, ...] = ()

    def history(self) -> list[BaseMessage]:
        """The last turns as chat messages."""
        return [
            message
            for turn in self.before[-TURNS_REMEMBERED:]
            for message in (HumanMessage(turn.message), AIMessage(turn.reply.text))
        ]


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: its words, the documents that the model was shown, the tools called, the tokens it took."""

    text: str
    documents: tuple[Document, ...] = ()
    tools: tuple[ToolCall, ...] = ()
    usage: Usage = field(default_factory=Usage)


class Peer(Protocol):
    """A system beside Shopkeeper."""

    def answer(self, visit: Visit) -> AsyncGenerator[str | Answer]:
        """The answer's words as they are written, then the whole."""
        ...


def usage_of(messages: Iterable[BaseMessage]) -> Usage:
    """The tokens that the model's messages took together, where the model counts them."""
    counted = [m.usage_metadata for m in messages if isinstance(m, AIMessage) and m.usage_metadata]
    return Usage(
        prompt_tokens=sum(usage["input_tokens"] for usage in counted),
        completion_tokens=sum(usage["output_tokens"] for usage in counted),
    )
