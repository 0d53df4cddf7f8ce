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


@pytest.mark.parametrize("scene", ["light", "phone dark"])
def test_axe_finds_nothing_in_chinese_and_after_notes_and_a_move(
    open_page: OpenPage, shop: StaffedShop, look: Look, scene: str
) -> None:
    page = open_page(**{"width": 1280, "locale": "zh-CN", **SCENES[scene]})
    page.goto(f"{shop.client.base_url}/agent")
    sign_in(page)
    shop.asked("台灯到货时就是坏的，我要退款。" + "很急！" * 40, package=PACKAGE)
    shop.asked("w" * 200)
    page.locator(".item").nth(1).wait_for()
    look(page, f"inbox, {scene}, zh, queue")
    page.locator(".item", has_text="台灯").click()
    page.click("text=接待这个对话")
    page.click("[data-kind=note]")
    page.keyboard.type("周一回电。" * 30)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".line.note")
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    look(page, f"inbox, {scene}, zh, note")
    page.locator(".head select").select_option(index=1)
    page.locator(".lines", has_text="转到了").wait_for()
    look(page, f"inbox, {scene}, zh, moved")
