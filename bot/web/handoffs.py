"""The HTTP API of the people who answer: sign-in, the queue, what they do with a conversation, and what happens."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Depends, Header, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.agents import Agent, Agents
from bot.errors import AccessError, InputError
from bot.handover.drafts import Drafts, KeptProse
from bot.handover.looking_back import Figures, Verdict, figures
from bot.handover.people import Detail, People, PublicEntry, Seen, Summary, Which, public, summary_of
from bot.handover.routing import QUEUES
from bot.handover.values import Rating, Suggestion
from bot.web.problems import API_ROOT

PREFIX = f"{API_ROOT}/v1"
COOKIE = "shopkeeper_agent"
LOOK_SECONDS = 0.4
PING_SECONDS = 15
Id = Annotated[str, Path(max_length=128)]


def signed_in(
    request: Request, cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None
) -> Agent:
    """Who asks; needs `app.state.agents`.

    Raises:
        AccessError: nobody who has signed in.
    """
    agents: Agents = request.app.state.agents
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return agents.who(token if kind.lower() == "bearer" else cookie)


SignedIn = Annotated[Agent, Depends(signed_in)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SignIn(_Body):
    """Body of `POST /agent/session`."""

    name: str = Field(max_length=100)
    password: str = Field("", max_length=1000)


class Written(_Body):
    """Body of `reply` and `note`. The same `message_id` again is not kept twice."""

    text: str = Field(min_length=1, max_length=8000)
    message_id: str | None = Field(None, min_length=1, max_length=200)


class Transfer(_Body):
    """Body of `transfer`."""

    queue: str = Field(max_length=64)


class Mark(_Body):
    """Body of `POST /handoffs/marks`."""

    reply_id: str = Field(max_length=128)
    verdict: Verdict


class Csat(_Body):
    """Body of `POST /sessions/{id}/rating`."""

    rating: int = Field(ge=1, le=5)
    comment: str | None = Field(None, max_length=4000)


class Me(BaseModel):
    """Who has signed in, if anybody; `demo`: a name without password will do; `drafting`: there are drafts."""

    name: str | None
    role: Literal["agent", "admin"] | None
    demo: bool
    configured: bool
    shop: str
    queues: tuple[str, ...]
    drafting: bool


class Prose(BaseModel):
    """A hand-over's package in a few verified sentences; empty where the model wrote none that held."""

    text: str


class Listed(BaseModel):
    """A list of hand-overs; `last` is the newest event, to hear those after it."""

    handoffs: tuple[Summary, ...]
    last: int


def handoffs_api(people: People, agents: Agents, drafts: Drafts | None = None) -> APIRouter:
    """The routes, for those who have signed in by cookie or with `Authorization: Bearer`; with `drafts` also theirs.

    Unsafe requests of other origins are refused by the application; the cookie is `SameSite=Strict` besides.
    """
    router = APIRouter(prefix=PREFIX, tags=["People"], dependencies=[Depends(_not_cached)])
    _add_sign_in(router, people, agents, drafting=drafts is not None)
    _add_reading(router, people)
    if drafts is not None:
        _add_drafts(router, people, drafts)
    _add_moves(router, people)
    _add_shopper(router, people)
    return router


def _add_sign_in(router: APIRouter, people: People, agents: Agents, *, drafting: bool) -> None:
    def me(agent: Agent | None) -> Me:
        return Me(
            name=agent and agent.name,
            role=agent and agent.role,
            demo=agents.demo,
            configured=agents.configured,
            shop=people.shop_name,
            queues=QUEUES,
            drafting=drafting,
        )

    @router.post("/agent/session", summary="Sign in as an agent")
    def sign_in(body: SignIn, request: Request, response: Response) -> Me:  # pyright: ignore[reportUnusedFunction]
        agent, token = agents.sign_in(body.name, body.password)
        response.set_cookie(
            COOKIE,
            token,
            max_age=agents.seconds,
            path="/",
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        return me(agent)

    @router.get("/agent/session", summary="Who has signed in")
    def session(  # pyright: ignore[reportUnusedFunction]
        cookie: Annotated[str | None, Cookie(alias=COOKIE, include_in_schema=False)] = None,
    ) -> Me:
        try:
            return me(agents.who(cookie))
        except AccessError:
            return me(None)

    @router.delete("/agent/session", status_code=204, summary="Sign out")
    def sign_out(response: Response) -> None:  # pyright: ignore[reportUnusedFunction]
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def _add_reading(router: APIRouter, people: People) -> None:
    @router.get("/handoffs", summary="The hand-overs that wait, that people have, or that ended")
    def listed(  # pyright: ignore[reportUnusedFunction]
        agent: SignedIn,
        which: Annotated[Which, Query(alias="list")] = "waiting",
        queue: Annotated[str | None, Query(max_length=64)] = None,
    ) -> Listed:
        last = people.archive.newest_entry()
        return Listed(handoffs=people.listed(which, agent.actor, queue), last=last)

    @router.get(
        "/handoffs/events",
        summary="Hear what happens to hand-overs",
        response_class=Response,
        responses={200: {"content": {"text/event-stream": {}}}},
    )
    async def events(  # pyright: ignore[reportUnusedFunction]
        agent: SignedIn,
        last_event_id: Annotated[str | None, Header(max_length=32)] = None,
        after: Annotated[int | None, Query(ge=0)] = None,
    ) -> Response:
        given = int(last_event_id) if last_event_id and last_event_id.isdecimal() else after
        start = await asyncio.to_thread(people.archive.newest_entry) if given is None else given
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return EventSourceResponse(_told(people, start), ping=PING_SECONDS, headers=headers)  # pyright: ignore[reportUnknownMemberType]

    @router.get("/handoffs/insights", summary="How often, why, how long people waited, what shoppers thought")
    def insights(  # pyright: ignore[reportUnusedFunction]
        agent: SignedIn, days: Annotated[float, Query(gt=0, le=3660)] = 30
    ) -> tuple[Figures, ...]:
        return figures(people.past(days))

    @router.post(
        "/handoffs/marks",
        status_code=204,
        summary="Mark a turn that was needlessly, or wrongly not, handed over",
    )
    def mark(body: Mark, agent: SignedIn) -> None:  # pyright: ignore[reportUnusedFunction]
        people.archive.mark(body.reply_id, body.verdict, agent.name)

    @router.get("/handoffs/{handover_id}", summary="A hand-over with all that was said")
    def detail(handover_id: Id, agent: SignedIn) -> Detail:  # pyright: ignore[reportUnusedFunction]
        return people.detail(handover_id)


def _add_drafts(router: APIRouter, people: People, drafts: Drafts) -> None:
    kept = KeptProse(drafts)

    @router.post("/handoffs/{handover_id}/suggestion", summary="Have a reply drafted from the shop's data")
    async def suggest(handover_id: Id, agent: SignedIn) -> Suggestion:  # pyright: ignore[reportUnusedFunction]
        handover = await asyncio.to_thread(people.handovers.get, handover_id)
        return await drafts.suggest(handover.session_id)

    @router.get("/handoffs/{handover_id}/prose", summary="Read what it is about, in a few sentences")
    async def prose(  # pyright: ignore[reportUnusedFunction]
        handover_id: Id, agent: SignedIn, language: Annotated[str, Query(max_length=35)] = "en"
    ) -> Prose:
        return Prose(text=await kept.of(handover_id, "zh" if language.startswith("zh") else "en"))


async def _told(people: People, after: int) -> AsyncIterator[ServerSentEvent]:
    while True:
        for entry in await asyncio.to_thread(people.archive.entries_after, after):
            after = entry.number
            told = entry.model_dump(mode="json", include={"number", "handover_id", "kind", "agent", "at"})
            yield ServerSentEvent(json.dumps(told), event="handoff", id=str(entry.number))
        await asyncio.sleep(LOOK_SECONDS)


def _add_moves(router: APIRouter, people: People) -> None:
    handovers = people.handovers

    @router.post("/handoffs/{handover_id}/claim", summary="Take a waiting conversation")
    def claim(handover_id: Id, agent: SignedIn) -> Summary:  # pyright: ignore[reportUnusedFunction]
        return summary_of(handovers.claim(handover_id, agent.actor))

    @router.post("/handoffs/{handover_id}/release", summary="Give the conversation back to the assistant")
    def release(handover_id: Id, agent: SignedIn) -> Summary:  # pyright: ignore[reportUnusedFunction]
        return summary_of(handovers.release(handover_id, agent.actor))

    @router.post(
        "/handoffs/{handover_id}/close", summary="End the conversation; the shopper is asked for a rating"
    )
    def close(handover_id: Id, agent: SignedIn) -> Summary:  # pyright: ignore[reportUnusedFunction]
        return summary_of(handovers.close(handover_id, agent.actor))

    @router.post("/handoffs/{handover_id}/transfer", summary="Put the conversation into another queue")
    def transfer(  # pyright: ignore[reportUnusedFunction]
        handover_id: Id, body: Transfer, agent: SignedIn
    ) -> Summary:
        if body.queue not in QUEUES:
            raise InputError(f"queue: found {body.queue!r}, expected one of {', '.join(QUEUES)}")
        return summary_of(handovers.transfer(handover_id, agent.actor, body.queue))

    @router.post("/handoffs/{handover_id}/reply", summary="Write to the shopper")
    def reply(handover_id: Id, body: Written, agent: SignedIn) -> PublicEntry:  # pyright: ignore[reportUnusedFunction]
        return public(handovers.write(handover_id, agent.actor, _text(body), message_id=body.message_id))

    @router.post("/handoffs/{handover_id}/note", summary="Leave a note that the shopper does not see")
    def note(handover_id: Id, body: Written, agent: SignedIn) -> PublicEntry:  # pyright: ignore[reportUnusedFunction]
        text, message_id = _text(body), body.message_id
        return public(handovers.write(handover_id, agent.actor, text, kind="note", message_id=message_id))


def _add_shopper(router: APIRouter, people: People) -> None:
    @router.get(
        "/sessions/{session_id}/handoff", summary="Who has a conversation, and what people wrote in it"
    )
    def seen(session_id: Id) -> Seen:  # pyright: ignore[reportUnusedFunction]
        return people.seen_by_shopper(session_id)

    @router.post("/sessions/{session_id}/rating", summary="Say how good a person's help was, 1 to 5")
    def rate(session_id: Id, body: Csat) -> Rating:  # pyright: ignore[reportUnusedFunction]
        return people.rate(session_id, body.rating, body.comment)


def _text(body: Written) -> str:
    text = body.text.strip()
    if not text:
        raise InputError("text: found nothing, expected what to say")
    return text


def _not_cached(response: Response) -> None:
    response.headers["Cache-Control"] = "no-store"
