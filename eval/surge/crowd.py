"""Many shoppers with open pages: each hears its session's events for as long as it stays, and writes now and then."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.errors import ServiceError
from eval.event_stream import numbered_events
from eval.latency import Clock

DEAF_SECONDS = 30.0
"""How long a shopper waits for an answer before it counts as lost."""
_API = "/api/v1/sessions"
_PATIENT = httpx.Timeout(DEAF_SECONDS, read=None)


@dataclass
class Heard:
    """What came of the messages of all shoppers, each a text of its own.

    `waited` in seconds from sending to the final event.
    """

    sent: set[str] = field(default_factory=set[str])
    refused: set[str] = field(default_factory=set[str])
    waited: list[float] = field(default_factory=list[float])
    answers: Counter[str] = field(default_factory=Counter[str])

    @property
    def lost(self) -> int:
        """Messages that were taken and never answered."""
        return len(self.sent - self.refused - self.answers.keys())

    @property
    def doubled(self) -> int:
        """Messages that were answered more than once."""
        return sum(count > 1 for count in self.answers.values())


class Shopper:
    """One open page. `begin` first; `listen` runs beside `write`, which waits until `listening` is set."""

    def __init__(self, client: httpx.AsyncClient, name: str, heard: Heard, clock: Clock) -> None:
        self._client = client
        self._name = name
        self._heard = heard
        self._clock = clock
        self._session = ""
        self._written = 0
        self._open: dict[str, tuple[float, asyncio.Event]] = {}
        self.listening = asyncio.Event()

    async def begin(self) -> None:
        """Opens the session.

        Raises:
            ServiceError: the server did not open one.
        """
        try:
            made = await self._client.post(_API, json={"channel": "web"})
            self._session = made.raise_for_status().json()["session_id"]
        except (httpx.HTTPError, KeyError, json.JSONDecodeError) as error:
            raise ServiceError(f"{self._client.base_url}: no session was opened: {error!r}") from error

    async def listen(self) -> None:
        """Hears the session's events until cancelled; a stream that breaks is taken up where it broke."""
        last = ""
        while True:
            try:
                async for number, name, payload in self._events(last):
                    self.listening.set()
                    last = number or last
                    self._hear(name, payload)
            except httpx.HTTPError:
                await asyncio.sleep(0.5)

    async def write(self) -> None:
        """Sends a message and waits for its answer, which is heard by `listen`."""
        await self.listening.wait()
        self._written += 1
        text = f"{self._name} message {self._written}"
        start, answered = self._clock(), asyncio.Event()
        self._open[text] = (start, answered)
        self._heard.sent.add(text)
        if not await self._taken(text):
            self._heard.refused.add(text)
            return
        try:
            await asyncio.wait_for(answered.wait(), DEAF_SECONDS)
        except TimeoutError:
            return

    async def _taken(self, text: str) -> bool:
        try:
            answer = await self._client.post(
                f"{_API}/{self._session}/messages",
                json={"text": text, "client_message_id": text},
                headers={"Prefer": "respond-async"},
            )
        except httpx.HTTPError:
            return False
        return answer.is_success

    async def _events(self, last: str) -> AsyncIterator[tuple[str, str, dict[str, Any]]]:
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": last} if last else {})
        path = f"{_API}/{self._session}/events"
        async with self._client.stream("GET", path, headers=headers, timeout=_PATIENT) as answer:
            answer.raise_for_status()
            async for number, name, data in numbered_events(answer.aiter_lines()):
                yield number, name, json.loads(data)

    def _hear(self, name: str, payload: dict[str, Any]) -> None:
        if name != "final":
            return
        text = str(payload["text"])
        self._heard.answers[text] += 1
        if text in self._open:
            start, answered = self._open.pop(text)
            self._heard.waited.append(self._clock() - start)
            answered.set()
