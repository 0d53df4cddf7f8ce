"""The same dialogs through a running server: events as over the API, and the command from its start to Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import ModelError, ServiceError
from bot.fakes import Line, ScriptedAssistant
from bot.messages import ErrorEvent, Event
from bot.service import last_reply
from eval.event_stream import server_sent_events
from eval.run.http_assistant import event_of, open_server
from tests.bot.web.shop_front import REPLY, SECRET
from tests.bot.web.test_streaming import serving, until

ROOT = Path(__file__).resolve().parents[3]
FILE = """\
- {id: one, tags: [t], lang: en, customer: C001, turns: [{user: "How heavy?", expect: {says_all: ["2.1 kg"]}}]}
- {id: two, tags: [t], lang: en, turns: [{user: "And now?"}], final: {handoff: {}}}
- {id: three, tags: [t], lang: en, turns: [{user: "Really?", expect: {says_all: ["9 kg"]}}]}
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(_env_file=None, data_dir=tmp_path, secret=SECRET)  # type: ignore[call-arg]


async def talked(url: str, settings: Settings, customer: str | None = None) -> list[Event]:
    async with open_server(settings, url) as assistant:
        session = await assistant.open_session(channel="mobile", customer_id=customer, language="en")
        return [event async for event in assistant.stream(session.session_id, "How heavy?")]


async def test_a_turn_over_http_has_the_events_of_the_turn(tmp_path: Path, settings: Settings) -> None:
    assistant = ScriptedAssistant([REPLY, REPLY])
    with serving(assistant, tmp_path) as url:
        events = await talked(url, settings, "C001")
    session = await assistant.open_session()
    expected = [event async for event in assistant.stream(session.session_id, "How heavy?")]
    assert [event.event for event in events] == [event.event for event in expected]
    assert events[:-1] == expected[:-1]
    assert (assistant.opened[0].customer_id, assistant.opened[0].channel) == ("C001", "mobile")


@pytest.mark.parametrize(
    ("line", "error", "told"),
    [
        (ErrorEvent(code="model_unavailable", message="Try again later."), ModelError, "Try again later."),
        (RuntimeError("a bug"), ServiceError, "answered 500"),
    ],
)
async def test_a_turn_that_fails_over_http_is_an_error(
    line: Line, error: type[Exception], told: str, tmp_path: Path, settings: Settings
) -> None:
    with serving(ScriptedAssistant([line]), tmp_path) as url:
        async with open_server(settings, url) as assistant:
            session = await assistant.open_session()
            with pytest.raises(error, match=told):
                await last_reply(assistant.stream(session.session_id, "Hi"))


async def test_a_server_with_another_secret_refuses_and_says_why(tmp_path: Path, settings: Settings) -> None:
    other = Settings(_env_file=None, data_dir=tmp_path, secret="x" * 40)  # type: ignore[call-arg]
    with (
        serving(ScriptedAssistant([]), tmp_path) as url,
        pytest.raises(ServiceError, match=r"answered 401: .*sign-in"),
    ):
        await talked(url, other, "C001")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "no address", "http://[::1"])
async def test_where_no_server_is_nothing_is_asked(url: str, settings: Settings) -> None:
    with pytest.raises(ServiceError):
        await talked(url, settings)


async def test_a_server_that_is_not_ready_is_told(tmp_path: Path, settings: Settings) -> None:
    not_ready = pytest.raises(ServiceError, match="/healthz answered 503")
    with serving(ScriptedAssistant([], is_ready=False), tmp_path) as url, not_ready:
        await talked(url, settings)


async def written(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def test_events_are_parsed_as_the_standard_says() -> None:
    lines = written("event: a", "data: 1", "data:2", ": ping", "", "", "data: 3", "", "event: b", "")
    assert [event async for event in server_sent_events(lines)] == [("a", "1\n2"), ("message", "3")]


def test_events_that_nobody_knows_are_passed_over() -> None:
    assert event_of("ping", "{}") is None
    assert event_of("error", "out of order") == ErrorEvent(code="problem", message="out of order")


def command(url: str, folder: Path) -> tuple[list[str], dict[str, str]]:
    (folder / "mine.yaml").write_text(FILE, encoding="utf-8")
    words = [str(folder / "mine.yaml"), "--url", url, "--out", str(folder / "out")]
    variables = {"SHOPKEEPER_SECRET": SECRET, "SHOPKEEPER_DATA_DIR": str(folder / "data")}
    return [sys.executable, "-m", "eval", "run", *words], {**os.environ, **variables}


def lines_of(folder: Path) -> int:
    path = folder / "out" / "results.jsonl"
    return path.read_text(encoding="utf-8").count("\n") if path.exists() else 0


@pytest.mark.integration
def test_the_command_is_stopped_with_ctrl_c_and_goes_on(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY] * 9, pause=0.4)
    with serving(assistant, tmp_path) as url:
        line, variables = command(url, tmp_path)
        first = subprocess.Popen(line, cwd=ROOT, env=variables, stderr=subprocess.PIPE, text=True)
        assert until(lambda: lines_of(tmp_path) == 1, 60)
        first.send_signal(signal.SIGINT)
        _, told = first.communicate(timeout=30)
        assert first.returncode == 130, told
        assert f"The same command with --out {tmp_path / 'out'} goes on from there" in told.replace("\n", " ")
        assert "Traceback" not in told
        done = lines_of(tmp_path)
        assert done in {1, 2}

        assistant.pause = 0
        second = subprocess.run(
            line, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120, check=False
        )
    assert second.returncode == 0, second.stderr
    assert f"{done} of them are done already" in second.stderr
    assert "hand-overs and records are not checked" in second.stderr.replace("\n", " ")
    assert "2 passed, 1 failed, 0 crashed" in second.stderr
    assert lines_of(tmp_path) == 3
    assert assistant.opened[0].customer_id == "C001"


@pytest.mark.integration
def test_a_killed_command_loses_at_most_what_it_was_at(tmp_path: Path) -> None:
    assistant = ScriptedAssistant([REPLY] * 9, pause=0.4)
    with serving(assistant, tmp_path) as url:
        line, variables = command(url, tmp_path)
        first = subprocess.Popen(line, cwd=ROOT, env=variables, stderr=subprocess.DEVNULL)
        assert until(lambda: lines_of(tmp_path) == 1, 60)
        first.kill()
        first.wait(10)
        time.sleep(0.1)
        assistant.pause = 0
        again = subprocess.run(
            line, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120, check=False
        )
    assert again.returncode == 0, again.stderr
    assert lines_of(tmp_path) == 3
