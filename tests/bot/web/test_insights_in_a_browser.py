"""The insights page in a real browser, over a real database of conversations and hand-overs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.conversation import new_id
from bot.fakes import scripted_reply
from bot.messages import Card, Sentiment, SentimentLabel
from bot.sentiment.course import Cause
from bot.web.insights_page import InsightsPage, moment
from bot.web.insights_ui import mount_insights
from knowledge.embedders import load_embedder
from tests.bot.web.browser import SCENES, Look, OpenPage, chromium, look, open_page
from tests.bot.web.kept_shop import ANN, HOSTILE, KeptShop

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["chromium", "look", "open_page"]
pytestmark = pytest.mark.integration


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[KeptShop]:
    shop = KeptShop(tmp_path)
    page = InsightsPage(
        log=shop.conversations.log,
        add_faq=lambda question, answer, language: "Q007",
        embedder=load_embedder("hash"),
        now=partial(moment, UTC),
        name="Fernwell Outdoor",
        languages=("en", "zh"),
        channels=("web", "mobile"),
        archive=shop.people.archive,
    )
    shop.start(mount_insights(shop.app(), page, lambda _: "Ann"))
    yield shop
    shop.stop()


def talk(
    shop: KeptShop, text: str, score: float = 0.0, cause: Cause | None = None, channel: str = "web"
) -> str:
    """A conversation of one message; with a `cause` it was handed over."""
    session = shop.conversations.open(channel, None, "en").session_id
    label: SentimentLabel = "negative" if score < 0 else "neutral"
    mood = Sentiment(label=label, score=score, confidence=0.9)
    handed = (
        shop.handovers.hand_over(session, reason="", queue="general", summary=text, cause=cause)
        if cause
        else None
    )
    cards = (Card(kind="handoff", id=handed.handover_id, title="A person"),) if handed else ()
    reply = scripted_reply("Noted.", session_id=session, reply_id=new_id(), sentiment=mood, cards=cards)
    shop.conversations.add_turn(session, text, reply)
    return handed.handover_id if handed else ""


def filled(shop: KeptShop) -> None:
    for text in ("How heavy is it?", "Is it waterproof?", "Where is my order?"):
        talk(shop, text, channel="mobile")
    talk(shop, "useless! mail me at bond@example.com", -0.8)
    talk(shop, "the same question again?", 0.0, "repeats")
    closed = talk(shop, "I want a person", 0.0, "wish")
    shop.handovers.claim(closed, ANN)
    shop.handovers.close(closed, ANN)
    shop.people.archive.rate(closed, 4, None)
    talk(shop, "this is the third time!", -0.9, "anger")


def opened(shop: KeptShop, page: Page) -> Page:
    page.goto(f"{shop.address}/insights")
    page.get_by_role("heading", name="Hand-overs to people").wait_for(timeout=30_000)
    return page


def test_a_missed_hand_over_is_marked_and_downloaded_as_an_example(
    shop: KeptShop, open_page: OpenPage
) -> None:
    filled(shop)
    page = opened(shop, open_page(height=1400))
    page.locator("#review").get_by_text("useless!").locator("visible=true").first.click()
    page.get_by_role("button", name="Mark as missed").click()
    page.get_by_text("Marked. It is among").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download training examples").click()
    (line,) = download.value.path().read_text("utf-8").splitlines()
    example = json.loads(line)
    assert (example["label"], example["urgency"]) == ("negative", 2)
    assert "useless!" in example["text"] and "bond@example.com" not in example["text"]


def test_without_conversations_it_says_so_and_draws_nothing(
    shop: KeptShop, open_page: OpenPage, look: Look
) -> None:
    page = opened(shop, open_page())
    assert page.locator("#totals").inner_text() == "Nobody wrote in this time."
    page.get_by_text("No conversation went to a person").wait_for()
    look(page, "insights, empty")


def test_a_plot_keeps_its_colours_when_language_and_channel_change(
    shop: KeptShop, open_page: OpenPage
) -> None:
    filled(shop)
    page = opened(shop, open_page(height=1400))
    volume = page.locator("#volume svg.marks")
    channel = page.get_by_role("combobox", name="Channel")
    channel.click()
    page.get_by_role("option", name="Website").click()
    page.locator("#totals dd", has_text="4").first.wait_for()
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="中文").click()
    volume.get_by_text("手机应用").wait_for()
    page.wait_for_timeout(500)
    assert "Website" not in (volume.text_content() or "")
    drawn = volume.locator(".mark-rect.role-mark path[aria-roledescription=bar]")
    assert {bar.get_attribute("fill") for bar in drawn.all()} >= {"#1d9485"}


def test_what_looks_like_html_is_shown_as_it_was_written(shop: KeptShop, open_page: OpenPage) -> None:
    talk(shop, HOSTILE, -0.8)
    talk(shop, f"{HOSTILE} again", -0.9, "anger")
    page = opened(shop, open_page(height=1400))
    row = page.locator("#review").get_by_text("onerror").locator("visible=true").first
    row.click()
    page.locator("#review-chosen").get_by_text("onerror").wait_for()
    assert page.locator("#review-chosen").inner_text().strip() == HOSTILE
    assert page.locator("#insights :is(img[src='x'], a[href^='javascript'])").count() == 0
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("scene", ["light", "phone dark"])
def test_axe_finds_nothing_in_chinese(shop: KeptShop, open_page: OpenPage, look: Look, scene: str) -> None:
    filled(shop)
    page = opened(shop, open_page(**{**SCENES[scene], "height": 3000}))
    page.get_by_role("combobox", name="Language").click()
    page.get_by_role("option", name="中文").click()
    page.locator("#volume svg.marks").get_by_text("手机应用").wait_for()
    page.wait_for_timeout(1000)
    look(page, f"insights, {scene}, zh")


@pytest.mark.parametrize("scene", ["light", "dark", "phone"])
def test_every_section_is_drawn_and_axe_finds_nothing(
    shop: KeptShop, open_page: OpenPage, look: Look, scene: str
) -> None:
    filled(shop)
    page = opened(shop, open_page(**{**SCENES[scene], "height": 3000}))
    page.get_by_text("Every question had an answer").wait_for()
    for plot in ("volume", "moods", "waits", "tokens", "causes", "ends", "person-waits", "csat"):
        page.locator(f"#{plot} :is(canvas, svg)").first.wait_for()
    page.wait_for_timeout(1000)
    look(page, f"insights, {scene}")
