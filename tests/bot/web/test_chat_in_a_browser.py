"""The chat page in a real browser, over a real database, with scripted answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.web.both_pages import (
    be_given_back,
    choose_the_second_by_keyboard,
    rate,
    turn_down_and_ask_for_more,
)
from tests.bot.web.browser import BLOCKED, SCENES, Look, OpenPage, chromium, look, open_page, until
from tests.bot.web.kept_shop import ANN, HOSTILE, KeptShop, kept_shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "look", "open_page"]
pytestmark = pytest.mark.integration


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[KeptShop]:
    with kept_shop(tmp_path, chat=True, rate_session="") as served:
        yield served


def opened(shop: KeptShop, page: Page) -> Page:
    page.goto(shop.address)
    page.get_by_text("Hello!").wait_for(timeout=30_000)
    return page


def ask(page: Page, text: str) -> None:
    page.get_by_label("Your message").fill(text)
    page.keyboard.press("Enter")


def to_the_end(page: Page) -> None:
    """Until the page has followed the answer: what lies under the message box is no target."""
    page.wait_for_timeout(600)
    page.evaluate("scrollTo(0, document.scrollingElement.scrollHeight)")


def questions(page: Page) -> list[str]:
    return page.locator(".bubble-you").all_inner_texts()


def test_a_question_back_is_answered_by_keyboard_alone(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    choose_the_second_by_keyboard(page, ask)
    assert questions(page) == ["which tent", "The Ridge 3"]
    assert page.get_by_role("button", name="The Ridge 3").count() == 0, "answered: the choices are gone"
    assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"


def test_a_suggestion_is_turned_down_or_asked_for_more_of(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    turn_down_and_ask_for_more(shop, page, ask)


def test_a_person_joins_writes_and_leaves_and_is_rated(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    handover = shop.claim()
    page.get_by_text("Ann has joined").wait_for()
    shop.handovers.write(handover, ANN, "Hello, this is <b>Ann</b>.")
    page.get_by_text("Hello, this is <b>Ann</b>.").wait_for()
    ask(page, "Thank you")
    page.get_by_text("Delivered").wait_for()
    shop.handovers.write(handover, ANN, "You are welcome.")
    page.get_by_text("You are welcome.").wait_for()
    told = page.locator(".log").inner_text()
    assert told.index("Ann has joined") < told.index("Thank you") < told.index("You are welcome.")
    shop.handovers.close(handover, ANN)
    rate(shop, page, page.locator(".csat"))


def test_a_conversation_given_back_is_answered_again(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    be_given_back(shop, page, ask)


def test_a_wait_is_told(shop: KeptShop, open_page: OpenPage) -> None:
    shop.assistant.pause = 0.5
    page = opened(shop, open_page())
    ask(page, "queue, order?")
    page.get_by_text("Two answers come before yours").wait_for()
    page.get_by_text("Your order is on its way").wait_for()


def test_a_picker_that_is_only_looked_into_keeps_the_conversation(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.locator(".part-meta").wait_for()
    customer = page.get_by_label("Customer")
    customer.click()
    page.keyboard.press("Escape")
    customer.blur()
    page.wait_for_timeout(700)
    assert questions(page) == ["heavy?"]
    customer.fill("ben")
    page.keyboard.press("Enter")
    page.get_by_text("Hello! How can I help you today?, C002").wait_for()
    assert questions(page) == []


def latin(text: str) -> list[str]:
    return re.findall("[A-Za-z]+", text)


def test_what_looks_like_html_is_shown_as_it_was_written(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, f"evil {HOSTILE}")
    page.locator(".part-meta").wait_for()
    assert questions(page) == [f"evil {HOSTILE}"]
    page.get_by_role("link", name="[1]").click()
    log = page.locator(".log")
    assert log.inner_text().count(HOSTILE) >= 4
    assert log.locator("script, img, a[href^='javascript']").count() == 0
    assert page.evaluate("window.hacked") is None


def test_blocked_cookies_and_storage_still_let_one_ask(shop: KeptShop, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(BLOCKED)
    opened(shop, page)
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_a_chinese_shopper_reads_chinese_from_gradio_too(
    shop: KeptShop, open_page: OpenPage, look: Look
) -> None:
    page = open_page(**SCENES["phone"])
    page.goto(shop.address)
    page.get_by_label("Language").click(timeout=30_000)
    page.get_by_role("option", name="中文").click()
    page.get_by_text("您好").wait_for()
    assert until(lambda: latin(page.locator("body").inner_text()) == ["Fernwell", "Outdoor"], page)
    look(page, "chat, phone, zh, open")
    box = page.get_by_label("您的消息")
    box.fill("多" * 4001)
    page.keyboard.press("Enter")
    page.get_by_text("您的消息有 4001 个字符").wait_for()
    look(page, "chat, phone, zh, too long")
    page.locator("#message textarea").fill("x" * 10_000_000)
    assert len(box.input_value()) < 100_000, "no more than the server takes"
    box.fill("多重")
    page.keyboard.press("Enter")
    page.get_by_text("这款帐篷重 2.1 公斤").wait_for()
    look(page, "chat, phone, zh, answered")
    shop.stop()
    box.fill("在吗")
    page.keyboard.press("Enter")
    page.get_by_text("连接中断，正在重试").wait_for(timeout=60_000)
    assert latin(page.locator(".toast-body").inner_text()) == []
    page.get_by_role("button", name="关闭").wait_for()
    page.wait_for_timeout(500)
    look(page, "chat, phone, zh, lost")
    shop.start(shop.app_with_chat())
    page.get_by_text("连接中断，正在重试").wait_for(state="hidden", timeout=60_000)


@pytest.mark.parametrize("scene", ["light", "dark", "phone", "phone dark"])
def test_axe_finds_nothing_in_any_state(shop: KeptShop, open_page: OpenPage, look: Look, scene: str) -> None:
    page = opened(shop, open_page(**SCENES[scene]))
    look(page, f"chat, {scene}, open")
    ask(page, "heavy?")
    page.get_by_role("link", name="[1]").click()
    look(page, f"chat, {scene}, answered")
    for text, awaited in (("coffee", "These fit"), ("which", "Which tent"), ("broken", "I cannot answer")):
        ask(page, text)
        page.get_by_text(awaited).wait_for()
        to_the_end(page)
        look(page, f"chat, {scene}, {text}")
    ask(page, "a person")
    page.get_by_text("Waiting for a person").wait_for()
    to_the_end(page)
    look(page, f"chat, {scene}, waiting")
    handover = shop.claim()
    shop.handovers.write(handover, ANN, "Hello, this is Ann. I am looking at your order now.")
    page.get_by_text("Hello, this is Ann.").wait_for()
    ask(page, "Thank you")
    page.get_by_text("Delivered").wait_for()
    shop.handovers.close(handover, ANN)
    page.get_by_role("button", name="5 of 5").click()
    to_the_end(page)
    look(page, f"chat, {scene}, a person")
