"""The widget in a real browser, on pages of shops: what they may steer, and what they cannot break."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tests.bot.web.browser import BLOCKED, OpenPage, chromium, open_page
from tests.bot.web.kept_shop import KeptShop, kept_shop
from tests.bot.web.widget_page import (
    LAUNCH,
    ask,
    embedded,
    opened,
    shop,
)

__all__ = ["chromium", "open_page", "shop"]
SCRIPT = Path(__file__).resolve().parents[3] / "bot" / "web" / "widget.js"
pytestmark = pytest.mark.integration


def test_the_script_is_small_and_alone() -> None:
    text = SCRIPT.read_bytes()
    assert len(gzip.compress(text)) <= 30_000
    assert b"innerHTML" not in text and b"insertAdjacentHTML" not in text and b"eval(" not in text
    assert not re.search(rb"^\s*import ", text, re.MULTILINE)


def test_blocked_storage_still_lets_one_ask(shop: KeptShop, open_page: OpenPage) -> None:
    page = open_page()
    page.add_init_script(BLOCKED)
    opened(shop, page)
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()


def test_a_page_with_hostile_styles_changes_nothing(tmp_path: Path, open_page: OpenPage) -> None:
    style = """<style>body * { display: none !important; color: red !important; font-size: 3px !important }
    shopkeeper-widget { opacity: 0 !important; transform: scale(0) !important; position: static !important }</style>"""
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), head=style)
        page.get_by_role("button", name=LAUNCH).click()
        ask(page, "heavy?")
        page.get_by_text("The Ridge 2 weighs").wait_for()
        looks = page.locator(".you").evaluate(
            "e => [getComputedStyle(e).fontSize, getComputedStyle(e).color]"
        )
        assert looks == ["15px", "rgb(255, 255, 255)"]
        host = page.locator("shopkeeper-widget").evaluate(
            "e => [getComputedStyle(e).opacity, getComputedStyle(e).position]"
        )
        assert host == ["1", "fixed"]


def test_a_page_that_is_not_listed_gets_no_conversation(shop: KeptShop, open_page: OpenPage) -> None:
    page = embedded(shop, open_page())
    page.get_by_role("button", name=LAUNCH).click()
    page.get_by_text("Connection lost").wait_for()


def test_the_pages_script_can_steer_it(tmp_path: Path, open_page: OpenPage) -> None:
    attributes = 'data-title="Ask Fern" data-greeting="Hi there" data-accent="#ffd400" data-position="start"'
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), attributes)
        page.wait_for_function("window.Shopkeeper")
        page.evaluate(
            "() => { window.told = [];"
            " for (const n of ['open', 'reply', 'close']) Shopkeeper.on(n, d => told.push([n, d?.text])) }"
        )
        page.evaluate("Shopkeeper.send('heavy?')")
        page.get_by_text("The Ridge 2 weighs").wait_for()
        assert page.get_by_role("dialog", name="Ask Fern").bounding_box()["x"] == 20
        assert page.get_by_text("Hi there").is_visible()
        assert page.locator(".you").evaluate("e => getComputedStyle(e).color") == "rgb(17, 17, 17)"
        page.get_by_role("button", name="Helpful", exact=True).wait_for()
        page.evaluate("Shopkeeper.close()")  # the answer is told, also where it came with the transcript
        told = page.evaluate("told")
        assert [name for name, _ in told] == ["open", "reply", "close"]
        page.evaluate("Shopkeeper.destroy()")
        assert page.locator("shopkeeper-widget").count() == 0


def test_it_greets_by_itself_where_and_when_the_shop_says(tmp_path: Path, open_page: OpenPage) -> None:
    rule = 'data-greet-after="0.2" data-greet-cart="2" data-greet-path="/*"'
    attributes = f'{rule} data-greeting="Questions about your cart?"'
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = embedded(shop, open_page(), attributes)
        page.wait_for_function("window.Shopkeeper")
        page.wait_for_timeout(500)
        assert page.get_by_text("Questions about your cart?").count() == 0
        page.evaluate("Shopkeeper.setContext({cart: 2})")
        page.get_by_role("button", name="Questions about your cart?").click()
        page.get_by_role("dialog").wait_for()
        page.reload()
        page.keyboard.press("Escape")
        page.wait_for_timeout(500)
        assert page.locator(".greet").count() == 0
