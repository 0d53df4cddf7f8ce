"""The HTTP API, `/api/v1`: sessions, messages, what happens in a session, transcripts, sources, feedback."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Callable
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from bot.config import Settings
from bot.errors import NotFoundError
from bot.messages import Reply, SessionInfo
from bot.service import AssistantService
from bot.trace import Trace
from bot.web.bodies import (
    SSE_EXAMPLE,
    Accepted,
    NewMessage,
    NewSession,
    OpenedSource,
    Opinion,
    PendingMessage,
    Transcript,
    told,
)
from bot.web.feeds import LAST, Entry, Feed, Feeds, Turn
from bot.web.problems import API_ROOT, MEDIA_TYPE, Problem, ProblemError, problem, problem_response
from bot.web.rates import Rates
from bot.web.streaming import ClientLeftError, session_response, turn_response, unless_left

PREFIX = f"{API_ROOT}/v1"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
_NO_STORE = {"Cache-Control": "no-store"}
_CLIENT_LEFT = 499  # nobody reads it; the number that nginx logs

Id = Annotated[str, Path(max_length=128)]
LastEventId = Annotated[
    str | None, Header(max_length=128, description="the last event that was heard; what follows it is told")
]
WhoIs = Callable[[str], str]


def api(
    assistant: AssistantService, settings: Settings, feeds: Feeds, customer_of: WhoIs, rates: Rates
) -> APIRouter:
    """The routes of the API, answering through `assistant`; `customer_of` reads a sign-in's token.

    `customer_of` may wait for a network and is called off the event loop.
    """
    router = APIRouter(
        prefix=PREFIX,
        tags=["API v1"],
        responses=problem_responses(400, 401, 403, 404, 409, 413, 422, 429, 500, 503),
        dependencies=[Depends(_not_cached), Depends(rates.of_address)],
    )
    _add_sessions(router, assistant, feeds, customer_of)
    _add_messages(router, feeds, settings, rates)
    _add_happenings(router, assistant, feeds)
    _add_sources(router, assistant)
    _add_traces(router, assistant)
    _add_feedback(router, assistant)
    return router


def close_router(router: APIRouter) -> APIRouter:
    """Answers unknown paths under the API here, so that a page mounted at / does not; the last of its routes."""
    _add_the_rest(router)
    return router


def usable_text(text: str, limit: int) -> str:
    """`text` without control characters and outer blanks.

    Raises:
        ProblemError: 413 over `limit` characters; 422 when nothing readable is left.
    """
    if len(text) > limit:
        detail = f"The message has {len(text)} characters; at most {limit} are answered. Shorten it."
        raise ProblemError(problem(413, "message-too-long", detail))
    cleaned = "".join(_readable(char) for char in text).strip()
    if all(unicodedata.category(char)[0] in "CZ" for char in cleaned):
        raise ProblemError(
            problem(422, "empty-message", "The message is empty. Write what you want to know.")
        )
    return cleaned


def _readable(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cs":  # half of a character that was cut in two
        return "\ufffd"
    return "" if category == "Cc" and char not in "\n\t" else char


def _add_sessions(router: APIRouter, assistant: AssistantService, feeds: Feeds, customer_of: WhoIs) -> None:
    @router.post("/sessions", summary="Open a session")
    async def open_session(body: NewSession) -> SessionInfo:  # pyright: ignore[reportUnusedFunction]
        customer_id = None if body.token is None else await asyncio.to_thread(customer_of, body.token)
        if body.resume and customer_id:
            latest = await assistant.latest_session(customer_id)
            if latest is not None:
                return latest
        return await assistant.open_session(
            channel=body.channel, customer_id=customer_id, language=body.language
        )

    @router.get("/sessions/{session_id}", summary="Read the transcript")
    async def transcript(session_id: Id) -> Transcript:  # pyright: ignore[reportUnusedFunction]
        return await _transcript(assistant, await feeds.of(session_id))


async def _transcript(assistant: AssistantService, feed: Feed) -> Transcript:
    pending = [PendingMessage(message_id=turn.message_id, text=turn.text) for turn in feed.pending()]
    turns = [told(turn) for turn in await assistant.transcript(feed.session_id)]
    return Transcript(session_id=feed.session_id, turns=turns, pending=pending)


def _add_messages(router: APIRouter, feeds: Feeds, settings: Settings, rates: Rates) -> None:
    @router.post(
        "/sessions/{session_id}/messages",
        summary="Send a message; Accept: text/event-stream streams the answer",
        description=(
            "With `Accept: text/event-stream` the events of the answer are told as they come, with "
            "`Prefer: respond-async` the message is only taken (202) and its answer told in the session's events. "
            "Sent again with the same `client_message_id`, a message is not asked again: its answer is heard once "
            "more, from `Last-Event-ID` on. An answer that nobody listens to is given up after a while."
        ),
        response_model=Reply,
        responses={200: {"content": SSE_EXAMPLE}, 202: {"model": Accepted}, **problem_responses(504)},
        dependencies=[Depends(rates.of_session)],
    )
    async def send_message(  # pyright: ignore[reportUnusedFunction]
        session_id: Id, body: NewMessage, request: Request, last_event_id: LastEventId = None
    ) -> Response:
        text = usable_text(body.text, settings.max_message_chars)
        feed = await feeds.of(session_id)
        after = feed.number_of(last_event_id)
        earlier = feed.turn(body.client_message_id) if after is not None else None
        turn = earlier or feed.send(text, body.client_message_id, settings.resume_seconds)
        if "respond-async" in request.headers.get("prefer", "").lower():
            return _taken(feed, turn)
        return await _answer(feed, turn, after or 0, request)

    @router.post("/sessions/{session_id}/cancel", status_code=204, summary="Stop the answers under way")
    async def cancel(session_id: Id) -> None:  # pyright: ignore[reportUnusedFunction]
        (await feeds.of(session_id)).cancel()


def _taken(feed: Feed, turn: Turn) -> Response:
    with feed.listening(turn):
        return JSONResponse({"message_id": turn.message_id}, 202, _NO_STORE)


async def _answer(feed: Feed, turn: Turn, after: int, request: Request) -> Response:
    with feed.listening(turn):
        try:
            if _wants_stream(request):
                await unless_left(request, _first(feed, turn, after))
                return problem_response(turn.refused) if turn.refused else turn_response(feed, turn, after)
            last = await unless_left(request, _last(feed, turn))
        except ClientLeftError:
            return Response(status_code=_CLIENT_LEFT)
    if last.name == "error":
        return problem_response(Problem.model_validate(last.payload))
    return JSONResponse(dict(last.payload), headers=_NO_STORE)


async def _first(feed: Feed, turn: Turn, after: int) -> None:
    async for _ in feed.answer(turn, after):
        return


async def _last(feed: Feed, turn: Turn) -> Entry:
    async for entry in feed.answer(turn):
        if entry.name in LAST:
            return entry
    raise RuntimeError("the turn ended without a final or error event")


def _wants_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "").lower()


def _add_happenings(router: APIRouter, assistant: AssistantService, feeds: Feeds) -> None:
    @router.get(
        "/sessions/{session_id}/events",
        summary="Hear what happens in a session",
        description=(
            "Messages sent from any page, the events of their answers, and what people of the shop write. Begins "
            "after `Last-Event-ID` (or `after`); where that is unknown, with an event `transcript`."
        ),
        response_class=Response,
        responses={200: {"content": SSE_EXAMPLE}},
    )
    async def events(  # pyright: ignore[reportUnusedFunction]
        session_id: Id, last_event_id: LastEventId = None, after: str | None = None
    ) -> Response:
        feed = await feeds.of(session_id)

        async def transcript() -> dict[str, Any]:
            return (await _transcript(assistant, feed)).model_dump(mode="json")

        return session_response(feed, feed.number_of(last_event_id or after), transcript)


def _add_sources(router: APIRouter, assistant: AssistantService) -> None:
    @router.get("/sessions/{session_id}/sources/{source:path}", summary="Open a citation's source")
    async def open_source(  # pyright: ignore[reportUnusedFunction]
        session_id: Id, source: Annotated[str, Path(max_length=512)]
    ) -> OpenedSource:
        view = await asyncio.to_thread(assistant.source, source, session_id)
        if view is None:
            raise NotFoundError("This source does not exist.")
        return OpenedSource(source=source, title=view.title, text=view.text, kind=view.kind)


def _add_traces(router: APIRouter, assistant: AssistantService) -> None:
    @router.get("/sessions/{session_id}/replies/{reply_id}/trace", summary="Read why a reply is what it is")
    async def trace(session_id: Id, reply_id: Id) -> Trace:  # pyright: ignore[reportUnusedFunction]
        return await assistant.trace(session_id, reply_id)


def _add_feedback(router: APIRouter, assistant: AssistantService) -> None:
    @router.post("/replies/{reply_id}/feedback", status_code=204, summary="Say how good a reply was")
    async def give_feedback(reply_id: Id, body: Opinion) -> None:  # pyright: ignore[reportUnusedFunction]
        await assistant.feedback(reply_id, body.rating, body.comment)


def _add_the_rest(router: APIRouter) -> None:
    """Answers unknown paths here, so that a page mounted at / does not."""

    @router.api_route("/{path:path}", methods=_METHODS, include_in_schema=False)
    async def unknown(request: Request) -> None:  # pyright: ignore[reportUnusedFunction]
        allowed = _allowed_methods(router, request)
        if allowed:
            headers = {"Allow": ", ".join(allowed)}
            raise HTTPException(405, f"Expected one of: {', '.join(allowed)}.", headers)
        raise HTTPException(404, "There is nothing at this address.")


def _allowed_methods(router: APIRouter, request: Request) -> list[str]:
    found = {
        method
        for route in router.routes[:-1]
        if route.matches(request.scope)[0] is not Match.NONE
        for method in getattr(route, "methods", ())
    }
    return sorted(found)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The description of what is answered with these statuses."""
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _not_cached(response: Response) -> None:
    response.headers.update(_NO_STORE)
