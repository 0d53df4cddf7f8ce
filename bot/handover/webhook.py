"""Tells an address of each new hand-over, signed as Standard Webhooks says (https://www.standardwebhooks.com).

At least once: a delivery that was not acknowledged is tried again, with growing pauses, also after a restart. What
is told names no shopper and quotes nobody.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Callable
from datetime import timedelta

import httpx
from sqlalchemy import Engine, select
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception_type,
    stop_after_delay,
    wait_exponential,
)
from tenacity.wait import wait_base

from bot.database import now, reading, writing
from bot.errors import ServiceError
from bot.handover.machine import as_handover
from bot.handover.tables import deliveries, handovers
from bot.handover.values import Handover

TIMEOUT_SECONDS = 10.0
KEPT_TRYING = timedelta(hours=24)
LOOK_SECONDS = 1.0
WAIT = wait_exponential(multiplier=1, max=300)
log = logging.getLogger(__name__)


class Webhook:
    """Delivers the hand-overs in the database of `engine` to `url`; `run` goes on until it is cancelled."""

    def __init__(  # noqa: PLR0913 - what a delivery needs
        self,
        engine: Engine,
        url: str,
        secret: str,
        *,
        wait: wait_base = WAIT,
        look_seconds: float = LOOK_SECONDS,
        client: Callable[[], httpx.AsyncClient] = lambda: httpx.AsyncClient(timeout=TIMEOUT_SECONDS),
    ) -> None:
        self._engine = engine
        self._url = url
        self._secret = secret
        self._wait = wait
        self._look_seconds = look_seconds
        self._client = client

    async def run(self) -> None:
        """Looks for hand-overs that were not told yet, and tells each in a task of its own."""
        async with self._client() as client, asyncio.TaskGroup() as tasks:
            begun = set[str]()
            while True:
                for handover in await asyncio.to_thread(self._untold):
                    if handover.handover_id not in begun:
                        begun.add(handover.handover_id)
                        tasks.create_task(self._deliver(handover, client))
                await asyncio.sleep(self._look_seconds)

    async def _deliver(self, handover: Handover, client: httpx.AsyncClient) -> None:
        trying = AsyncRetrying(
            retry=retry_if_exception_type(httpx.HTTPError),
            wait=self._wait,
            stop=stop_after_delay(KEPT_TRYING),
            before_sleep=lambda state: _warn(self._url, state),
        )
        try:
            async for attempt in trying:
                with attempt:
                    await self._send(handover, client)
            await asyncio.to_thread(self._told, handover.handover_id, "")
        except ServiceError:
            log.exception("a hand-over was told but this could not be kept")
        except Exception as error:
            log.exception("webhook %s: gave up", self._url)
            await asyncio.to_thread(self._told, handover.handover_id, str(error))

    async def _send(self, handover: Handover, client: httpx.AsyncClient) -> None:
        body = json.dumps(body_of(handover), ensure_ascii=False)
        headers = signed(handover.handover_id, body, self._secret, int(time.time()))
        response = await client.post(self._url, content=body.encode(), headers=headers)
        response.raise_for_status()

    def _untold(self) -> list[Handover]:
        told = select(deliveries.c.handover_id)
        query = select(handovers).where(
            handovers.c.asked_at > now() - KEPT_TRYING, handovers.c.handover_id.not_in(told)
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query.order_by(handovers.c.number)).mappings()
            return [as_handover(row) for row in rows]

    def _told(self, handover_id: str, fault: str) -> None:
        row = {"handover_id": handover_id, "ended_at": now(), "fault": fault}
        with writing(self._engine) as connection:
            connection.execute(deliveries.delete().where(deliveries.c.handover_id == handover_id))
            connection.execute(deliveries.insert().values(**row))


def body_of(handover: Handover) -> dict[str, object]:
    """What is told of a new hand-over."""
    data = {
        "handover_id": handover.handover_id,
        "queue": handover.queue,
        "priority": handover.priority,
        "cause": handover.cause,
        "reason": handover.reason,
        "page": f"/agent#{handover.handover_id}",
    }
    return {"type": "handoff.created", "timestamp": handover.asked_at.isoformat(), "data": data}


def signed(message_id: str, body: str, secret: str, seconds: int) -> dict[str, str]:
    """The headers that sign `body` with HMAC-SHA256 over `id.timestamp.body`."""
    content = f"{message_id}.{seconds}.{body}".encode()
    digest = hmac.new(secret.encode(), content, hashlib.sha256).digest()
    return {
        "content-type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }


def _warn(url: str, state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    wait = state.next_action.sleep if state.next_action else 0
    log.warning("webhook %s: %s; tried again in %.0f s", url, error, wait)
