"""Talks to an app that is being served, as a shopper's browser would."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import httpx

from bot.errors import ServiceError
from eval.latency import Times
from eval.processes import Running

POLL_SECONDS = 0.05
PROBE_SECONDS = 2.0


class Served:
    """An app at `url`; requests go past any proxy and wait at most `limit` seconds for the next bytes."""

    def __init__(self, url: str, limit: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=limit, trust_env=False)

    def close(self) -> None:
        """Closes the connections."""
        self._client.close()

    def wait_until_ready(self, program: Running, limit: float) -> None:
        """Returns as soon as `/healthz` says that a question can be answered.

        Raises:
            ServiceError: the program ended, or is not ready after `limit` seconds.
        """
        end = time.perf_counter() + limit
        while not self._is_ready():
            program.check_alive()
            if time.perf_counter() > end:
                raise program.failure(f"not ready after {limit:g} s")
            time.sleep(POLL_SECONDS)

    def ask(self, text: str) -> Times:
        """Sends a message in a new anonymous session and reads the answer to its end; when its parts came.

        Raises:
            ServiceError: the app did not answer, or answered with an error.
        """
        try:
            opened = self._client.post("/api/v1/sessions", json={"channel": "web"}).raise_for_status()
            session: dict[str, Any] = opened.json()
            return self._timed(f"/api/v1/sessions/{session['session_id']}/messages", text)
        except (httpx.HTTPError, json.JSONDecodeError, KeyError) as error:
            raise ServiceError(f"{self._client.base_url}: no answer to {text!r}: {error!r}") from error

    def _is_ready(self) -> bool:
        try:
            return self._client.get("/healthz", timeout=PROBE_SECONDS).is_success
        except httpx.HTTPError:
            return False

    def _timed(self, path: str, text: str) -> Times:
        start = time.perf_counter()
        marks: dict[str, float] = {}
        headers = {"Accept": "text/event-stream"}
        with self._client.stream("POST", path, json={"text": text}, headers=headers) as answer:
            answer.raise_for_status()
            for name in _event_names(answer.iter_lines()):
                now = time.perf_counter() - start
                marks.setdefault("first_event", now)
                if name == "sentence":
                    marks.setdefault("first_sentence", now)
                if name == "final":
                    return Times(**marks, total=now)
                if name == "error":
                    raise ServiceError(f"{self._client.base_url}: {text!r} was answered with an error event")
        raise ServiceError(f"{self._client.base_url}: the answer to {text!r} broke off")


def _event_names(lines: Iterator[str]) -> Iterator[str]:
    return (line.partition(":")[2].strip() for line in lines if line.startswith("event:"))
