"""What the page knows of one question and its answer while the events arrive. Pure values."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from bot.database import now
from bot.messages import (
    Card,
    CardEvent,
    Citation,
    CitationEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    Reply,
    RouteEvent,
    SentenceEvent,
    WaitEvent,
)
from bot.trace import Trace

Phase = Literal["looking", "writing", "done", "failed", "stopped"]
_HAN = re.compile(r"[㐀-鿿豈-﫿]")


@dataclass(frozen=True, slots=True)
class TurnView:
    """One turn as shown so far; `number` is unique on its page, `language` chooses the interface strings."""

    number: int
    question: str
    language: str
    phase: Phase = "looking"
    cards: tuple[Card, ...] = ()
    sentences: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    route: RouteEvent | None = None
    reply: Reply | None = None
    error: str = ""
    wait: str = ""
    trace: Trace | None = None
    at: datetime = field(default_factory=now)

    def after(self, event: Event) -> TurnView:  # noqa: PLR0911 - one for each event
        """The turn with one more event in it."""
        match event:
            case CardEvent(card=card):
                return replace(self, cards=(*self.cards, card), phase="writing")
            case CitationEvent(citation=citation):
                return replace(self, citations=(*self.citations, citation))
            case SentenceEvent(text=text):
                return replace(self, sentences=(*self.sentences, text), phase="writing", wait="")
            case WaitEvent(text=text):
                return replace(self, wait=text)
            case RouteEvent():
                return replace(self, route=event)
            case FinalEvent(reply=reply):
                return self._finished(reply)
            case ErrorEvent(message=message):
                return self.failed(message)

    def failed(self, message: str) -> TurnView:
        """The turn ended by an error whose words are for the shopper."""
        return replace(self, error=message, phase="failed")

    def stopped(self) -> TurnView:
        """The turn ended before its last event; unchanged when it had ended by itself."""
        return self if self.ended else replace(self, phase="stopped")

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.phase in ("done", "failed", "stopped")

    def _finished(self, reply: Reply) -> TurnView:
        said = _squeezed("".join(self.sentences))
        sentences = self.sentences if said == _squeezed(reply.text) else (reply.text,)
        return replace(
            self,
            reply=reply,
            phase="done",
            sentences=sentences if reply.text else self.sentences,
            cards=reply.cards or self.cards,
            citations=reply.citations or self.citations,
        )


def language_of_question(text: str, default: str) -> str:
    """`zh` when the text holds a Chinese character, else `default`; it only chooses interface strings."""
    return "zh" if _HAN.search(text) else default


def _squeezed(text: str) -> str:
    return "".join(text.split())
