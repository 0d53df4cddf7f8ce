"""A real browser for the tests of pages: Debian's Chromium, spoken to by Playwright.

A module of tests takes the fixtures by their names: `from tests.bot.web.browser import chromium, open_page`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests"  # a shop's page may ask loopback
)
OpenPage = Callable[..., "Page"]
Look = Callable[["Page", str], None]
_STILL = {"reduced_motion": "reduce"}  # axe judges colours: half faded in they are nobody's choice
SCENES: dict[str, dict[str, Any]] = {
    "light": _STILL,
    "dark": {**_STILL, "color_scheme": "dark"},
    "phone": {**_STILL, "width": 390, "height": 780},
    "phone dark": {**_STILL, "width": 390, "height": 780, "color_scheme": "dark"},
    "zoomed": {**_STILL, "width": 320, "height": 256},
}
"""Each of these as options of `open_page`."""
SIZES: dict[str, dict[str, Any]] = {
    "desktop": {},
    "phone": {"width": 390, "height": 780, "is_mobile": True, "has_touch": True},
}
"""Each of these as options of `open_page`."""
BLOCKED = """(() => {
  const denied = () => { throw new DOMException("denied", "SecurityError"); };
  for (const name of ["localStorage", "sessionStorage", "indexedDB"])
    Object.defineProperty(window, name, { get: denied });
  Object.defineProperty(Document.prototype, "cookie", { get: denied, set: denied });
})()"""
"""A script for a page whose browser allows neither cookies nor storage."""
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no browser at {CHROMIUM}; install Debian's chromium to run this test")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Opens pages that fail the test when a script fails on them or their policy stops one."""
    faults: list[str] = []
    contexts: list[Any] = []

    def open_page(width: int = 1100, height: int = 800, **options: Any) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        return watched(context.new_page(), faults)

    yield open_page
    for context in contexts:
        context.close()
    assert not faults, "\n".join(faults)


def watched(page: Page, faults: list[str]) -> Page:
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
    return page


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Iterator[Look]:
    """Has axe judge a screen, and keeps its picture in the test cache, folder `screenshots`, to be looked at."""
    pictures = request.config.cache.mkdir("screenshots") if request.config.cache else None
    found: list[str] = []

    def look(page: Page, screen: str) -> None:
        if pictures:
            page.screenshot(path=pictures / f"{screen}.png")
        found.extend(f"{screen}: {problem}" for problem in axe(page))

    yield look
    assert not found, "\n".join(found)


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with a page, the best practices among it."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page, options={"runOnly": _RULES}).response["violations"]
    return [f"{v['id']}: {[node['html'][:160] for node in v['nodes']][:3]}" for v in violations]


def until(true: Callable[[], bool], page: Page, seconds: float = 10) -> bool:
    """Whether something becomes true in time, while the page goes on."""
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        page.wait_for_timeout(50)
    return true()
