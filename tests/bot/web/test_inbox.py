"""The inbox in a real browser, over the real application and database."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import uvicorn

from bot.handover.machine import Actor
from bot.handover.package import MoodCourse, Package, Shopper, Shown, Tried
from bot.handover.values import Suggestion
from bot.messages import Citation
from bot.web.handoffs import COOKIE
from tests.bot.web.browser import OpenPage, chromium, look, open_page
from tests.bot.web.shop_front import read_events
from tests.bot.web.staffed_shop import PASSWORD, ScriptedDrafts, StaffedShop, staffed_shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

HOSTILE = '<img src="x" onerror="document.title=1"><script>document.title=2</script>'

__all__ = ["chromium", "look", "open_page"]
ANN = Actor(name="ann")
QUOTE = "Lamps can be returned within 30 days of delivery."
REPLY = Suggestion(
    question="Can I send the lamp back?",
    text="Yes, you can send the lamp back within 30 days of delivery.",
    citations=(Citation(n=1, source="policy:returns#lamps", title="Returns: lamps", quote=QUOTE),),
)
PROSE = "Lena Fox (gold) writes that the lamp of order O0041 arrived broken and wants her money back."
PACKAGE = Package(
    shopper=Shopper(
        customer_id="C008",
        verified="signed_in",
        name="Lena Fox",
        membership="gold",
        channel="web",
        language="en",
    ),
    wants="The lamp arrived broken. I want my money back.",
    tried=(Tried(message="Can I send the lamp back?", outcome="answered", tools=(), sources=()),),
    evidence=(Shown(source="policy:returns#lamps", title="Returns: lamps", text=QUOTE),),
    mood=MoodCourse(scores=(0.1, -0.3, -0.9), level=-0.5, slope=-0.5, repeats=1),
    orders=(),
    next_step="settle_return",
).model_dump(mode="json")

pytestmark = pytest.mark.integration


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StaffedShop]:
    """A shop that is served at `client.base_url`."""
    shop = staffed_shop(tmp_path, drafts=ScriptedDrafts(REPLY, PROSE))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(
            uvicorn.Config(shop.client.app, log_level="error", timeout_graceful_shutdown=1)
        )
        serving = threading.Thread(target=server.run, args=([listener],), daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.02)
        shop.client.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"  # type: ignore[assignment]
        yield shop
        server.should_exit = True
        serving.join(10)


def opened(open_page: OpenPage, shop: StaffedShop, name: str = "ann", **options: Any) -> Page:
    """The inbox, signed in."""
    page = open_page(**{"width": 1280, "locale": "en", **options})
    page.goto(f"{shop.client.base_url}/agent")
    sign_in(page, name)
    page.wait_for_selector("#queue .lists")
    return page


def sign_in(page: Page, name: str = "ann") -> None:
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")


def test_a_conversation_by_keyboard_alone(open_page: OpenPage, shop: StaffedShop) -> None:
    page = opened(open_page, shop)
    page.wait_for_selector("text=Nobody is waiting")
    asked = shop.asked(f"Broken! {HOSTILE}")
    page.wait_for_selector(".item")
    assert page.title() == "(1) Inbox"
    page.keyboard.press("j")
    page.wait_for_selector(f"text={HOSTILE} >> nth=0")
    page.keyboard.press("c")
    page.wait_for_selector("textarea:focus")
    page.keyboard.type(f"Sorry! {HOSTILE}")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".line.agent")
    assert page.inner_text(".line.agent .bubble") == f"Sorry! {HOSTILE}"
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("call back on Monday")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".line.note")
    page.keyboard.press("Escape")
    page.keyboard.press("x")
    page.wait_for_selector("text=ann closed the conversation")
    assert shop.handovers.get(asked.handover_id).state == "closed"
    assert page.title() == "Inbox"


def test_what_the_shopper_writes_appears_at_once_and_a_draft_stays(
    open_page: OpenPage, shop: StaffedShop
) -> None:
    page, asked = opened(open_page, shop), shop.asked()
    page.wait_for_selector(".item")
    page.click(".item")
    page.click("text=Take this conversation")
    page.fill("textarea", "half a sent")
    shop.said(asked.session_id, "Are you still there?")
    page.wait_for_selector("text=Are you still there?")
    assert page.input_value("textarea") == "half a sent"
    page.reload()
    page.wait_for_selector("textarea")
    assert page.input_value("textarea") == "half a sent"


def test_a_needless_hand_over_is_marked(open_page: OpenPage, shop: StaffedShop) -> None:
    page = opened(open_page, shop)
    shop.asked()
    page.wait_for_selector(".item")
    page.click(".item")
    page.click("text=This hand-over was needless")
    page.wait_for_selector("text=Marked as needless")
    assert list(shop.people.archive.marks().values()) == ["needless"]


def test_a_suggested_reply_is_put_in_changed_and_sent(open_page: OpenPage, shop: StaffedShop) -> None:
    page, asked = opened(open_page, shop), shop.asked(package=PACKAGE)
    page.wait_for_selector(".item")
    page.click(".item")
    page.wait_for_selector(f"text={PROSE}")
    page.keyboard.press("c")
    page.wait_for_selector("textarea:focus")
    page.keyboard.type("Hello Lena,")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.wait_for_selector(f"text={REPLY.text}")
    assert page.input_value("textarea") == "Hello Lena,"
    page.keyboard.press("Enter")
    page.wait_for_selector("textarea:focus")
    assert page.input_value("textarea") == f"Hello Lena,\n{REPLY.text}"
    assert shop.people.archive.entries_of(asked.session_id, ["reply"]) == (), "only the agent sends"
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".line.agent")
    (written,) = shop.people.archive.entries_of(asked.session_id, ["reply"])
    assert written.text == f"Hello Lena,\n{REPLY.text}"


def test_a_server_that_was_away_is_told_of_and_read_anew(open_page: OpenPage, shop: StaffedShop) -> None:
    page = opened(open_page, shop)
    page.wait_for_selector("text=Nobody is waiting")
    page.context.set_offline(True)
    page.wait_for_selector("text=Connection lost")
    shop.asked()
    page.context.set_offline(False)
    page.wait_for_selector(".item")
    page.wait_for_selector("#live:not(.off)")


@pytest.mark.parametrize("scene", ["light", "dark", "phone", "phone dark"])
def test_axe_finds_nothing_on_any_screen(
    open_page: OpenPage, shop: StaffedShop, look: Look, scene: str
) -> None:
    page = open_page(**{"width": 1280, "locale": "en", **SCENES[scene]})
    page.goto(f"{shop.client.base_url}/agent")
    page.wait_for_selector("dialog[open]")
    look(page, f"inbox, {scene}, sign-in")
    sign_in(page)
    page.wait_for_selector("text=Nobody is waiting")
    look(page, f"inbox, {scene}, empty")
    asked = shop.asked("The lamp arrived broken. I want my money back.", package=PACKAGE)
    page.wait_for_selector(".item")
    look(page, f"inbox, {scene}, queue")
    page.click(".item")
    page.wait_for_selector(".claim")
    look(page, f"inbox, {scene}, waiting")
    page.click(".claim button")
    shop.said(asked.session_id, "Can I send the lamp back?")
    page.wait_for_selector("text=Can I send the lamp back?")
    page.click(".suggest")
    page.wait_for_selector(".drafted .words")
    look(page, f"inbox, {scene}, suggestion")
    if page.locator(".to-facts").is_visible():
        page.click(".to-facts")
        page.wait_for_selector("#facts h3")
        look(page, f"inbox, {scene}, facts")
        page.click("#facts .done")
    page.click("[data-kind=note]")
    look(page, f"inbox, {scene}, note")


def test_two_agents_see_who_was_faster(open_page: OpenPage, shop: StaffedShop) -> None:
    ann, bob = opened(open_page, shop), opened(open_page, shop, "bob")
    asked = shop.asked()
    for page in (ann, bob):
        page.wait_for_selector(".item")
        page.click(".item")
        page.wait_for_selector(".claim")
    ann.route("**/handoffs/events*", lambda route: route.abort())
    ann.click(".claim button")
    ann.wait_for_selector("textarea")
    bob.wait_for_function("() => !document.querySelector('.claim')")
    assert "with ann" in bob.inner_text(".head")
    assert shop.handovers.get(asked.handover_id).agent == "ann"


def test_an_expired_sign_in_keeps_the_reply_and_sends_it_once(open_page: OpenPage, shop: StaffedShop) -> None:
    page, asked = opened(open_page, shop), shop.asked()
    page.wait_for_selector(".item")
    page.click(".item")
    page.click(".claim button")
    page.fill("textarea", "A long and careful answer.")
    page.context.clear_cookies(name=COOKIE)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("dialog[open]")
    assert page.input_value("textarea") == "A long and careful answer."
    sign_in(page)
    page.wait_for_selector(".line.agent")
    assert page.input_value("textarea") == ""
    written = [e.text for e in shop.people.archive.entries_of(asked.session_id, ["reply"])]
    assert written == ["A long and careful answer."]


def test_chinese_and_a_narrow_window(open_page: OpenPage, shop: StaffedShop) -> None:
    page = opened(open_page, shop, locale="zh-CN")
    page.set_viewport_size({"width": 380, "height": 700})
    shop.asked("灯坏了")
    page.wait_for_selector(".item")
    page.click("text=灯坏了")
    page.wait_for_selector("text=接待这个对话")
    assert not page.is_visible("#queue")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.click("text=返回")
    assert page.is_visible("#queue")


def test_what_an_agent_writes_is_in_every_tab_of_the_shopper_at_once(shop: StaffedShop) -> None:
    session_id = httpx.post(f"{shop.client.base_url}/api/v1/sessions", json={}).json()["session_id"]
    asked = shop.handovers.hand_over(session_id, reason="r", queue="orders", summary="")
    url = f"{shop.client.base_url}/api/v1/sessions/{session_id}/events"

    def heard() -> list[str]:
        kinds = list[str]()
        with httpx.stream("GET", url, timeout=20) as answer:
            listening.release()
            for name, payload in read_events(answer.iter_lines()):
                kinds += [payload["kind"]] if name == "person" else []
                if kinds[-1:] == ["closed"]:
                    assert "secret" not in str(payload)
                    return kinds
        return kinds

    listening = threading.Semaphore(0)
    with ThreadPoolExecutor(2) as pool:
        tabs = [pool.submit(heard) for _ in range(2)]
        for _ in tabs:
            listening.acquire(timeout=20)
        time.sleep(0.3)
        shop.handovers.claim(asked.handover_id, ANN)
        shop.handovers.write(asked.handover_id, ANN, "secret", kind="note")
        shop.handovers.write(asked.handover_id, ANN, "Hello")
        shop.handovers.close(asked.handover_id, ANN)
        assert [tab.result(30)[-3:] for tab in tabs] == [["claimed", "reply", "closed"]] * 2


def test_the_page_runs_nothing_inline(shop: StaffedShop) -> None:
    page = (Path(__file__).parents[3] / "bot/web/inbox.html").read_text("utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=", page)
    for script in Path(__file__).parents[3].glob("bot/web/inbox*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", script.read_text("utf-8")
        )
