"""The widget in a real browser: by keyboard, by ear, on a phone, magnified, from right to left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.handover.machine import Actor
from tests.bot.web.browser import SCENES, Look, OpenPage, chromium, look, open_page
from tests.bot.web.kept_shop import ANN, KeptShop, kept_shop
from tests.bot.web.widget_page import (
    LAUNCH,
    ask,
    at_shop,
    embedded,
    focused,
    opened,
    shop,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "look", "open_page", "shop"]
pytestmark = pytest.mark.integration


def test_it_opens_and_closes_by_keyboard_and_gives_the_focus_back(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = at_shop(shop, open_page())
    launcher = page.get_by_role("button", name=LAUNCH)
    launcher.focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Fernwell Outdoor").wait_for()
    assert focused(page) == "TEXTAREA."
    page.keyboard.press("Escape")
    assert not page.get_by_role("dialog").is_visible()
    assert focused(page) == "BUTTON.launch"


@pytest.mark.parametrize(("width", "height"), [(390, 780), (320, 256)])
def test_on_a_phone_and_at_400_percent_it_fills_the_window(
    shop: KeptShop, open_page: OpenPage, width: int, height: int
) -> None:
    page = opened(shop, open_page(width, height))
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert (round(box["x"]), round(box["y"])) == (0, 0)
    assert (round(box["width"]), round(box["height"])) == (width, height)
    for name in ("Send", "Close chat"):
        inside = page.get_by_role("button", name=name).bounding_box()
        assert inside and inside["x"] >= 0 and inside["x"] + inside["width"] <= width
        assert inside["y"] >= 0 and inside["y"] + inside["height"] <= height
    assert page.locator(".log").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_on_a_phone_the_tab_key_stays_inside(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page(390, 780))
    for _ in range(14):
        page.keyboard.press("Tab")
        assert not focused(page).startswith("undefined")


def test_right_to_left_turns_the_layout(tmp_path: Path, open_page: OpenPage) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), 'data-dir="rtl"')
        page.get_by_role("button", name=LAUNCH).click()
        panel = page.get_by_role("dialog").bounding_box()
        assert panel and panel["x"] == 20
        ask(page, "heavy?")
        you = page.locator(".you").bounding_box()
        assert you and you["x"] < 100


def test_reduced_motion_is_heeded(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page(reduced_motion="reduce"))
    assert page.locator(".panel").evaluate("e => getComputedStyle(e).animationName") == "none"


def test_answers_are_read_out(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    assert page.get_by_role("log", name="Conversation").get_attribute("aria-live") == "polite"
    ask(page, "heavy?")
    page.get_by_text("Looking it up").or_(page.get_by_text("The Ridge 2 weighs")).first.wait_for()
    assert page.get_by_role("status").count() >= 1


@pytest.mark.parametrize("scene", SCENES)
def test_axe_finds_nothing_in_any_state(shop: KeptShop, open_page: OpenPage, look: Look, scene: str) -> None:
    page = at_shop(shop, open_page(**SCENES[scene]))
    for state in _states(shop, page):
        look(page, f"widget, {scene}, {state}")


@pytest.mark.parametrize("scene", ["light", "phone dark", "zoomed"])
def test_long_words_and_many_cards_stay_inside(
    shop: KeptShop, open_page: OpenPage, look: Look, scene: str
) -> None:
    page = opened(shop, open_page(**SCENES[scene]))
    ask(page, "everything " + "w" * 300)
    page.get_by_role("button", name="No", exact=True).wait_for()
    wide = """e => [...e.querySelectorAll("*")].filter((n) => {
      const { overflowX, display } = getComputedStyle(n);
      return overflowX === "visible" && display !== "inline" && n.clientWidth > 1 && n.scrollWidth > n.clientWidth + 1;
    }).map((n) => n.className || n.tagName)"""
    assert page.locator(".log").evaluate("e => e.scrollWidth <= e.clientWidth")
    assert page.locator(".log").evaluate(wide) == []
    look(page, f"widget, {scene}, long words, end")
    page.locator(".card").first.scroll_into_view_if_needed()
    look(page, f"widget, {scene}, long words, cards")


@pytest.mark.parametrize("scene", ["light", "phone", "phone dark"])
def test_axe_finds_nothing_in_chinese(shop: KeptShop, open_page: OpenPage, look: Look, scene: str) -> None:
    page = opened(shop, open_page(locale="zh-CN", **SCENES[scene]), "?lang=zh")
    look(page, f"widget, {scene}, zh, open")
    ask(page, "多重")
    page.get_by_role("button", name="来源 1").click()
    page.get_by_role("button", name="没有帮助").click()
    look(page, f"widget, {scene}, zh, answered")
    shop.assistant.pause = 0.6
    ask(page, "queue")
    page.get_by_text("Two answers").wait_for()
    look(page, f"widget, {scene}, zh, queue")
    shop.assistant.pause = 0
    ask(page, "person")
    page.get_by_text("正在等待人工客服").wait_for()
    look(page, f"widget, {scene}, zh, waiting")
    handover = shop.claim("小安")
    page.get_by_text("小安 正在为您服务").wait_for()
    shop.handovers.close(handover, Actor(name="小安"))
    page.get_by_text("您对这次服务满意吗").wait_for()
    look(page, f"widget, {scene}, zh, rating")
    shop.stop()
    page.get_by_text("连接中断").wait_for()
    look(page, f"widget, {scene}, zh, lost")


@pytest.mark.parametrize("scene", ["light", "phone dark"])
def test_axe_finds_nothing_from_right_to_left(
    tmp_path: Path, open_page: OpenPage, look: Look, scene: str
) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",), rate_session="") as shop:
        page = embedded(shop, open_page(**SCENES[scene]), 'data-dir="rtl" data-language="en"')
        page.get_by_role("button", name=LAUNCH).click()
        for text, awaited in (
            ("coffee", "These fit"),
            ("order", "on its way"),
            ("broken", "I cannot answer"),
        ):
            ask(page, text)
            page.get_by_text(awaited).wait_for()
        look(page, f"widget, {scene}, rtl, cards")
        ask(page, "a person")
        page.get_by_text("A person will answer").wait_for()
        look(page, f"widget, {scene}, rtl, a person")


def _states(shop: KeptShop, page: Page) -> Iterator[str]:
    yield "closed"
    page.get_by_role("button", name=LAUNCH).click()
    page.get_by_role("group", name="Suggested questions").wait_for()
    yield "open"
    ask(page, "heavy?")
    page.get_by_role("button", name="Source 1").click()
    page.get_by_role("button", name="Not helpful").click()
    yield "answered"
    for text, awaited in (
        ("order", "on its way"),
        ("coffee", "These fit"),
        ("which", "Which tent"),
        ("broken", "I cannot answer"),
    ):
        ask(page, text)
        page.get_by_text(awaited).wait_for()
    yield "cards, choices and an error"
    ask(page, "a person")
    page.get_by_text("Waiting for a person").wait_for(state="attached")  # a tiny window has no room for it
    yield "waiting"
    handover = shop.claim()
    shop.handovers.write(handover, ANN, "Hello, this is Ann.")
    page.get_by_text("Hello, this is Ann.").wait_for()
    yield "a person"
    shop.handovers.close(handover, ANN)
    page.get_by_role("button", name="5 of 5").click()
    yield "a rating"
    page.context.set_offline(True)
    page.get_by_text("You are offline").wait_for()
    yield "offline"
