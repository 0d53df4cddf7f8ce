"""The trace on the page: folded away, escaped, in the shopper's language."""

from __future__ import annotations

import pytest

from bot.fakes import ScriptedAssistant
from bot.messages import ToolCall, WaitEvent
from bot.trace import Trace, TracedDraft, TracedEvidence, TracedScreen, TracedTask
from bot.web.chat_page import ChatPage, Page
from bot.web.render import turn_blocks
from bot.web.shop_face import ShopFace
from bot.web.turn_view import TurnView
from bot.web.why import LONGEST, why_html
from bot.web.words import words_for
from tests.bot.web.shop_front import REPLY

TRACE = Trace(
    screen=TracedScreen(blocked=False, kind="", score=0.01),
    tasks=(
        TracedTask(question="<b>heavy?</b>", intent="product_fact", confidence=0.914, products=("P001",)),
    ),
    tools=(ToolCall(name="search_knowledge"),),
    evidence=(
        TracedEvidence(source="product:P001#weight", score=0.93, text="Weight: <i>2.1 kg</i>", used=True),
        TracedEvidence(source="product:P001#packed", score=0.5, text="x" * 900),
    ),
    drafts=(TracedDraft(status="answered", by="cache"),),
    steps_ms={"screen": 12.0, "sense": 15.0, "plan": 40.0},
)


def test_everything_is_told_and_nothing_is_html_but_ours() -> None:
    html = why_html(TRACE, words_for("en"))
    assert html.startswith('<details class="why"><summary>Why this answer</summary>')
    assert "product_fact · 91 % sure · P001 · “&lt;b&gt;heavy?&lt;/b&gt;”" in html
    assert "search_knowledge" in html
    assert "0.93 <b>used</b><br>Weight: &lt;i&gt;2.1 kg&lt;/i&gt;" in html
    assert "x" * LONGEST + " …" in html
    assert "worded before, from the same facts" in html
    assert "screen 12 ms, sense 3 ms, plan 25 ms" in html


def test_a_blocked_message_says_so_in_chinese() -> None:
    html = why_html(Trace(screen=TracedScreen(blocked=True, kind="direct", score=1.0)), words_for("zh"))
    assert "为什么这样回答" in html
    assert "试图命令助手" in html


def test_an_empty_trace_shows_nothing() -> None:
    assert why_html(Trace(), words_for("en")) == ""


@pytest.mark.parametrize("known", [True, False])
async def test_the_page_shows_a_replys_trace(known: bool) -> None:
    traces = {REPLY.reply_id: TRACE} if known else {}
    face = ShopFace(
        name="S", languages=("en",), channels=("web",), customers=(), examples={}, longest_message=200
    )
    chat = ChatPage(ScriptedAssistant([REPLY], traces=traces), face)
    pages: list[Page] = [
        page async for page in chat.answer(await chat.begin("web", None, "auto"), "how heavy?")
    ]
    parts = dict(turn_blocks(pages[-1].turns[-1])[1]["parts"])
    assert ("why" in parts) == known


def test_a_wait_is_shown_until_the_first_words() -> None:
    waiting = TurnView(1, "q", "en").after(WaitEvent(ahead=2, seconds=7, text="2 answers come before yours"))
    assert "2 answers come before yours" in dict(turn_blocks(waiting)[1]["parts"])["status"]
