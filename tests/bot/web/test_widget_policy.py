"""The widget in a real browser, on a shop's page whose content security policy allows next to nothing."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bot.web.browser import OpenPage, chromium, open_page
from tests.bot.web.kept_shop import ANN, PICTURE, kept_shop
from tests.bot.web.widget_page import LAUNCH, ask, embedded

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.integration
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def policy(address: str, pictures: str) -> str:
    """What README says that a shop must allow, and nothing else."""
    return (
        f"default-src 'none'; script-src {address}/widget.js; connect-src {address}; style-src 'self'; "
        f"img-src {pictures}; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def talk(page: Page) -> None:
    """Styles, sending, events, sources, thumbs."""
    page.get_by_role("button", name=LAUNCH).click()
    ask(page, "heavy?")
    page.get_by_text("The Ridge 2 weighs").wait_for()
    page.get_by_role("button", name="Source 1").click()
    page.get_by_text("Weight: 2.1 kg, all included").wait_for()
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was wrong with it?").fill("Nothing.")
    page.get_by_role("button", name="Send comment").click()
    page.get_by_text("Thank you.").wait_for()
    ask(page, "picture")
    page.get_by_text("There it is.").wait_for()


def test_everything_works_under_a_policy_that_allows_only_the_assistant(
    tmp_path: Path, open_page: OpenPage
) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",), rate_session="") as shop:
        page = open_page()
        page.route(PICTURE, lambda route: route.fulfill(body=PIXEL, content_type="image/png"))
        embedded(
            shop,
            page,
            'data-accent="#ffd400" data-font="inherit" data-greeting="Hi"',
            policy=policy(shop.address, "https://pictures.example"),
        )
        talk(page)
        looks = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).borderRadius]"
        assert page.locator(".you").first.evaluate(looks) == ["rgb(255, 212, 0)", "16px 16px 5px"]
        picture = page.locator(".card img")
        assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") == 1
        ask(page, "I want a person")
        page.get_by_text("Waiting for a person").wait_for()
        shop.handovers.write(shop.claim(), ANN, "Hello, this is Ann.")
        page.get_by_text("Hello, this is Ann.").wait_for()


def test_a_picture_that_the_policy_stops_leaves_its_letter(tmp_path: Path, chromium: Browser) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        context = chromium.new_context()
        page = context.new_page()
        embedded(shop, page, policy=policy(shop.address, "'none'"))
        talk(page)
        page.locator(".pic", has_text="R").last.wait_for()
        assert page.locator(".card img").count() == 0
        context.close()
