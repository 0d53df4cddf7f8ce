"""The API behind a real server and real sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import uvicorn

from bot.fakes import ScriptedAssistant, scripted_reply
from bot.messages import Event, FinalEvent
from bot.web.streaming import RunningTurn
from tests.bot.web.shop_front import CARD, REPLY, application, read_events

SSE = {"Accept": "text/event-stream"}


@contextmanager
def serving(assistant: ScriptedAssistant, folder: Path) -> Iterator[str]:
    """The application on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application(assistant, folder), log_level="warning", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
    assert not thread.is_alive()


def until(true: Callable[[], bool], seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.02)
    return true()


def open_session(client: httpx.Client) -> str:
    return client.post("/api/v1/sessions", json={}).json()["session_id"]


@pytest.mark.integration
def test_events_arrive_while_the_turn_runs(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY], pause=0.3)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        path = f"/api/v1/sessions/{open_session(client)}/messages"
        arrivals: list[tuple[str, float]] = []
        with client.stream("POST", path, json={"text": "hi"}, headers=SSE) as response:
            for name, _ in read_events(response.iter_lines()):
                arrivals.append((name, time.monotonic()))
    assert [name for name, _ in arrivals] == ["card", "citation", "sentence", "route", "final"]
    assert arrivals[-1][1] - arrivals[0][1] > 0.8


@pytest.mark.integration
def test_a_client_that_leaves_in_the_middle_stops_the_work(tmp_path: Path) -> None:
    long = scripted_reply("One. Two. Three. Four. Five. Six.", cards=(CARD,))
    assistant = ScriptedAssistant([long], pause=1)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        path = f"/api/v1/sessions/{open_session(client)}/messages"
        with client.stream("POST", path, json={"text": "left"}, headers=SSE) as response:
            assert next(read_events(response.iter_lines()))[0] == "card"
        assert until(lambda: assistant.abandoned == ["left"], seconds=5)


@pytest.mark.integration
@pytest.mark.parametrize("headers", [{}, SSE])
def test_a_client_that_leaves_before_the_first_event_stops_the_work(
    tmp_path: Path, headers: dict[str, str]
) -> None:
    assistant = ScriptedAssistant([REPLY], pause=60)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url) as client:
        path = f"/api/v1/sessions/{open_session(client)}/messages"
        with pytest.raises(httpx.ReadTimeout):
            client.post(path, json={"text": "left"}, headers=headers, timeout=0.5)
        assert until(lambda: assistant.abandoned == ["left"], seconds=5)


def test_a_stopped_turn_runs_its_cleaning_up() -> None:
    async def run() -> list[str]:
        steps: list[str] = []

        async def events() -> AsyncIterator[Event]:
            try:
                steps.append("started")
                await asyncio.sleep(60)
                yield FinalEvent(reply=REPLY)
            finally:
                steps.append("cleaned up")

        turn = RunningTurn(events())
        await asyncio.sleep(0)
        await turn.stop()
        return steps

    assert asyncio.run(run()) == ["started", "cleaned up"]


def test_a_turn_that_was_never_read_can_be_stopped_twice() -> None:
    async def run() -> ScriptedAssistant:
        assistant = ScriptedAssistant([REPLY], pause=60)
        session = await assistant.open_session()
        turn = RunningTurn(assistant.stream(session.session_id, "hi"))
        await asyncio.sleep(0.01)
        await turn.stop()
        await turn.stop()
        return assistant

    assert asyncio.run(run()).abandoned == ["hi"]
