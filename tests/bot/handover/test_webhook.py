"""The webhook: what it tells, how it is signed, and that a receiver that is down gets it later."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from tenacity import wait_none

from bot.database import open_database
from bot.handover.machine import Handovers
from bot.handover.webhook import Webhook

SECRET = "between us"


@pytest.fixture
def handovers(tmp_path: Path) -> Handovers:
    return Handovers(open_database(f"sqlite:///{tmp_path / 'shop.sqlite'}"))


def ask(handovers: Handovers, session_id: str = "s1") -> str:
    asked = handovers.hand_over(
        session_id, reason="angry", queue="orders", summary="My name is Bond", priority=2
    )
    return asked.handover_id


class Receiver:
    """Answers with each of `statuses` in turn and then with 204; an exception is raised."""

    def __init__(self, *statuses: int | Exception) -> None:
        self._statuses = list(statuses)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status = self._statuses.pop(0) if self._statuses else 204
        if isinstance(status, Exception):
            raise status
        return httpx.Response(status)

    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not holds():  # noqa: ASYNC110 - what is waited for is another's
            await asyncio.sleep(0.01)


async def deliver(handovers: Handovers, receiver: Receiver, count: int) -> None:
    """Runs a webhook until the receiver was asked `count` times, and a little longer."""
    webhook = Webhook(
        handovers.engine,
        "http://shop.test/hook",
        SECRET,
        wait=wait_none(),
        look_seconds=0.01,
        client=receiver.client,
    )
    running = asyncio.create_task(webhook.run())
    await until(lambda: len(receiver.requests) >= count)
    await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_new_hand_over_is_told_once_signed_and_without_the_shopper(handovers: Handovers) -> None:
    handover_id, receiver = ask(handovers), Receiver()
    await deliver(handovers, receiver, 1)
    (request,) = receiver.requests
    body = request.content.decode()
    signed = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}.{body}".encode()
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert request.headers["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert told["data"]["handover_id"] == handover_id
    assert told["data"]["queue"] == "orders"
    assert "Bond" not in body
    assert "s1" not in told["data"].values()


async def test_a_receiver_that_is_down_gets_it_later(handovers: Handovers) -> None:
    ask(handovers)
    receiver = Receiver(httpx.ConnectError("refused"), 500, httpx.ReadTimeout("slow"))
    await deliver(handovers, receiver, 4)
    assert len(receiver.requests) == 4
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1


async def test_one_that_hangs_does_not_hold_up_the_others(handovers: Handovers) -> None:
    first = ask(handovers, "s1")
    second = ask(handovers, "s2")
    receiver = Receiver(500, 204, 204)
    await deliver(handovers, receiver, 3)
    assert {request.headers["webhook-id"] for request in receiver.requests} == {first, second}


async def test_after_a_restart_what_was_not_told_is_told_and_nothing_twice(handovers: Handovers) -> None:
    ask(handovers, "s1")
    await deliver(handovers, Receiver(), 1)
    second = ask(handovers, "s2")
    receiver = Receiver()
    await deliver(handovers, receiver, 1)
    assert [request.headers["webhook-id"] for request in receiver.requests] == [second]
