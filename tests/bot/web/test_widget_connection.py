"""The widget in a real browser: reloads, tabs, slow and lost networks, a server that starts again."""

from __future__ import annotations

import pytest

from tests.bot.web.browser import SIZES, OpenPage, chromium, open_page
from tests.bot.web.kept_shop import KeptShop
from tests.bot.web.widget_page import (
    LAUNCH,
    answers,
    ask,
    at_shop,
    opened,
    questions,
    shop,
)

__all__ = ["chromium", "open_page", "shop"]
pytestmark = pytest.mark.integration


@pytest.mark.parametrize("size", SIZES)
def test_a_reload_in_the_middle_of_an_answer_loses_and_doubles_nothing(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    shop.assistant.pause = 0.3
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 3.").wait_for()
    page.reload()
    page.get_by_text("This is sentence 8.").wait_for()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert answers(page) == [" ".join(f"This is sentence {n}." for n in range(1, 9))]
    assert questions(page) == ["Tell me a story"]
    assert (shop.assistant.asked, shop.assistant.stopped) == (["Tell me a story"], [])


def test_what_was_begun_to_write_survives_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.get_by_label("Your message").press_sequentially("half a que")
    page.reload()
    assert page.get_by_label("Your message").input_value() == "half a que"


def test_an_answer_that_came_while_the_next_page_was_loading_is_counted(
    shop: KeptShop, open_page: OpenPage
) -> None:
    shop.assistant.pause = 0.2
    page = opened(shop, open_page())
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 1.").wait_for()
    page.get_by_role("button", name="Close chat").click()
    page.goto("about:blank")
    page.wait_for_timeout(3000)
    at_shop(shop, page).get_by_role("button", name="Chat with us (1 unread)").click()
    page.get_by_text("This is sentence 8.").wait_for()
    assert questions(page) == shop.assistant.asked == ["Tell me a story"]


@pytest.mark.parametrize("size", SIZES)
def test_two_tabs_show_one_conversation(shop: KeptShop, open_page: OpenPage, size: str) -> None:
    one = opened(shop, open_page(**SIZES[size]))
    ask(one, "heavy?")
    one.get_by_role("button", name="Helpful", exact=True).wait_for()
    other = opened(shop, one.context.new_page())
    other.get_by_text("The Ridge 2 weighs").wait_for()
    ask(other, "Where is my order?")
    one.get_by_text("Your order is on its way").wait_for()
    ask(one, "coffee?")
    other.get_by_text("These fit").wait_for()
    for tab in (one, other):
        tab.locator(".tools").nth(2).wait_for()
        assert questions(tab) == ["heavy?", "Where is my order?", "coffee?"]
        assert len(answers(tab)) == 3


@pytest.mark.parametrize("size", SIZES)
def test_a_slow_network_delays_and_changes_nothing(shop: KeptShop, open_page: OpenPage, size: str) -> None:
    page = at_shop(shop, open_page(**SIZES[size]))
    slow = {"offline": False, "latency": 800, "downloadThroughput": 20_000, "uploadThroughput": 10_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "heavy?")
    assert questions(page) == ["heavy?"]
    page.get_by_role("button", name="Helpful", exact=True).wait_for(timeout=30_000)
    assert len(answers(page)) == len(shop.assistant.asked) == 1


@pytest.mark.parametrize("size", SIZES)
def test_offline_is_said_and_the_message_goes_out_once_later(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    page = opened(shop, open_page(**SIZES[size]))
    page.context.set_offline(True)
    ask(page, "heavy?")
    page.get_by_text("You are offline").wait_for()
    page.get_by_text("Sending …").wait_for()
    page.wait_for_timeout(1500)
    page.context.set_offline(False)
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert not page.get_by_text("You are offline").is_visible()
    assert shop.assistant.asked == ["heavy?"]
    assert len(answers(page)) == 1


def test_a_message_not_yet_sent_survives_a_reload(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    page.route("**/messages", lambda route: route.abort())
    ask(page, "heavy?")
    page.wait_for_timeout(300)
    page.unroute("**/messages")
    page.reload()
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    assert shop.assistant.asked == ["heavy?"]


@pytest.mark.parametrize("size", SIZES)
def test_a_server_that_starts_again_finds_the_conversation_as_it_was(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    shop.stop()
    page.get_by_text("Connection lost").wait_for()
    ask(page, "Where is my order?")
    shop.start()
    page.get_by_text("Your order is on its way").wait_for(timeout=30_000)
    page.get_by_text("Connection lost").wait_for(state="hidden")
    assert questions(page) == ["heavy?", "Where is my order?"]
    assert len(answers(page)) == 2
    assert shop.assistant.asked == ["heavy?", "Where is my order?"]


@pytest.mark.parametrize("size", SIZES)
def test_an_answer_that_a_restart_cut_off_is_asked_again(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    shop.assistant.pause = 0.4
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 2.").wait_for()
    shop.stop()
    shop.assistant.pause = 0
    shop.start()
    page.get_by_role("button", name="Helpful", exact=True).wait_for(timeout=30_000)
    assert answers(page) == [" ".join(f"This is sentence {n}." for n in range(1, 9))]
    assert questions(page) == ["Tell me a story"]
