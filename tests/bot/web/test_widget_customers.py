"""The widget in a real browser: who is signed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.identity import issue_token
from tests.bot.web.browser import OpenPage, chromium, open_page
from tests.bot.web.kept_shop import SECRET, KeptShop, kept_shop
from tests.bot.web.widget_page import (
    LAUNCH,
    ask,
    embedded,
    opened,
    questions,
    shop,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "open_page", "shop"]
pytestmark = pytest.mark.integration


def test_a_customer_signs_in_and_out_and_nobody_reads_anothers_words(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = opened(shop, open_page())
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    page.locator("#customer").select_option("C001")
    page.get_by_text("How can I help you today?, C001").wait_for()
    assert questions(page) == []
    ask(page, "Where is my order?")
    page.get_by_text("Your order is on its way").wait_for()
    page.locator("#customer").select_option("")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    assert page.get_by_text("Your order is on its way").count() == 0
    assert "C001" not in page.evaluate("JSON.stringify({...localStorage})")


def test_an_expired_sign_in_is_said_and_one_may_ask_as_a_guest(tmp_path: Path, open_page: OpenPage) -> None:
    token = issue_token("C001", "another secret of at least thirty-two bytes")
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), f'data-token="{token}"')
        page.get_by_role("button", name=LAUNCH).click()
        page.get_by_text("Your sign-in has expired").wait_for()
        assert page.get_by_text("C001").count() == 0
        good = issue_token("C001", SECRET)
        page.evaluate("token => Shopkeeper.setToken(token)", good)
        page.get_by_text("C001").wait_for()


def test_a_customer_goes_on_at_the_phone_with_what_began_on_the_web(
    shop: KeptShop, open_page: OpenPage
) -> None:
    web = opened(shop, open_page())
    sign_in(web)
    ask(web, "heavy?")
    web.get_by_text("The Ridge 2 weighs").wait_for()
    phone = opened(shop, open_page(390, 780, has_touch=True, is_mobile=True))
    phone.keyboard.press("Escape")
    sign_in(phone)
    phone.get_by_role("button", name=LAUNCH).click()
    phone.get_by_text("The Ridge 2 weighs").wait_for()
    ask(phone, "Where is my order?")
    web.get_by_text("Your order is on its way").wait_for()
    assert questions(web) == questions(phone) == ["heavy?", "Where is my order?"]


def test_a_signed_in_customer_can_begin_anew(shop: KeptShop, open_page: OpenPage) -> None:
    page = opened(shop, open_page())
    sign_in(page)
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    page.get_by_role("button", name="New conversation").click()
    page.get_by_text("How can I help you today?, C001").wait_for()
    page.wait_for_timeout(500)
    assert questions(page) == []
    page.reload()
    page.get_by_text("How can I help you today?").wait_for()
    sign_in(page)
    ask(page, "Where is my order?")
    page.get_by_text("Your order is on its way").wait_for()
    assert questions(page) == ["Where is my order?"]


def sign_in(page: Page) -> None:
    """As the demo shop's server does it."""
    with page.expect_response("**/demo/token"):
        page.locator("#customer").select_option("C001")
