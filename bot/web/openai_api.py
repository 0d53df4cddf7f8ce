"""`/v1/chat/completions` and `/v1/models`, for programs that speak OpenAI's protocol.

That protocol keeps no sessions: a caller sends the whole conversation each time. A conversation that goes on from
an answer given here is recognised by its messages and answered in the same session; else a new one is opened and
only the last message is answered, with the products in mind that the user's messages just before spoke of. System
messages are ignored: what the assistant may do is the shop's to say.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import ServerSentEvent

from bot.conversation import new_id
from bot.service import AssistantService
from bot.web.api import WhoIs, usable_text
from bot.web.feeds import LAST, Feed, Feeds, Turn
from bot.web.problems import Problem, ProblemError, openai_error, problem
from bot.web.rates import Rates
from bot.web.streaming import ClientLeftError, ListeningResponse, unless_left

MODEL = "shopkeeper"
GUEST = "guest"
MOST_CONVERSATIONS = 10_000
MOST_RECALLED = 4
_EXTRAS = ("session_id", "reply_id", "route", "abstained", "citations", "cards")


class Part(BaseModel):
    """A part of a message's content; only text is understood."""

    type: str
    text: str = ""


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None

    @property
    def said(self) -> str:
        """The message's text."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class StreamOptions(BaseModel):
    """What a stream ends with."""

    include_usage: bool = False


class Completion(BaseModel):
    """Body of `POST /v1/chat/completions`; other fields of the protocol are accepted and change nothing."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [
                {"model": MODEL, "messages": [{"role": "user", "content": "How heavy is the Ridge 2 tent?"}]}
            ]
        },
    )

    model: str = MODEL
    messages: list[Message] = Field(min_length=1, max_length=200)
    stream: bool = False
    stream_options: StreamOptions | None = None
    n: int | None = Field(None, ge=1, le=1, description="one answer is given")
    metadata: dict[str, str] | None = Field(None, description="channel, language")


def openai_api(
    assistant: AssistantService, feeds: Feeds, customer_of: WhoIs, rates: Rates, longest: int
) -> APIRouter:
    """The two routes. The API key is a session token (`Authorization: Bearer`), or `guest`."""
    router = APIRouter(prefix="/v1", tags=["OpenAI"], dependencies=[Depends(rates.of_address)])
    known = _Conversations()

    @router.get("/models", summary="The one model there is")
    async def models() -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        return {"object": "list", "data": [_model()]}

    @router.get("/models/{name}", summary="A model")
    async def model(name: str) -> dict[str, Any]:  # pyright: ignore[reportUnusedFunction]
        _check_model(name)
        return _model()

    @router.post("/chat/completions", summary="Answer a conversation", response_class=JSONResponse)
    async def complete(body: Completion, request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        _check_model(body.model)
        before, text = _split(body.messages, longest)
        customer_id = await asyncio.to_thread(_customer, request, customer_of)
        session_id = known.find(customer_id, before)
        if session_id is None:
            session_id = await _open(assistant, body, customer_id)
            if said := [each[:longest] for role, each in before if role == "user"][-MOST_RECALLED:]:
                await assistant.recall(session_id, said)
        await rates.count_session(session_id)
        feed = await feeds.of(session_id)
        turn = feed.send(text, None, 0.0)

        def remember(answer: str) -> None:
            known.keep(customer_id, [*before, ("user", text), ("assistant", answer)], session_id)

        if body.stream:
            with_usage = body.stream_options is not None and body.stream_options.include_usage
            return await _streamed(feed, turn, request, remember, with_usage)
        return await _whole(feed, turn, request, remember)

    return router


class _Conversations:
    """Which session a conversation belongs to, by a digest of the customer and all that was said."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[str, str] = OrderedDict()

    def find(self, customer_id: str | None, said: Sequence[tuple[str, str]]) -> str | None:
        return self._sessions.get(_digest(customer_id, said)) if said else None

    def keep(self, customer_id: str | None, said: Sequence[tuple[str, str]], session_id: str) -> None:
        self._sessions[_digest(customer_id, said)] = session_id
        while len(self._sessions) > MOST_CONVERSATIONS:
            self._sessions.popitem(last=False)


def _digest(customer_id: str | None, said: Sequence[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps([customer_id, said]).encode()).hexdigest()


def _split(messages: Sequence[Message], longest: int) -> tuple[list[tuple[str, str]], str]:
    """What was said before, and the message to answer."""
    said = [m for m in messages if m.role in {"user", "assistant"}]
    if not said or said[-1].role != "user":
        raise ProblemError(problem(400, "no-question", "The last message must be the user's."))
    if isinstance(said[-1].content, list) and any(part.type != "text" for part in said[-1].content):
        raise ProblemError(problem(400, "unusable-content", "Only text can be read."))
    before = [(m.role, m.said) for m in said[:-1]]
    return before, usable_text(said[-1].said, longest)


def _customer(request: Request, customer_of: WhoIs) -> str | None:
    _, _, token = request.headers.get("authorization", "").partition(" ")
    return None if token.strip() in {"", GUEST} else customer_of(token.strip())


async def _open(assistant: AssistantService, body: Completion, customer_id: str | None) -> str:
    given = body.metadata or {}
    session = await assistant.open_session(
        channel=given.get("channel", "web"), customer_id=customer_id, language=given.get("language")
    )
    return session.session_id


async def _whole(feed: Feed, turn: Turn, request: Request, remember: Callable[[str], None]) -> Response:
    with feed.listening(turn):
        try:
            reply = await unless_left(request, _reply(feed, turn))
        except ClientLeftError:
            return Response(status_code=499)
    remember(reply["text"])
    message = {"role": "assistant", "content": reply["text"], "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return JSONResponse({**_head("chat.completion"), "choices": [choice], **_rest(reply)})


async def _reply(feed: Feed, turn: Turn) -> dict[str, Any]:
    async for entry in feed.answer(turn):
        if entry.name == "final":
            return dict(entry.payload)
        if entry.name == "error":
            raise ProblemError(Problem.model_validate(entry.payload))
    raise ProblemError(turn.refused) if turn.refused else RuntimeError("the turn ended without a last event")


async def _streamed(
    feed: Feed, turn: Turn, request: Request, remember: Callable[[str], None], with_usage: bool
) -> Response:
    with feed.listening(turn):
        try:
            await unless_left(request, _begun(feed, turn))
        except ClientLeftError:
            return Response(status_code=499)
        if turn.refused:
            raise ProblemError(turn.refused)
        return ListeningResponse(_chunks(feed, turn, remember, with_usage), feed.listening(turn))


async def _begun(feed: Feed, turn: Turn) -> None:
    async for _ in feed.answer(turn):
        return


async def _chunks(
    feed: Feed, turn: Turn, remember: Callable[[str], None], with_usage: bool
) -> AsyncIterator[ServerSentEvent]:
    head, told = _head("chat.completion.chunk"), False

    def chunk(delta: dict[str, Any], reason: str | None = None, **more: Any) -> ServerSentEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        return ServerSentEvent(_json({**head, "choices": [choice], **more}))

    yield chunk({"role": "assistant", "content": ""})
    async for entry in feed.answer(turn):
        if entry.name == "sentence":
            yield chunk({"content": f"{' ' if told else ''}{entry.payload['text']}"})
            told = True
        elif entry.name == "error":
            yield ServerSentEvent(_json({"error": openai_error(Problem.model_validate(entry.payload))}))
            return
        elif entry.name in LAST:
            reply = dict(entry.payload)
            remember(reply["text"])
            if not told and reply["text"]:
                yield chunk({"content": reply["text"]})
            rest = _rest(reply)
            yield chunk({}, "stop", shopkeeper=rest["shopkeeper"])
            if with_usage:
                yield ServerSentEvent(_json({**head, "choices": [], "usage": rest["usage"]}))
    yield ServerSentEvent("[DONE]")


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{new_id()}", "object": kind, "created": int(time.time()), "model": MODEL}


def _rest(reply: dict[str, Any]) -> dict[str, Any]:
    read, written = reply["usage"]["prompt_tokens"], reply["usage"]["completion_tokens"]
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    return {"usage": usage, "shopkeeper": {name: reply[name] for name in _EXTRAS}}


def _model() -> dict[str, Any]:
    return {"id": MODEL, "object": "model", "created": 1_763_769_600, "owned_by": MODEL}


def _check_model(name: str) -> None:
    if name != MODEL:
        detail = f"found the model {name[:100]!r}, expected {MODEL!r}"
        raise ProblemError(problem(404, "model-not-found", detail))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
