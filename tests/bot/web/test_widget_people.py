"""The widget in a real browser: people who join, write and leave."""

from __future__ import annotations

import pytest

from tests.bot.web.both_pages import be_given_back, rate
from tests.bot.web.browser import SIZES, OpenPage, chromium, open_page
from tests.bot.web.kept_shop import ANN, KeptShop
from tests.bot.web.widget_page import (
    ask,
    opened,
    shop,
)

__all__ = ["chromium", "open_page", "shop"]
pytestmark = pytest.mark.integration


@pytest.mark.parametrize("size", SIZES)
def test_a_person_joins_writes_and_leaves_and_is_rated(
    shop: KeptShop, open_page: OpenPage, size: str
) -> None:
    page = opened(shop, open_page(**SIZES[size]))
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    handover = shop.claim()
    page.get_by_text("Ann is here").wait_for()
    shop.handovers.write(handover, ANN, "Hello, this is <b>Ann</b>.")
    page.get_by_text("Hello, this is <b>Ann</b>.").wait_for()
    ask(page, "Thank you")
    page.get_by_text("Delivered").wait_for()
    page.reload()
    page.get_by_text("Hello, this is <b>Ann</b>.").wait_for()
    assert page.locator(".log").inner_text().index("has joined") < page.locator(".log").inner_text().index(
        "Thank you"
    )
    shop.handovers.close(handover, ANN)
    rate(shop, page, page.get_by_role("group", name="How was"))


@pytest.mark.parametrize("size", SIZES)
def test_a_conversation_given_back_is_answered_again(shop: KeptShop, open_page: OpenPage, size: str) -> None:
    page = opened(shop, open_page(**SIZES[size]))
    be_given_back(shop, page, ask)


def test_what_comes_while_it_is_closed_is_counted(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    ask(page, "I want a person")
    page.get_by_text("Waiting for a person").wait_for()
    page.get_by_role("button", name="Close chat").click()
    shop.handovers.write(shop.claim(), ANN, "Are you there?")
    page.get_by_role("button", name="Chat with us (1 unread)").click()
    page.get_by_text("Are you there?").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Chat with us", exact=True).wait_for()
