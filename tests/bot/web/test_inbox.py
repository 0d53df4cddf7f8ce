"""The inbox in a real browser, over the real application and database."""

from __future__ import annotations

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.handover.machine import Actor
from bot.handover.values import Suggestion
from bot.messages import Citation
from bot.web.handoffs import COOKIE
from tests.bot.web.browser import OpenPage, chromium, open_page
from tests.bot.web.inbox_page import PACKAGE, PROSE, REPLY, opened, shop, sign_in
from tests.bot.web.shop_front import read_events
from tests.bot.web.staffed_shop import ScriptedDrafts, StaffedShop

if TYPE_CHECKING:
    from playwright.sync_api import Route

HOSTILE = '<img src="x" onerror="document.title=1"><script>document.title=2</script>'

__all__ = ["chromium", "open_page", "shop"]
ANN = Actor(name="ann")

pytestmark = pytest.mark.integration


def test_a_conversation_by_keyboard_alone(open_page: OpenPage, shop: StaffedShop) -> None:
    page = opened(open_page, shop)
    page.wait_for_selector("text=Nobody is waiting")
    asked = shop.asked(f"Broken! {HOSTILE}")
    page.wait_for_selector(".item")
    assert page.title() == "(1) Inbox"
    page.keyboard.press("j")
    page.wait_for_selector("text=Take this conversation")
    assert page.inner_text(".lines").count(HOSTILE) == 1
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


def test_what_looks_like_html_is_shown_as_it_was_written_in_every_fact(
    open_page: OpenPage, shop: StaffedShop
) -> None:
    assert isinstance(shop.drafts, ScriptedDrafts)
    quoted = Citation(n=1, source="review:R1", title=HOSTILE, quote=HOSTILE)
    shop.drafts.reply = Suggestion(question=HOSTILE, text=f"{HOSTILE} [1]", citations=(quoted,))
    shop.drafts.told = HOSTILE
    package = {
        **PACKAGE,
        "wants": HOSTILE,
        "shopper": {**PACKAGE["shopper"], "name": HOSTILE},
        "tried": [{**PACKAGE["tried"][0], "message": HOSTILE}],
        "evidence": [{"source": "review:R1", "title": HOSTILE, "text": HOSTILE}],
    }
    page = opened(open_page, shop)
    asked = shop.asked(HOSTILE, package=package, reason=HOSTILE)
    page.click(".item")
    page.click("text=Take this conversation")
    shop.said(asked.session_id, HOSTILE)
    page.click(".suggest")
    page.wait_for_selector(".drafted .words")
    page.locator("#facts .brief", has_text="onerror").wait_for()
    facts, talk = page.inner_text("#facts"), page.inner_text("#talk")
    assert facts.count(HOSTILE) >= 5 and talk.count(HOSTILE) >= 3
    assert page.locator("#inbox img, #inbox script, #inbox a[href^='javascript']").count() == 0
    assert page.title() not in {"1", "2"}


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


def test_news_come_while_the_conversation_named_in_the_address_is_still_read(
    open_page: OpenPage, shop: StaffedShop
) -> None:
    page, asked = opened(open_page, shop), shop.asked()
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**/handoffs/{asked.handover_id}", hold)
    page.goto(f"{page.url.partition('#')[0]}#{asked.handover_id}")
    with page.expect_response("**/handoffs/events*"):
        page.reload()
    shop.said(asked.session_id, "Are you still there?")
    page.wait_for_timeout(300)
    for each in held:
        each.continue_()
    page.unroute(f"**/handoffs/{asked.handover_id}")
    page.wait_for_selector(".lines >> text=Are you still there?")


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
    page.route("**/handoffs?list=*", lambda route: route.abort())
    shop.asked()
    page.wait_for_selector("text=Connection lost")
    page.unroute("**/handoffs?list=*")
    page.wait_for_selector(".item")
    page.wait_for_selector("#live:not(.off)")


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


def test_a_browser_that_keeps_no_cookies_is_told_so(open_page: OpenPage, shop: StaffedShop) -> None:
    def without_cookie(route: Route) -> None:
        answer = route.fetch()
        page.context.clear_cookies()
        headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        route.fulfill(status=answer.status, body=answer.body(), headers=headers)

    page = open_page(width=1280, locale="en")
    page.route("**/agent/session", without_cookie)
    page.goto(f"{shop.client.base_url}/agent")
    sign_in(page)
    page.get_by_role("alert").get_by_text("keeps no cookies of this page").wait_for()
    assert not page.is_visible("#inbox")


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
