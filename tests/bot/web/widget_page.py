"""A page with the widget, in a real browser: what its tests do with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.web.kept_shop import KeptShop, kept_shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

LAUNCH = re.compile("Chat with us|在线咨询")
SHOP_PAGE = "https://shop.example/"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[KeptShop]:
    with kept_shop(tmp_path, rate_session="") as served:
        yield served


def at_shop(shop: KeptShop, page: Page, query: str = "") -> Page:
    page.goto(f"{shop.address}/demo{query}")
    return page


def opened(shop: KeptShop, page: Page, query: str = "") -> Page:
    at_shop(shop, page, query).get_by_role("button", name=LAUNCH).click()
    page.get_by_text(re.compile("Hello!|您好")).wait_for()
    return page


def ask(page: Page, text: str) -> None:
    page.locator("textarea[enterkeyhint=send]").fill(text)
    page.keyboard.press("Enter")


def answers(page: Page) -> list[str]:
    return page.locator(".turn .said:not(:only-child)").all_inner_texts()


def questions(page: Page) -> list[str]:
    return [text.removeprefix("You: ") for text in page.locator(".you").all_text_contents()]


def embedded(
    shop: KeptShop, page: Page, attributes: str = "", *, head: str = "", body: str = "", policy: str = ""
) -> Page:
    """A page of another origin that carries the widget; `policy` is the content security policy it comes with."""
    html = f"""<!doctype html><html lang=en><head><title>Shop</title>
    <meta name=viewport content="width=device-width, initial-scale=1">{head}
    <script src="{shop.address}/widget.js" {attributes} async></script></head>
    <body><main><h1>Shop</h1>{body}</main></body></html>"""
    headers = {"Content-Type": "text/html", **({"Content-Security-Policy": policy} if policy else {})}
    page.route(f"{SHOP_PAGE}**", lambda route: route.fulfill(body=html, headers=headers))
    page.goto(SHOP_PAGE)
    return page


def focused(page: Page) -> str:
    host = page.locator("shopkeeper-widget")
    return host.evaluate("e => (e = e.shadowRoot.activeElement, `${e?.tagName}.${e?.className}`)")
