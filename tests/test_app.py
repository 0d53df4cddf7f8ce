"""`python app.py`: what it says when it cannot start, how it stops, and the page in a real browser."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

import app
from bot.config import Settings
from bot.fakes import ScriptedAssistant, scripted_reply
from bot.messages import Card, Citation
from bot.stopping import Stopping
from bot.web.listen import address_of, listen
from bot.web.shop_face import ShopFace
from knowledge.errors import ShopFolderError
from tests.bot.web.browser import OpenPage, chromium, open_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
__all__ = ["chromium", "open_page"]
HOSTILE = '<script>window.hacked = 1</script><img src="x" onerror="window.hacked = 2">'
REPLY = scripted_reply(
    f"It weighs 2.1 kg [1]. {HOSTILE}",
    reply_id="reply-1",
    cards=(Card(kind="product", id="P001", title=f"Ridge Tent {HOSTILE}", price="€189.00"),),
    citations=(
        Citation(n=1, source="product:P001#weight", title="Ridge Tent: weight", quote=f"2.1 kg {HOSTILE}"),
    ),
)
FACE = ShopFace(name="Test & Co", languages=("en", "zh"), examples={"en": ("How heavy is it?",)})


@asynccontextmanager
async def _never(_: Settings) -> AsyncGenerator[app.Served]:
    raise AssertionError("the assistant must not be opened")
    yield app.Served(ScriptedAssistant(()), FACE)


@asynccontextmanager
async def _half_broken(_: Settings) -> AsyncGenerator[app.Served]:
    raise ShopFolderError("shop.toml: not found in /nowhere; expected a shop folder")
    yield app.Served(ScriptedAssistant(()), FACE)


@pytest.fixture
def interrupt_handler() -> Iterator[None]:
    """Puts back the handler that `app.main` replaces."""
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_help_says_what_can_be_given() -> None:
    done = subprocess.run(
        [sys.executable, "app.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for option in ("--shop DIR", "--host ADDRESS", "--port N", "--store DIR"):
        assert option in done.stdout


def test_a_wrong_argument_is_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        app.main(["--port", "many"])
    assert stop.value.code == 2
    assert "--port" in capsys.readouterr().err


@pytest.mark.usefixtures("interrupt_handler")
def test_a_taken_port_is_said_before_anything_is_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        assert app.main(["--port", str(port)], _never) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"Port {port} on 127.0.0.1 is taken. End the program that uses it, or choose another with --port.\n"
    )


@pytest.mark.usefixtures("interrupt_handler")
def test_an_address_of_another_machine_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--host", "192.0.2.1", "--port", "0"], _never) == 2
    assert "192.0.2.1" in capsys.readouterr().err


@pytest.mark.usefixtures("interrupt_handler")
def test_a_port_out_of_range_names_the_setting(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--port", "70000"], _never) == 2
    assert "SHOPKEEPER_PORT: found 70000" in capsys.readouterr().err


@pytest.mark.usefixtures("interrupt_handler")
def test_a_broken_shop_gives_the_readers_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["--port", "0"], _half_broken) == 2
    assert capsys.readouterr().err == "shop.toml: not found in /nowhere; expected a shop folder\n"


def test_the_port_is_free_again_after_closing() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
    with listen("127.0.0.1", port) as again:
        assert address_of(again) == f"http://127.0.0.1:{port}"


def test_listening_everywhere_still_names_an_address_to_open() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert address_of(listener).startswith("http://127.0.0.1:")


@pytest.mark.integration
def test_a_missing_shop_is_said_in_words(tmp_path: Path) -> None:
    command = [sys.executable, "app.py", "--shop", str(tmp_path / "none"), "--port", "0"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert str(tmp_path / "none") in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.integration
@pytest.mark.parametrize("after", ["Starting ...\n", "http"])
def test_ctrl_c_stops_cleanly_while_starting_and_while_serving(after: str, tmp_path: Path) -> None:
    command = [sys.executable, "app.py", "--port", "0"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True) as process:
        assert process.stdout is not None
        line = next(line for line in process.stdout if line.startswith(after))
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert line
    assert process.returncode == 130
    assert "Traceback" not in errors


class Served:
    """`ScriptedAssistant` behind the real server, in a thread of its own."""

    def __init__(self, assistant: ScriptedAssistant, data_dir: Path) -> None:
        self.assistant = assistant
        self._settings = Settings(data_dir=data_dir)  # type: ignore[call-arg]
        self._listener: socket.socket = listen("127.0.0.1", 0)
        self._stopping = Stopping()
        self._thread = threading.Thread(target=self._serve)
        self.address = address_of(self._listener)

    def __enter__(self) -> Served:
        self._thread.start()
        httpx.get(f"{self.address}/healthz", timeout=60)
        return self

    def __exit__(self, *_: object) -> None:
        assert self._stopping.on_stop is not None
        self._stopping.on_stop()
        self._thread.join(20)
        self._listener.close()
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        @asynccontextmanager
        async def opened() -> AsyncGenerator[app.Served]:
            yield app.Served(self.assistant, FACE)

        asyncio.run(app.serve(self._settings, opened(), self._listener, self._stopping))


@pytest.fixture
def page(open_page: OpenPage) -> Iterator[Page]:
    """A page of a real browser that fails the test when it asks any other host for anything."""
    page = open_page()
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    yield page
    assert [url for url in asked if not re.match(r"http://127\.0\.0\.1:|data:|blob:", url)] == []


@pytest.mark.integration
def test_a_question_in_a_real_browser(page: Page, tmp_path: Path) -> None:
    with Served(ScriptedAssistant([REPLY], pause=1.5), tmp_path) as served:
        page.goto(served.address)
        page.get_by_role("button", name="How heavy is it?").wait_for(timeout=30_000)
        page.get_by_label("Your message").fill("How heavy? <b>")
        page.keyboard.press("Enter")
        page.locator(".card").wait_for()
        assert page.locator(".part-sentence").count() == 1, (
            "only the greeting: the card comes before the words"
        )
        page.locator(".part-meta").wait_for()
        assert page.locator(".bubble-you").inner_text() == "How heavy? <b>"
        assert "It weighs 2.1 kg [1]" in page.locator(".bubble-answer").last.inner_text()
        assert not page.locator(".sources blockquote").is_visible()
        page.get_by_role("link", name="[1]").click()
        assert page.locator(".sources blockquote").inner_text() == f"2.1 kg {HOSTILE}"
        assert page.locator(".log script, .log img").count() == 0
        assert page.evaluate("window.hacked") is None
        page.get_by_role("button", name="Helpful", exact=True).click()
        deadline = time.monotonic() + 10
        while not served.assistant.opinions and time.monotonic() < deadline:
            page.wait_for_timeout(50)
        assert served.assistant.opinions == [("reply-1", "up", None)]


@pytest.mark.integration
def test_two_tabs_have_sessions_of_their_own(page: Page, tmp_path: Path) -> None:
    with Served(ScriptedAssistant([REPLY, REPLY]), tmp_path) as served:
        other = page.context.new_page()
        for tab, text in ((page, "first"), (other, "second")):
            tab.goto(served.address)
            tab.get_by_role("button", name="How heavy is it?").wait_for(timeout=30_000)
            tab.get_by_label("Your message").fill(text)
            tab.get_by_role("button", name="Send").click()
            tab.locator(".part-meta").wait_for()
        assert [asked.text for asked in served.assistant.asked] == ["first", "second"]
        assert len({asked.session_id for asked in served.assistant.asked}) == 2
        assert page.locator(".bubble-you").all_inner_texts() == ["first"]
