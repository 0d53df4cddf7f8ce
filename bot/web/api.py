"""The HTTP API, `/api/v1`: sessions, messages, transcripts, sources, feedback."""

from __future__ import annotations

import asyncio
import unicodedata
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from bot.config import Settings
from bot.conversations import StoredTurn
from bot.errors import NotFoundError
from bot.identity import customer_of, secret_of
from bot.messages import ErrorEvent, FinalEvent, Reply, SessionInfo
from bot.service import AssistantService
from bot.trace import Trace
from bot.web.problems import API_ROOT, MEDIA_TYPE, Problem, ProblemError, problem, problem_response
from bot.web.streaming import ClientLeftError, RunningTurn, TurnResponse, problem_of_event, unless_left

PREFIX = f"{API_ROOT}/v1"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
_NO_STORE = {"Cache-Control": "no-store"}
_CLIENT_LEFT = 499  # nobody reads it; the number that nginx logs

Id = Annotated[str, Path(max_length=128)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewSession(_Body):
    """Body of `POST /sessions`. Who the customer is comes from `token` and from nowhere else."""

    channel: str = Field("web", max_length=64)
    token: str | None = Field(None, max_length=4096, description="JWT (HS256); sub is the customer's id")
    language: str | None = Field(None, max_length=35, description="such as en or zh; default: the shop's")


class NewMessage(_Body):
    """Body of `POST /sessions/{id}/messages`."""

    text: str
    client_message_id: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="sent again, it gives the same reply and no second turn",
    )


class Opinion(_Body):
    """Body of `POST /replies/{id}/feedback`."""

    rating: Literal["up", "down"]
    comment: str | None = Field(None, max_length=4000)


class TranscriptTurn(BaseModel):
    """One message and its reply."""

    message: str
    reply: Reply
    at: AwareDatetime


class Transcript(BaseModel):
    """A session's turns, oldest first."""

    session_id: str
    turns: list[TranscriptTurn]


class OpenedSource(BaseModel):
    """What a citation points to."""

    source: str
    title: str
    text: str
    kind: str


def api(assistant: AssistantService, settings: Settings) -> APIRouter:
    """The routes of the API, answering through `assistant`.

    Raises:
        ConfigError: the configured secret is too short.
        ServiceError: no secret is configured and the data folder cannot be written.
    """
    router = APIRouter(
        prefix=PREFIX,
        tags=["API v1"],
        responses=_problems(400, 401, 404, 413, 422, 500, 503),
        dependencies=[Depends(_not_cached)],
    )
    _add_sessions(router, assistant, secret_of(settings))
    _add_messages(router, assistant, settings.max_message_chars)
    _add_sources(router, assistant)
    _add_traces(router, assistant)
    _add_feedback(router, assistant)
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


def _add_sessions(router: APIRouter, assistant: AssistantService, secret: str) -> None:
    @router.post("/sessions", summary="Open a session")
    async def open_session(body: NewSession) -> SessionInfo:  # pyright: ignore[reportUnusedFunction]
        customer_id = None if body.token is None else customer_of(body.token, secret)
        return await assistant.open_session(
            channel=body.channel, customer_id=customer_id, language=body.language
        )

    @router.get("/sessions/{session_id}", summary="Read the transcript")
    async def transcript(session_id: Id) -> Transcript:  # pyright: ignore[reportUnusedFunction]
        turns = await assistant.transcript(session_id)
        return Transcript(session_id=session_id, turns=[_told(turn) for turn in turns])


def _add_traces(router: APIRouter, assistant: AssistantService) -> None:
    @router.get("/sessions/{session_id}/replies/{reply_id}/trace", summary="Read why a reply is what it is")
    async def trace(session_id: Id, reply_id: Id) -> Trace:  # pyright: ignore[reportUnusedFunction]
        return await assistant.trace(session_id, reply_id)


def _told(turn: StoredTurn) -> TranscriptTurn:
    return TranscriptTurn(message=turn.message, reply=turn.reply, at=turn.at)


def _add_messages(router: APIRouter, assistant: AssistantService, limit: int) -> None:
    @router.post(
        "/sessions/{session_id}/messages",
        summary="Send a message; Accept: text/event-stream streams the answer",
        response_model=Reply,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def send_message(  # pyright: ignore[reportUnusedFunction]
        session_id: Id, body: NewMessage, request: Request
    ) -> Response:
        text = usable_text(body.text, limit)
        events = assistant.stream(session_id, text, client_message_id=body.client_message_id)
        return await _answer(RunningTurn(events), request)


async def _answer(turn: RunningTurn, request: Request) -> Response:
    try:
        if not _wants_stream(request):
            return await _whole(turn, request)
        first = await unless_left(request, anext(turn))
    except ClientLeftError:
        await turn.stop()
        return Response(status_code=_CLIENT_LEFT)
    except BaseException:
        await turn.stop()
        raise
    return TurnResponse(first, turn)


async def _whole(turn: RunningTurn, request: Request) -> Response:
    last = await unless_left(request, turn.last())
    if isinstance(last, FinalEvent):
        return JSONResponse(last.reply.model_dump(mode="json"), headers=_NO_STORE)
    if isinstance(last, ErrorEvent):
        return problem_response(problem_of_event(last))
    raise RuntimeError(f"the turn ended with {last!r}, expected a final or error event")


def _wants_stream(request: Request) -> bool:
    return "text/event-stream" in request.headers.get("accept", "").lower()


def _add_sources(router: APIRouter, assistant: AssistantService) -> None:
    @router.get("/sessions/{session_id}/sources/{source:path}", summary="Open a citation's source")
    async def open_source(  # pyright: ignore[reportUnusedFunction]
        session_id: Id, source: Annotated[str, Path(max_length=512)]
    ) -> OpenedSource:
        view = await asyncio.to_thread(assistant.source, source, session_id)
        if view is None:
            raise NotFoundError("This source does not exist.")
        return OpenedSource(source=source, title=view.title, text=view.text, kind=view.kind)


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


def _problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    content = {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def _not_cached(response: Response) -> None:
    response.headers.update(_NO_STORE)
