"""The chat page's widgets: Gradio Blocks over `ChatPage`, mounted on the web application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any, cast

import gradio as gr
from fastapi import FastAPI
from gradio.themes import Base

from bot.handover.people import People
from bot.service import AssistantService
from bot.web.chat_page import AUTOMATIC, ChatPage, Page, header_html, notice_html
from bot.web.escaping import text_html
from bot.web.people_html import MOST_STARS
from bot.web.shop_face import ShopFace
from bot.web.words import Words

_untyped: Any = gr  # for the functions whose signatures Gradio leaves partly untyped
_HERE = Path(__file__).resolve().parent
_GUEST = ""
LOOK_SECONDS = 1.0
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}
_LOG = '<div class="log" role="log" aria-live="polite" aria-relevant="additions"></div>'
_MOST_TYPED = 50_000  # far above the longest message, and far below what the server takes
_HEAD = '<meta name="viewport" content="width=device-width, initial-scale=1">'


def mount_chat(
    app: FastAPI, assistant: AssistantService, face: ShopFace, people: People | None = None
) -> FastAPI:
    """`app` with the chat page at `/`. The page loads nothing from other hosts and keeps no run history.

    With `people` it shows what they write while they have a conversation.
    """
    return mount_page(app, chat_blocks(assistant, face, people), "/", ["chat.css"])


def mount_page(app: FastAPI, blocks: gr.Blocks, path: str, css: Sequence[str], **given: Any) -> FastAPI:
    """`app` with a page of ours: our theme and style sheets, none of Gradio's own links, history or other hosts."""
    return _untyped.mount_gradio_app(
        app,
        blocks,
        path=path,
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        theme=page_theme(),
        css_paths=[_HERE / name for name in css],
        head=_HEAD,
        **given,
    )


def chat_blocks(assistant: AssistantService, face: ShopFace, people: People | None = None) -> gr.Blocks:
    """The page: heading, demonstration pickers, conversation, message box."""
    chat = ChatPage(assistant, face, people)
    with gr.Blocks(title=face.name, analytics_enabled=False, fill_width=True) as blocks:
        _Widgets(chat).wire(blocks)
    blocks.queue(default_concurrency_limit=None, api_open=False)
    return blocks


class _Widgets:
    """The widgets of the page and what their events do. Each open tab has a `Page` of its own."""

    def __init__(self, chat: ChatPage) -> None:
        face, words = chat.face, Page(language=chat.face.languages[0]).words
        self._chat = chat
        self.page = gr.State(Page())
        self.clock = gr.Timer(LOOK_SECONDS, active=False)
        with gr.Column(elem_id="shop"):
            self.header = _html(header_html(face, words), "shop-header")
            with gr.Column(elem_id="pickers", scale=0):
                self.hint = _html(_hint_html(face, words), "picker-hint")
                with gr.Row(elem_id="picker-row"):
                    self.channel = gr.Dropdown(value=face.channels[0], **_channel_picker(face, words))
                    self.customer = gr.Dropdown(value=_GUEST, **_customer_picker(face, words))
                    self.language = gr.Dropdown(value=AUTOMATIC, **_language_picker(face, words))
            self.log = gr.HTML(
                chat.value(Page()),
                elem_id="conversation",
                html_template=_LOG,
                js_on_load=(_HERE / "chat.js").read_text("utf-8"),
                apply_default_css=False,
            )
            with gr.Column(elem_id="composer", scale=0):
                self.notice = _html("", "notice")
                with gr.Row(elem_id="composer-row"):
                    self.box = gr.Textbox(
                        **_box(words),
                        lines=1,
                        max_lines=6,
                        max_length=max(_MOST_TYPED, 2 * face.longest_message),
                        container=False,
                        elem_id="message",
                        scale=1,
                    )
                    self.send = gr.Button(words.send, variant="primary", elem_id="send", scale=0)

    def wire(self, blocks: gr.Blocks) -> None:
        """Connects the events. A change of a picker stops the answer under way and opens a new session."""
        pickers = [self.channel, self.customer, self.language]
        shown = [self.page, self.log, self.notice, self.box, self.send, self.clock]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        asked = _untyped.on(
            [self.send.click, self.box.submit, _event(self.log, "example_select")],
            self.answer,
            [self.page, self.box],
            shown,
            trigger_mode="once",
            **quiet,
        )
        relabelled = [*shown, self.header, self.hint, *pickers]
        begin: dict[str, Any] = {"fn": self.begin, "inputs": pickers, "outputs": relabelled, **quiet}
        blocks.load(**begin)
        changes = [picker.change for picker in pickers]  # `input` also comes from a picker that was only left
        _untyped.on(changes, cancels=[asked], trigger_mode="always_last", **begin)
        self.clock.tick(self.look, [self.page], [self.page, self.log, self.clock], **quiet)
        _event(self.log, "submit")(self.rate_person, [self.page], [self.page, self.log, self.notice], **quiet)
        _event(self.log, "like")(self.rate, [self.page], [self.notice], trigger_mode="multiple", **quiet)

    async def begin(self, channel: str, customer_id: str, language: str) -> tuple[object, ...]:
        """A new session, and every label in its language."""
        page = await self._chat.begin(channel, customer_id or None, language)
        face, words = self._chat.face, page.words
        return (
            *self._shown(page, gr.update(**_box(words))),
            header_html(face, words),
            _hint_html(face, words),
            gr.update(**_channel_picker(face, words)),
            gr.update(**_customer_picker(face, words)),
            gr.update(**_language_picker(face, words)),
        )

    async def answer(
        self, page: Page, written: str, event: gr.EventData
    ) -> AsyncIterator[tuple[object, ...]]:
        """The answer as it comes; the message box is emptied once, and filled again if refused."""
        example = _picked(event)
        box: object = gr.update(value="")
        async for later in self._chat.answer(page, example or written):
            if later.notice:
                box = gr.update(value=example or written)
            yield self._shown(later, box)
            box = _untyped.skip()

    async def look(self, page: Page) -> tuple[object, ...]:
        """What people have written meanwhile; nothing while an answer is under way, which looks by itself."""
        if page.busy:
            return (_untyped.skip(),) * 3
        later = await self._chat.look(page)
        if later == page:
            return (_untyped.skip(),) * 3
        return later, self._chat.value(later), gr.update(active=later.held)

    async def rate_person(self, page: Page, event: gr.EventData) -> tuple[object, ...]:
        """Keeps how good a person's help was."""
        given = _data(event)
        stars, comment = given.get("stars"), given.get("comment")
        if not isinstance(stars, int) or not 1 <= stars <= MOST_STARS:
            return (_untyped.skip(),) * 3
        later = await self._chat.rate_person(page, stars, str(comment or ""))
        return later, self._chat.value(later), notice_html(later.notice)

    async def rate(self, page: Page, event: gr.LikeData) -> str:
        """Keeps a thumb up or down."""
        failure = await self._chat.rate(page, str(event.value), "up" if event.liked else "down")
        return notice_html(failure)

    def _shown(self, page: Page, box: object) -> tuple[object, ...]:
        send = gr.update(value=page.words.send, interactive=not page.busy)
        clock = gr.update(active=page.held)
        return page, self._chat.value(page), notice_html(page.notice), box, send, clock


def _html(value: str, elem_id: str) -> gr.HTML:
    return gr.HTML(value, elem_id=elem_id, apply_default_css=False, js_on_load=None)


def _event(log: gr.HTML, name: str) -> Any:
    """The listener of an event that the page's script triggers; Gradio makes these attributes at run time."""
    return getattr(log, name)


def _picked(event: gr.EventData) -> str:
    """The example question that was clicked; empty when the message box was used."""
    value = _data(event).get("value")
    return value if isinstance(value, str) else ""


def _data(event: gr.EventData) -> dict[str, object]:
    """What the page's script gave with an event."""
    data = cast(object, getattr(event, "_data", None))
    return cast(dict[str, object], data) if isinstance(data, dict) else {}


def _hint_html(face: ShopFace, words: Words) -> str:
    if not face.customers:
        return ""
    return f"<h2>{text_html(words.demo_title)}</h2><p>{text_html(words.demo_hint)}</p>"


def _box(words: Words) -> dict[str, Any]:
    return {"label": words.message, "placeholder": words.placeholder}


def _channel_picker(face: ShopFace, words: Words) -> dict[str, Any]:
    choices = [(words.channels.get(channel, channel), channel) for channel in face.channels]
    return {**_picker("channel", words.channel, choices), "visible": bool(face.customers)}


def _customer_picker(face: ShopFace, words: Words) -> dict[str, Any]:
    choices = [(words.guest, _GUEST), *((choice.label, choice.value) for choice in face.customers)]
    return {
        **_picker("customer", words.customer, choices),
        "visible": bool(face.customers),
        "filterable": True,
    }


def _language_picker(face: ShopFace, words: Words) -> dict[str, Any]:
    choices = [(words.automatic, AUTOMATIC), *((LANGUAGE_NAMES.get(x, x), x) for x in face.languages)]
    return _picker("language", words.language, choices)


def _picker(elem_id: str, label: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
    return {"elem_id": elem_id, "label": label, "choices": choices, "filterable": False}


def page_theme() -> Base:
    """The theme of every page: system fonts, teal and stone."""
    sans = ["system-ui", "-apple-system", "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "sans-serif"]
    return Base(
        primary_hue="teal",
        neutral_hue="stone",
        radius_size="lg",
        font=sans,
        font_mono=["ui-monospace", "Menlo", "Consolas", "monospace"],
    )
