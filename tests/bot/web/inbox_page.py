"""The inbox in a real browser: a shop that is served, and what its tests do on the page."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn

from bot.handover.package import MoodCourse, Package, Shopper, Shown, Tried
from bot.handover.values import Suggestion
from bot.messages import Citation
from tests.bot.web.browser import OpenPage
from tests.bot.web.staffed_shop import PASSWORD, ScriptedDrafts, StaffedShop, staffed_shop

if TYPE_CHECKING:
    from playwright.sync_api import Page

QUOTE = "Lamps can be returned within 30 days of delivery."
REPLY = Suggestion(
    question="Can I send the lamp back?",
    text="Yes, you can send the lamp back within 30 days of delivery.",
    citations=(Citation(n=1, source="policy:returns#lamps", title="Returns: lamps", quote=QUOTE),),
)
PROSE = "Lena Fox (gold) writes that the lamp of order O0041 arrived broken and wants her money back."
PACKAGE = Package(
    shopper=Shopper(
        customer_id="C008",
        verified="signed_in",
        name="Lena Fox",
        membership="gold",
        channel="web",
        language="en",
    ),
    wants="The lamp arrived broken. I want my money back.",
    tried=(Tried(message="Can I send the lamp back?", outcome="answered", tools=(), sources=()),),
    evidence=(Shown(source="policy:returns#lamps", title="Returns: lamps", text=QUOTE),),
    mood=MoodCourse(scores=(0.1, -0.3, -0.9), level=-0.5, slope=-0.5, repeats=1),
    orders=(),
    next_step="settle_return",
).model_dump(mode="json")


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[StaffedShop]:
    """A shop that is served at `client.base_url`."""
    shop = staffed_shop(tmp_path, drafts=ScriptedDrafts(REPLY, PROSE))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = uvicorn.Server(
            uvicorn.Config(shop.client.app, log_level="error", timeout_graceful_shutdown=1)
        )
        serving = threading.Thread(target=server.run, args=([listener],), daemon=True)
        serving.start()
        while not server.started:
            time.sleep(0.02)
        shop.client.base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"  # type: ignore[assignment]
        yield shop
        server.should_exit = True
        serving.join(10)


def opened(open_page: OpenPage, shop: StaffedShop, name: str = "ann", **options: Any) -> Page:
    """The inbox, signed in."""
    page = open_page(**{"width": 1280, "locale": "en", **options})
    page.goto(f"{shop.client.base_url}/agent")
    sign_in(page, name)
    page.wait_for_selector("#queue .lists")
    return page


def sign_in(page: Page, name: str = "ann") -> None:
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
