"""A strict stand-in for the assistant, for tests of the surfaces: it says its script and nothing else."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.conversation import SourceView, StoredTurn
from bot.database import now
from bot.errors import AccessError, InputError, NotFoundError
from bot.messages import (
    CardEvent,
    CitationEvent,
    ErrorEvent,
    Event,
    FinalEvent,
    Reply,
    RouteEvent,
    SentenceEvent,
    Sentiment,
    SessionInfo,
)
from bot.service import Rating, last_reply
from bot.trace import Trace

_SENTENCE_END = re.compile(r"(?<=[.!?])((?:\s*\[\d+\])*)\s+|(?<=[。！？])((?:\s*\[\d+\])*)\s*")
_MARK = re.compile(r"\[(\d+)\]")

Line = Reply | ErrorEvent | Exception


@dataclass(frozen=True)
class Asked:
    """One message that the fake was sent."""

    session_id: str
    text: str
    client_message_id: str | None = None


@dataclass
class ScriptedAssistant:
    """An `AssistantService` whose turns are `script`, one line a turn, in order.

    A `Reply` is told as events (cards, citations and sentences, route, final) under the asking session's id;
    an `ErrorEvent` ends the turn; an `Exception` is raised before the first event. Asking past the script's
    end raises AssertionError. `pause` seconds pass before each event. What was done to the fake is in
    `opened`, `recalled`, `asked`, `opinions` and `abandoned` (messages whose stream was left before its last event).
    """

    script: Sequence[Line]
    customers: Collection[str] = ("C001",)
    channels: Collection[str] = ("web", "mobile", "social", "store")
    languages: Collection[str] = ("en", "zh")
    sources: Mapping[str, SourceView] = field(default_factory=dict[str, SourceView])
    traces: Mapping[str, Trace] = field(default_factory=dict[str, Trace])
    is_ready: bool = True
    pause: float = 0.0
    opened: list[SessionInfo] = field(default_factory=list[SessionInfo])
    recalled: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    asked: list[Asked] = field(default_factory=list[Asked])
    opinions: list[tuple[str, Rating, str | None]] = field(
        default_factory=list[tuple[str, Rating, str | None]]
    )
    abandoned: list[str] = field(default_factory=list[str])
    _turns: dict[str, list[StoredTurn]] = field(default_factory=dict[str, list[StoredTurn]])
    _answered: dict[tuple[str, str], Reply] = field(default_factory=dict[tuple[str, str], Reply])

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A session of a known customer, channel and language; ids count up: `session-1`."""
        if channel not in self.channels:
            raise InputError(f"channel: found {channel!r}, expected one of {', '.join(self.channels)}")
        if language is not None and language not in self.languages:
            raise InputError(f"language: found {language!r}, expected one of {', '.join(self.languages)}")
        if customer_id is not None and customer_id not in self.customers:
            raise AccessError("This customer is not known here.")
        session = SessionInfo(
            session_id=f"session-{len(self.opened) + 1}",
            customer_id=customer_id,
            greeting="你好！有什么可以帮您？" if language == "zh" else "Hello! How can I help?",
            channel=channel,
            language=language or "en",
        )
        self.opened.append(session)
        self._turns[session.session_id] = []
        return session

    async def latest_session(self, customer_id: str) -> SessionInfo | None:
        """The last one opened by this customer."""
        return next((s for s in reversed(self.opened) if s.customer_id == customer_id), None)

    async def recall(self, session_id: str, said: Sequence[str]) -> None:
        """Remembers that it was told."""
        self.recalled[session_id] = tuple(said)

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The next line of the script as events; a repeated `client_message_id` tells its reply again."""
        self._require_session(session_id)
        line = self._line(Asked(session_id, text, client_message_id))
        if isinstance(line, Exception):
            raise line
        finished = False
        try:
            for event in events_of(line):
                await asyncio.sleep(self.pause)
                finished = isinstance(event, FinalEvent | ErrorEvent)
                yield event
        finally:
            if not finished:
                self.abandoned.append(text)

    async def ask(self, session_id: str, text: str, *, client_message_id: str | None = None) -> Reply:
        """The next line of the script; an `ErrorEvent` is raised as ModelError."""
        return await last_reply(self.stream(session_id, text, client_message_id=client_message_id))

    async def transcript(self, session_id: str) -> tuple[StoredTurn, ...]:
        """The turns that were asked."""
        self._require_session(session_id)
        return tuple(self._turns[session_id])

    async def trace(self, session_id: str, reply_id: str) -> Trace:
        """One of `traces`, for a reply that was given in the session; else an empty one."""
        self._require_session(session_id)
        if not any(turn.reply.reply_id == reply_id for turn in self._turns[session_id]):
            raise NotFoundError("This reply does not exist.")
        return self.traces.get(reply_id, Trace())

    async def feedback(self, reply_id: str, rating: Rating, comment: str | None) -> None:
        """Kept in `opinions`; only for replies that were given."""
        if not any(turn.reply.reply_id == reply_id for turns in self._turns.values() for turn in turns):
            raise NotFoundError("This reply does not exist.")
        self.opinions.append((reply_id, rating, comment))

    async def ready(self) -> bool:
        """What `is_ready` says."""
        return self.is_ready

    def source(self, source_id: str, session_id: str) -> SourceView | None:
        """One of `sources`."""
        self._require_session(session_id)
        return self.sources.get(source_id)

    def _require_session(self, session_id: str) -> None:
        if session_id not in self._turns:
            raise NotFoundError("This conversation does not exist. Open a new one.")

    def _line(self, asked: Asked) -> Line:
        key = (asked.session_id, asked.client_message_id or "")
        if asked.client_message_id is not None and key in self._answered:
            return self._answered[key]
        self.asked.append(asked)
        if len(self.asked) > len(self.script):
            raise AssertionError(
                f"ScriptedAssistant: message {len(self.asked)} ({asked.text!r}) is past the script's end"
            )
        line = self.script[len(self.asked) - 1]
        return self._keep(asked, line) if isinstance(line, Reply) else line

    def _keep(self, asked: Asked, line: Reply) -> Reply:
        reply = line.model_copy(update={"session_id": asked.session_id})
        turn = StoredTurn(
            message=asked.text,
            reply=reply,
            trace={},
            focus=(),
            at=now(),
            client_message_id=asked.client_message_id,
        )
        self._turns[asked.session_id].append(turn)
        if asked.client_message_id is not None:
            self._answered[asked.session_id, asked.client_message_id] = reply
        return reply


def scripted_reply(text: str = "Yes.", **fields: object) -> Reply:
    """A plain reply of the bot saying `text`, for scripts; `fields` are any others of `Reply`."""
    plain: dict[str, object] = {
        "reply_id": "reply-1",
        "session_id": "session-1",
        "text": text,
        "language": "en",
        "route": "bot",
        "abstained": False,
        "verified": True,
        "sentiment": Sentiment(label="neutral", score=0.0, confidence=0.9),
    }
    return Reply.model_validate(plain | fields)


def events_of(line: Reply | ErrorEvent) -> Iterator[Event]:
    if isinstance(line, ErrorEvent):
        yield line
        return
    yield from (CardEvent(card=card) for card in line.cards)
    yield from _words(line)
    reason = "handed over" if line.route == "human" else "answered from the evidence"
    yield RouteEvent(route=line.route, reason=reason, sentiment=line.sentiment)
    yield FinalEvent(reply=line)


def _words(reply: Reply) -> Iterator[Event]:
    told: set[int] = set()
    for sentence in _sentences(reply.text):
        used = tuple(int(mark) for mark in _MARK.findall(sentence))
        yield from (
            CitationEvent(citation=citation)
            for citation in reply.citations
            if citation.n in used and citation.n not in told
        )
        told.update(used)
        yield SentenceEvent(text=sentence, citations=used)


def _sentences(text: str) -> list[str]:
    marked = _SENTENCE_END.sub(lambda match: f"{match[1] or match[2] or ''}\n", text)
    return [line.strip() for line in marked.split("\n") if line.strip()]
