"""The widget in a real browser, on a phone whose keyboard comes and goes.

On Android (`interactive-widget=resizes-content`) the keyboard makes the whole page smaller. On iOS, and on Android as
it comes, only the visual viewport shrinks and may be pushed down. Chromium without a window has no such keyboard, so
there the page is told of a smaller one.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.bot.web.browser import OpenPage, chromium, open_page, until
from tests.bot.web.kept_shop import KeptShop, kept_shop
from tests.bot.web.widget_page import LAUNCH, ask, at_shop, embedded, opened, shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "open_page", "shop"]
pytestmark = pytest.mark.integration
Kind = Literal["over the page", "beside the page"]
PHONE: dict[str, Any] = {"is_mobile": True, "has_touch": True, "reduced_motion": "reduce"}
_SHRINKING = """(() => {
  const view = window.visualViewport, own = Object.getPrototypeOf(view);
  const read = (name) => Object.getOwnPropertyDescriptor(own, name).get.call(view);
  const keyboard = { height: null, top: 0, scale: null };
  Object.defineProperty(view, "height", { get: () => keyboard.height ?? read("height") });
  Object.defineProperty(view, "offsetTop", { get: () => keyboard.top });
  Object.defineProperty(view, "scale", { get: () => keyboard.scale ?? read("scale") });
  window.seen = (change) => {
    Object.assign(keyboard, change);
    for (const name of ["resize", "scroll"]) view.dispatchEvent(new Event(name));
  };
})()"""
_HIDDEN = """([top, height]) => {
  const root = document.querySelector("shopkeeper-widget").shadowRoot;
  const place = (found) => root.querySelector(found).getBoundingClientRect();
  const inside = ({ top: from, bottom, height: high }) => high && from >= top && bottom <= top + height;
  const log = place(".log"), words = [...root.querySelectorAll(".said")].at(-1).getBoundingClientRect();
  const parts = { heading: "h2", close: ".head .icon:last-child", box: ".foot textarea", send: ".go" };
  const hidden = Object.keys(parts).filter((name) => !inside(place(parts[name])));
  const read = log.height >= 40 && words.bottom <= log.bottom + 1 && words.bottom >= log.top + 18;
  return read ? hidden : [...hidden, `last message: ${words.top}-${words.bottom} of ${log.top}-${log.bottom}`];
}"""


def keyboard_up(page: Page, kind: Kind, height: int, top: int = 0) -> None:
    """`height` px stay free of it; one over the page may push the page up by `top`."""
    page.locator(".foot textarea").focus()
    if kind == "over the page":
        page.evaluate("change => window.seen(change)", {"height": height, "top": top})
    else:
        width = page.evaluate("innerWidth")
        page.set_viewport_size({"width": width, "height": height})


def keyboard_down(page: Page, kind: Kind, height: int) -> None:
    page.locator(".foot textarea").blur()
    if kind == "over the page":
        page.evaluate("change => window.seen(change)", {"height": None, "top": 0})
    else:
        page.set_viewport_size({"width": page.evaluate("innerWidth"), "height": height})


def hidden(page: Page, top: int, height: int) -> list[str]:
    """What cannot be seen in the part of the screen that is left."""
    page.wait_for_timeout(100)
    until(lambda: page.evaluate(_HIDDEN, [top, height]) == [], page, 5)
    return page.evaluate(_HIDDEN, [top, height])


@pytest.mark.parametrize("kind", ["over the page", "beside the page"])
@pytest.mark.parametrize("held", [(390, 780, 420, 0), (390, 780, 420, 90), (844, 390, 170, 0)])
def test_what_is_needed_stays_in_sight_above_the_keyboard(
    shop: KeptShop, open_page: OpenPage, kind: Kind, held: tuple[int, int, int, int]
) -> None:
    width, height, free, pushed = held
    top = pushed if kind == "over the page" else 0
    page = open_page(width, height, **PHONE)
    page.add_init_script(_SHRINKING)
    opened(shop, page)
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).wait_for()
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 8.").wait_for()
    assert hidden(page, 0, height) == []
    keyboard_up(page, kind, free, top)
    assert hidden(page, top, free) == []
    ask(page, "heavy?")
    page.get_by_role("button", name="Helpful", exact=True).nth(2).wait_for()
    assert hidden(page, top, free) == []
    keyboard_down(page, kind, height)
    assert hidden(page, 0, height) == []
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": width, "height": height}


@pytest.mark.parametrize("kind", ["over the page", "beside the page"])
def test_a_phone_that_is_turned_with_its_keyboard_open_shows_the_same(
    shop: KeptShop, open_page: OpenPage, kind: Kind
) -> None:
    page = open_page(390, 780, **PHONE)
    page.add_init_script(_SHRINKING)
    opened(shop, page)
    ask(page, "Tell me a story")
    page.get_by_text("This is sentence 8.").wait_for()
    keyboard_up(page, kind, 420)
    page.locator(".foot textarea").fill("half a question")
    page.set_viewport_size({"width": 844, "height": 390 if kind == "over the page" else 170})
    if kind == "over the page":
        page.evaluate("seen({height: 170})")
    assert hidden(page, 0, 170) == []
    keyboard_down(page, kind, 390)
    page.set_viewport_size({"width": 390, "height": 780})
    assert hidden(page, 0, 780) == []
    assert page.locator(".foot textarea").input_value() == "half a question"
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}


def test_a_comment_that_is_written_stays_in_sight(shop: KeptShop, open_page: OpenPage) -> None:
    page = open_page(390, 780, **PHONE)
    page.add_init_script(_SHRINKING)
    opened(shop, page)
    ask(page, "heavy?")
    page.get_by_role("button", name="Not helpful").click()
    ask(page, "coffee?")
    page.get_by_text("These fit").wait_for()
    comment = page.get_by_label("What was wrong with it?")
    comment.scroll_into_view_if_needed()
    comment.focus()
    page.evaluate("seen({height: 380})")
    seen = "e => (e = e.getBoundingClientRect(), e.top >= 0 && e.bottom <= 380)"
    assert until(lambda: comment.evaluate(seen), page)
    assert comment.evaluate("e => getComputedStyle(e).fontSize") == "16px", (
        "smaller, and iOS magnifies the page"
    )


def test_the_page_behind_stands_still_until_it_is_seen_again(tmp_path: Path, open_page: OpenPage) -> None:
    with kept_shop(tmp_path, origins=("https://shop.example",)) as shop:
        page = open_page(390, 780, **PHONE)
        style = "<style>html { overflow-y: scroll !important }</style>"
        embedded(shop, page, head=style, body="<p style='height: 5000px'>Goods</p>")
        page.evaluate("document.documentElement.style.overflow = 'visible'")
        swipe(page, 300)
        assert until(lambda: page.evaluate("scrollY") > 100, page), "a swipe moves the shop's page"
        assert until(lambda: rests_at(page, 150), page), "a swipe goes on for a while"
        page.get_by_role("button", name=LAUNCH).click()
        ask(page, "heavy?")
        page.get_by_role("button", name="Helpful", exact=True).wait_for()
        for y in (30, 300, 740):  # heading, messages, message box
            swipe(page, y)
        page.wait_for_timeout(300)
        assert page.evaluate("scrollY") == 150
        page.get_by_role("button", name="Close chat").click()
        assert page.evaluate("document.documentElement.style.cssText") == "overflow: visible;"
        swipe(page, 300)
        assert until(lambda: page.evaluate("scrollY") > 250, page)
        page.evaluate("Shopkeeper.open()")
        page.set_viewport_size({"width": 1100, "height": 780})
        assert until(
            lambda: page.evaluate("document.documentElement.style.cssText") == "overflow: visible;", page
        )
        page.set_viewport_size({"width": 390, "height": 780})
        assert until(lambda: "hidden" in page.evaluate("document.documentElement.style.cssText"), page)
        page.evaluate("Shopkeeper.destroy()")
        assert page.evaluate("document.documentElement.style.cssText") == "overflow: visible;"


def rests_at(page: Page, y: int) -> bool:
    """Whether the page stays where it is put."""
    page.evaluate(f"scrollTo(0, {y})")
    page.wait_for_timeout(200)
    return page.evaluate("scrollY") == y


def swipe(page: Page, y: int) -> None:
    """A finger moves up by 200 px from there."""
    browser = page.context.new_cdp_session(page)

    def touch(what: str, *at: int) -> None:
        points = [{"x": 195, "y": place} for place in at]
        browser.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    touch("touchStart", y)
    for step in range(20, 201, 20):
        touch("touchMove", y - step)
    touch("touchEnd")
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_a_page_that_is_magnified_by_hand_does_not_squeeze_the_panel(
    shop: KeptShop, open_page: OpenPage
) -> None:
    page = open_page(390, 780, **PHONE)
    page.add_init_script(_SHRINKING)
    at_shop(shop, page).get_by_role("button", name=LAUNCH).click()
    page.evaluate("seen({height: 195, top: 200, scale: 4})")
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 780}
