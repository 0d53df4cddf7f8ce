"""The API behind a real server and real sockets."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from bot.fakes import ScriptedAssistant, scripted_reply
from bot.web.patience import PatientProtocol
from tests.bot.web.shop_front import CARD, REPLY, application, read_events

SSE = {"Accept": "text/event-stream"}


@contextmanager
def serving(assistant: ScriptedAssistant, folder: Path, **settings: Any) -> Iterator[str]:
    """The application on a free port of loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    app = application(assistant, folder, **settings)
    config = uvicorn.Config(app, http=PatientProtocol, log_level="warning", lifespan="off")
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


def heard(lines: Iterator[str]) -> Iterator[tuple[str, str, Any]]:
    """Id, name and payload of each server-sent event."""
    event: dict[str, str] = {}
    for line in lines:
        field, _, value = line.partition(": ")
        if not line and "data" in event:
            yield event.get("id", ""), event["event"], json.loads(event["data"])
            event = {}
        event[field] = value


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


LONG = scripted_reply("One. Two. Three.", cards=(CARD,))


@pytest.mark.integration
def test_a_stream_that_broke_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([LONG], pause=0.3)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        path, body = (
            f"/api/v1/sessions/{open_session(client)}/messages",
            {"text": "hi", "client_message_id": "m"},
        )
        with client.stream("POST", path, json=body, headers=SSE) as response:
            first = [event for event, _ in zip(heard(response.iter_lines()), range(2), strict=False)]
        resumed = {**SSE, "Last-Event-ID": first[-1][0]}
        with client.stream("POST", path, json=body, headers=resumed) as response:
            rest = list(heard(response.iter_lines()))
    assert [name for _, name, _ in first + rest] == [
        "card",
        "sentence",
        "sentence",
        "sentence",
        "route",
        "final",
    ]
    assert [payload["text"] for _, name, payload in first + rest if name == "sentence"] == [
        "One.",
        "Two.",
        "Three.",
    ]
    assert len(assistant.asked) == 1
    assert assistant.abandoned == []


@pytest.mark.integration
def test_an_answer_to_which_nobody_comes_back_is_given_up(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([LONG], pause=1)
    with serving(assistant, tmp_path, resume_seconds=0.5) as url, httpx.Client(base_url=url) as client:
        path, body = (
            f"/api/v1/sessions/{open_session(client)}/messages",
            {"text": "left", "client_message_id": "m"},
        )
        with client.stream("POST", path, json=body, headers=SSE) as response:
            next(heard(response.iter_lines()))
        assert assistant.abandoned == []
        assert until(lambda: assistant.abandoned == ["left"], seconds=5)


@pytest.mark.integration
def test_the_same_message_twice_at_once_is_asked_once(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY], pause=0.1)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        path, body = (
            f"/api/v1/sessions/{open_session(client)}/messages",
            {"text": "hi", "client_message_id": "m"},
        )
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: client.post(path, json=body).json(), range(8)))
    assert all(answer == answers[0] for answer in answers)
    assert len(assistant.asked) == 1


@pytest.mark.integration
def test_two_pages_hear_the_same_session(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY, scripted_reply("Again.", reply_id="reply-2")], pause=0.1)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        session = f"/api/v1/sessions/{open_session(client)}"
        client.post(f"{session}/messages", json={"text": "before", "client_message_id": "m0"})
        with (
            client.stream("GET", f"{session}/events") as one,
            client.stream("GET", f"{session}/events") as other,
        ):
            pages = [heard(one.iter_lines()), heard(other.iter_lines())]
            told = [next(page) for page in pages]
            sent = client.post(
                f"{session}/messages",
                json={"text": "now", "client_message_id": "m1"},
                headers={"Prefer": "respond-async"},
            )
            news = [[next(page) for _ in range(4)] for page in pages]
    assert (sent.status_code, sent.json()) == (202, {"message_id": "m1"})
    assert [name for _, name, _ in told] == ["transcript"] * 2
    assert [turn["message_id"] for turn in told[0][2]["turns"]] == ["m0"]
    assert news[0] == news[1]
    assert [name for _, name, _ in news[0]] == ["message", "sentence", "route", "final"]
    assert {payload["turn"] for _, _, payload in news[0]} == {"m1"}
    assert news[0][0][2]["text"] == "now"


@pytest.mark.integration
def test_a_page_that_lost_its_connection_hears_only_what_it_missed(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY])
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        session = f"/api/v1/sessions/{open_session(client)}"
        with client.stream("GET", f"{session}/events") as response:
            last, name, _ = next(heard(response.iter_lines()))
            assert name == "transcript"
        client.post(f"{session}/messages", json={"text": "meanwhile", "client_message_id": "m1"})
        with client.stream("GET", f"{session}/events", headers={"Last-Event-ID": last}) as response:
            events = heard(response.iter_lines())
            missed = [next(events)[1] for _ in range(6)]
        with client.stream("GET", f"{session}/events", params={"after": "elsewhere-7"}) as response:
            assert next(heard(response.iter_lines()))[1] == "transcript"
    assert missed == ["message", "card", "citation", "sentence", "route", "final"]


@pytest.mark.integration
def test_an_answer_can_be_stopped_and_asked_again(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([LONG, LONG], pause=0.3)
    with serving(assistant, tmp_path) as url, httpx.Client(base_url=url, timeout=20) as client:
        session = f"/api/v1/sessions/{open_session(client)}"
        body = {"text": "hi", "client_message_id": "m"}
        with client.stream("POST", f"{session}/messages", json=body, headers=SSE) as response:
            events = heard(response.iter_lines())
            next(events)
            assert client.post(f"{session}/cancel").status_code == 204
            *_, (_, name, payload) = events
        again = client.post(f"{session}/messages", json=body)
    assert (name, payload["type"]) == ("error", "urn:shopkeeper:problem:cancelled")
    assert assistant.abandoned == ["hi"]
    assert again.json()["text"] == LONG.text


@pytest.mark.integration
def test_a_body_that_never_ends_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.body_limit.BODY_SECONDS", 0.3)
    with serving(ScriptedAssistant([]), tmp_path) as url:
        host, port = url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as caller:
            head = "POST /api/v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n"
            caller.sendall(f"{head}{{".encode())
            assert caller.recv(200).startswith(b"HTTP/1.1 408 ")


@pytest.mark.integration
def test_a_head_that_never_ends_is_hung_up_on_and_others_are_served(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientProtocol, "seconds", 0.5)
    with serving(ScriptedAssistant([]), tmp_path) as url:
        host, port = url.removeprefix("http://").split(":")
        slow = [socket.create_connection((host, int(port)), timeout=10) for _ in range(20)]
        for caller in slow:
            caller.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        assert httpx.get(f"{url}/healthz").status_code == 200
        assert [caller.recv(1) for caller in slow] == [b""] * 20
        for caller in slow:
            caller.close()


@pytest.mark.integration
def test_a_slow_answer_outlives_the_patience_for_heads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientProtocol, "seconds", 0.2)
    with serving(ScriptedAssistant([LONG], pause=0.3), tmp_path) as url, httpx.Client(base_url=url) as client:
        session = f"/api/v1/sessions/{open_session(client)}"
        assert client.post(f"{session}/messages", json={"text": "hi"}, timeout=20).json()["text"] == LONG.text


@pytest.mark.integration
def test_ten_megabytes_are_refused_and_the_next_message_is_answered(tmp_path: Path) -> None:
    with (
        serving(ScriptedAssistant([REPLY]), tmp_path) as url,
        httpx.Client(base_url=url, timeout=20) as client,
    ):
        session = f"/api/v1/sessions/{open_session(client)}"
        answer = client.post(f"{session}/messages", json={"text": "a" * 10_000_000})
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:shopkeeper:problem:body-too-long")
        assert client.post(f"{session}/messages", json={"text": "hi"}).json()["text"] == REPLY.text
