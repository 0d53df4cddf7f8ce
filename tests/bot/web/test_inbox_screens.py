"""Every screen of the inbox as axe judges it; the pictures are kept to be looked at."""

from __future__ import annotations

import pytest

from tests.bot.web.browser import SCENES, Look, OpenPage, chromium, look, open_page
from tests.bot.web.inbox_page import PACKAGE, shop, sign_in
from tests.bot.web.staffed_shop import StaffedShop

__all__ = ["chromium", "look", "open_page", "shop"]
pytestmark = pytest.mark.integration


@pytest.mark.parametrize("scene", ["light", "dark", "phone", "phone dark"])
def test_axe_finds_nothing_on_any_screen(
    open_page: OpenPage, shop: StaffedShop, look: Look, scene: str
) -> None:
    page = open_page(**{"width": 1280, "locale": "en", **SCENES[scene]})
    page.goto(f"{shop.client.base_url}/agent")
    page.wait_for_selector("dialog[open]")
    look(page, f"inbox, {scene}, sign-in")
    sign_in(page)
    page.wait_for_selector("text=Nobody is waiting")
    look(page, f"inbox, {scene}, empty")
    asked = shop.asked("The lamp arrived broken. I want my money back.", package=PACKAGE)
    page.wait_for_selector(".item")
    look(page, f"inbox, {scene}, queue")
    page.click(".item")
    page.wait_for_selector(".claim")
    look(page, f"inbox, {scene}, waiting")
    page.click(".claim button")
    shop.said(asked.session_id, "Can I send the lamp back?")
    page.wait_for_selector("text=Can I send the lamp back?")
    page.click(".suggest")
    page.wait_for_selector(".drafted .words")
    look(page, f"inbox, {scene}, suggestion")
    if page.locator(".to-facts").is_visible():
        page.click(".to-facts")
        page.wait_for_selector("#facts h3")
        look(page, f"inbox, {scene}, facts")
        page.click("#facts .done")
    page.click("[data-kind=note]")
    look(page, f"inbox, {scene}, note")
