"""The widget in a real browser: asking, reading, being asked back."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bot.web.both_pages import choose_the_second_by_keyboard, turn_down_and_ask_for_more
from tests.bot.web.browser import SIZES, OpenPage, chromium, open_page, until
from tests.bot.web.kept_shop import HOSTILE, KeptShop, kept_shop
from tests.bot.web.widget_page import (
    answers,
    ask,
    focused,
    opened,
    questions,
    shop,
)

__all__ = ["chromium", "open_page", "shop"]
pytestmark = pytest.mark.integration


@pytest.mark.parametrize("size", SIZES)
def test_a_question_is_answered_with_card_words_and_a_source_that_opens(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    shop.assistant.pause = 0.4
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "How heavy is it?")
    page.locator(".card").wait_for()
    assert page.locator(".turn .said").count() == 1, "only the greeting: the card comes before the words"
    page.get_by_text("Looking it up").or_(page.get_by_text("Writing")).first.wait_for()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert answers(page) == ["The Ridge 2 weighs 2.1 kg 1. That is with both poles and the bag."]
    assert page.locator(".card a").get_attribute("href") == "https://shop.example/ridge-2"
    page.get_by_role("button", name="Source 1").click()
    page.get_by_text("Weight: 2.1 kg, all included").wait_for()
    assert page.locator("blockquote").inner_text() == "2.1 kg"


def test_a_thumb_and_its_comment_are_kept_over_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was wrong with it?").fill("The other tent.")
    page.get_by_role("button", name="Send comment").click()
    assert until(lambda: shop.assistant.opinions == [("down", None), ("down", "The other tent.")], page)
    page.reload()
    page.locator(".rate, [aria-pressed=true]").wait_for()
    assert page.get_by_role("button", name="Not helpful").get_attribute("aria-pressed") == "true"


@pytest.mark.parametrize("size", SIZES)
def test_enter_that_ends_a_chinese_composition_sends_nothing(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    page = opened(shop, open_page(**SIZES[size]), "?lang=zh")
    box = page.get_by_label("您的消息")
    box.fill("这款帐篷多重")
    box.evaluate(
        "e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    page.wait_for_timeout(200)
    assert shop.assistant.asked == []
    box.press("Enter")
    page.get_by_text("这款帐篷重 2.1 公斤").wait_for()
    page.get_by_role("button", name="有帮助", exact=True).wait_for()
    assert shop.assistant.asked == ["这款帐篷多重"]


def test_what_looks_like_html_is_shown_as_it_was_written(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, f"evil {HOSTILE}")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert questions(page) == [f"evil {HOSTILE}"]
    assert HOSTILE in page.locator(".card h3").inner_text()
    assert HOSTILE in answers(page)[0]
    assert page.locator(".log a, .log img, .log script").count() == 0
    page.get_by_role("button", name="Source 1").click()
    assert HOSTILE in page.locator("blockquote").inner_text()
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("size", SIZES)
def test_quick_replies_are_sent_by_a_click_and_go(shop: KeptShop, open_page: OpenPage, size: str) -> None:
    page = opened(shop, open_page(**SIZES[size]))
    page.get_by_role("button", name="Where is my order?").click()
    page.get_by_text("Your order is on its way").wait_for()
    assert page.get_by_role("group", name="Suggested questions").count() == 0
    ask(page, "which tent")
    page.get_by_role("button", name="The Ridge 3").click()
    page.get_by_text("Yes, it is.").wait_for()
    assert questions(page) == ["Where is my order?", "which tent", "The Ridge 3"]
    assert page.get_by_role("button", name="The Ridge 3").count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_an_answer_can_be_stopped(shop: KeptShop, open_page: OpenPage, size: str) -> None:
    shop.assistant.pause = 0.5
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 1.").wait_for()
    page.get_by_role("button", name="Stop answering").click()
    page.get_by_text("Stopped.").wait_for()
    assert until(lambda: shop.assistant.stopped == ["Tell me a story"], page)
    shop.assistant.pause = 0
    page.get_by_role("button", name="Try again").click()
    page.get_by_text("This is sentence 8.").wait_for()
    assert questions(page) == ["Tell me a story"]


def test_a_failure_is_said_and_a_wait_is_told(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "broken")
    page.get_by_text("I cannot answer right now").wait_for()
    assert page.get_by_role("button", name="Try again").is_visible()
    shop.assistant.pause = 0.5
    ask(page, "queue, heavy?")
    page.get_by_text("Two answers come before yours").wait_for()
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_what_the_server_refuses_is_said_in_the_shoppers_language(
    tmp_path: Path, open_page: OpenPage
) -> None:
    with kept_shop(tmp_path, rate_session="1/minute") as shop:
        page = opened(shop, open_page(), "?lang=zh")
        ask(page, "你好")
        page.get_by_role("button", name="有帮助", exact=True).wait_for()
        ask(page, "还在吗")
        page.get_by_text("您发送得太快，请稍后再试。").wait_for()


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("unusable-input", "这条消息没有可读的内容。"),
        ("message-too-long", "这条消息太长了，请缩短后再发。"),
        ("conflict", "前面的消息还在等待回答，请稍后再发送这一条。"),
        ("invalid-request", "未发送。"),
    ],
)
def test_whatever_the_server_refuses_no_english_is_read_by_a_chinese_shopper(
    shop: KeptShop, open_page: OpenPage, kind: str, told: str
) -> None:
    page = opened(shop, open_page(), "?lang=zh")
    problem = {"type": f"urn:shopkeeper:problem:{kind}", "status": 422, "detail": "In English."}
    page.route("**/messages", lambda route: route.fulfill(status=422, json=problem))
    ask(page, "你好")
    page.get_by_role("alert").get_by_text(told).wait_for()
    assert page.get_by_text("In English.").count() == 0


def test_a_message_too_long_is_counted_and_not_sent(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "a" * 4001)
    page.get_by_text("4001 of 4000 characters").wait_for()
    assert page.get_by_role("button", name="Send", exact=True).is_disabled()
    assert shop.assistant.asked == []


def test_a_question_back_is_answered_by_keyboard_alone(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    choose_the_second_by_keyboard(page, ask)
    assert questions(page) == ["which tent", "The Ridge 3"]
    assert focused(page) == "TEXTAREA."


def test_a_suggestion_is_turned_down_or_asked_for_more_of(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    turn_down_and_ask_for_more(shop, page, ask)


@pytest.mark.parametrize("size", SIZES)
def test_a_chinese_conversation_from_launcher_to_answer(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    page = opened(shop, open_page(locale="zh-CN", **SIZES[size]), "?lang=zh")
    page.get_by_role("button", name="这款帐篷多重？").click()
    page.get_by_text("这款帐篷重 2.1 公斤").wait_for()
    page.get_by_role("button", name="来源 1").click()
    page.get_by_text("店铺资料原文").wait_for()
