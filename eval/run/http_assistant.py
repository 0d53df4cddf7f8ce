"""The assistant of a running server, spoken to over its HTTP API as a shop's own page would."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from bot.config import Settings
from bot.errors import ServiceError
from bot.identity import issue_token, secret_of
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
    SessionInfo,
    WaitEvent,
)
from eval.event_stream import server_sent_events

API = "/api/v1"
SILENT_SECONDS = 180.0
PROBE_SECONDS = 10.0


class _Problem(BaseModel):
    title: str = ""
    detail: str = ""


class HttpAssistant:
    """Speaks to the server of `client`; `token` signs a customer in."""

    def __init__(self, client: httpx.AsyncClient, token: Callable[[str], str]) -> None:
        self._client = client
        self._token = token

    async def open_session(
        self, *, channel: str = "web", customer_id: str | None = None, language: str | None = None
    ) -> SessionInfo:
        """A new session, signed in as `customer_id`.

        Raises:
            ServiceError: the server cannot be reached, or refuses.
        """
        token = self._token(customer_id) if customer_id else None
        body = {"channel": channel, "token": token, "language": language}
        with _translated(self._client):
            answer = await self._client.post(f"{API}/sessions", json=body)
            _check(answer)
            return SessionInfo.model_validate_json(answer.content)

    async def stream(
        self, session_id: str, text: str, *, client_message_id: str | None = None
    ) -> AsyncGenerator[Event]:
        """The events of one turn.

        Raises:
            ServiceError: the server cannot be reached, refuses, or answers with something else.
        """
        body = {"text": text, "client_message_id": client_message_id}
        headers = {"Accept": "text/event-stream"}
        path = f"{API}/sessions/{session_id}/messages"
        with _translated(self._client):
            async with self._client.stream("POST", path, json=body, headers=headers) as answer:
                if answer.is_error:
                    await answer.aread()
                _check(answer)
                async for name, data in server_sent_events(answer.aiter_lines()):
                    event = event_of(name, data)
                    if event is not None:
                        yield event


@asynccontextmanager
async def open_server(settings: Settings, url: str) -> AsyncGenerator[HttpAssistant]:
    """The assistant at `url`; customers are signed in with the secret in `settings`.

    Raises:
        ServiceError: nothing there is ready to answer.
    """
    secret = secret_of(settings)
    try:
        loopback = urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}
        client = httpx.AsyncClient(base_url=url, timeout=SILENT_SECONDS, trust_env=not loopback)
    except (httpx.InvalidURL, ValueError) as error:
        raise ServiceError(f"{url}: not an address: {error}") from error
    async with client:
        await _check_ready(client)
        yield HttpAssistant(client, lambda customer_id: issue_token(customer_id, secret))


def event_of(name: str, data: str) -> Event | None:
    """The turn's event that the API tells as `name` and `data`; None for one of another name.

    Raises:
        ValidationError: `data` is not what the name promises.
    """
    read = _READERS.get(name)
    return read(data) if read else None


async def _check_ready(client: httpx.AsyncClient) -> None:
    with _translated(client):
        answer = await client.get("/healthz", timeout=PROBE_SECONDS)
    if not answer.is_success:
        raise ServiceError(
            f"{client.base_url}: /healthz answered {answer.status_code}, expected it to be ready"
        )


def _check(answer: httpx.Response) -> None:
    if answer.is_error:
        raise ServiceError(f"{answer.request.url}: answered {answer.status_code}: {_told(answer.text)}")


def _told(problem: str) -> str:
    """The words of a problem (RFC 9457); the beginning of anything else."""
    try:
        found = _Problem.model_validate_json(problem)
    except ValidationError:
        return problem[:200]
    return found.detail or found.title or problem[:200]


@contextmanager
def _translated(client: httpx.AsyncClient) -> Generator[None]:
    try:
        yield
    except httpx.HTTPError as error:
        raise ServiceError(f"{client.base_url}: {error!r}") from error
    except ValidationError as error:
        raise ServiceError(f"{client.base_url}: answered with something else: {error}") from error


_READERS: Mapping[str, Callable[[str], Event]] = {
    "card": lambda data: CardEvent(card=Card.model_validate_json(data)),
    "citation": lambda data: CitationEvent(citation=Citation.model_validate_json(data)),
    "wait": WaitEvent.model_validate_json,
    "sentence": SentenceEvent.model_validate_json,
    "route": RouteEvent.model_validate_json,
    "final": lambda data: FinalEvent(reply=Reply.model_validate_json(data)),
    "error": lambda data: ErrorEvent(code="problem", message=_told(data)),
}
