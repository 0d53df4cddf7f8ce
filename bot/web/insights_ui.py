"""The insights page's widgets: Gradio Blocks over `InsightsPage`, mounted on the web application."""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import gradio as gr
import pandas as pd  # pyright: ignore[reportMissingTypeStubs]
from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

from bot.agents import DEMO, Agents
from bot.errors import AccessError, ShopkeeperError
from bot.handover.looking_back import Doubt
from bot.insights.questions import Question
from bot.web.chat_ui import LANGUAGE_NAMES, mount_page
from bot.web.handoffs import COOKIE
from bot.web.insights_html import faq_html, header_html, saved_html, section_html, totals_html
from bot.web.insights_page import Chosen, InsightsPage, View
from bot.web.insights_people import PeopleWidgets
from bot.web.insights_plots import bars, courses, dots, legends, plot
from bot.web.insights_words import InsightsWords, insights_words
from bot.web.words import words_for
from knowledge.errors import KnowledgeError

_log = logging.getLogger(__name__)
_untyped: Any = gr
_UNCHANGED: Any = _untyped.skip()
_ALL = ""
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_NAME_CALENDARS = """() => {
  for (const button of document.querySelectorAll("#filters button.calendar")) {
    const label = button.closest(".block").querySelector("[data-testid=block-info]");
    button.setAttribute("aria-label", label.textContent.trim());
  }
}"""
"""Gradio leaves the buttons that open its calendars without a name."""
MaySee = Callable[[Request], str | None]


def mount_insights(app: FastAPI, page: InsightsPage, may_see: MaySee) -> FastAPI:
    """`app` with the page at `/insights`, for those whom `may_see` gives a name; others get status 401."""
    css = ["chat.css", "insights.css"]
    app.add_api_route("/insights", _with_slash, include_in_schema=False)
    return mount_page(app, insights_blocks(page), "/insights", css, auth_dependency=may_see)


def _with_slash() -> RedirectResponse:
    """To where the page is: beside a page at / nothing else adds the slash."""
    return RedirectResponse("insights/")


def reader_of(agents: Agents, request: Request, *, demo: bool) -> str | None:
    """The name of an administrator who has signed in at `/agent`; in demo mode anybody may read."""
    if demo:
        return DEMO
    try:
        agent = agents.who(request.cookies.get(COOKIE))
    except AccessError:
        return None
    return agent.name if agent.role == "admin" else None


def insights_blocks(page: InsightsPage) -> gr.Blocks:
    """The page: filters, totals, plots, questions, and the form that answers one."""
    title = f"{insights_words(page.languages[0]).title} · {page.name}"
    with gr.Blocks(title=title, analytics_enabled=False, fill_width=True) as blocks:
        _Widgets(page).wire(blocks)
    blocks.queue(default_concurrency_limit=2, api_open=False)
    return blocks


class _Widgets:
    """The widgets and what their events do. Everything shown follows from the four filters."""

    def __init__(self, page: InsightsPage) -> None:
        self._page = page
        chosen, language = page.last_days(), page.languages[0]
        words = insights_words(language)
        self.open_questions = gr.State(())
        self.legends = gr.State(())
        with gr.Column(elem_id="insights"):
            self.header = _html("insights-header")
            with gr.Row(elem_id="filters"):
                self.since = _day(chosen.since.isoformat(), words.since, "since")
                self.until = _day(chosen.until.isoformat(), words.until, "until")
                self.channel = gr.Dropdown(value=_ALL, elem_id="insights-channel", **_channels(page, words))
                self.language = gr.Dropdown(
                    [(LANGUAGE_NAMES.get(each, each), each) for each in page.languages],
                    value=language,
                    label=words.language,
                    filterable=False,
                    elem_id="insights-language",
                )
            self.totals = _html("totals")
            with gr.Row(elem_classes="plots"):
                volume, moods = bars("volume"), bars("moods")
            with gr.Row(elem_classes="plots"):
                waits, tokens = dots("waits"), bars("tokens")
            self.courses = (volume, moods, waits, tokens)
            with gr.Row(elem_classes="plots"):
                self.intents = gr.BarPlot(
                    x="intent",
                    y="value",
                    sort="-y",
                    y_lim=[0, None],
                    x_label_angle=-20,
                    height=280,
                    elem_id="intents",
                )
            self.people = PeopleWidgets()
            self.open_title = _html("open-title")
            self.open = gr.Dataframe(interactive=False, wrap=True, elem_id="open-questions", buttons=[])
            with gr.Column(elem_id="faq"):
                self.faq_title = _html("faq-title")
                self.question = gr.Dropdown(
                    [], label=words.question, allow_custom_value=True, elem_id="faq-question"
                )
                self.answer = gr.Textbox(label=words.answer, lines=3, elem_id="faq-answer")
                self.save = gr.Button(words.save, variant="primary", elem_id="faq-save")
                self.saved = _html("faq-saved")
            self.top_title = _html("top-title")
            self.top = gr.Dataframe(interactive=False, wrap=True, elem_id="top-questions", buttons=[])
            self.export = gr.DownloadButton(words.export, elem_id="export")

    def wire(self, blocks: gr.Blocks) -> None:
        """Connects the events."""
        filters = [self.since, self.until, self.channel, self.language]
        self.shown = [
            self.header, *filters, self.totals, *self.courses, self.legends, self.intents,
            self.open_title, self.open, self.open_questions, self.faq_title, self.question, self.answer, self.save,
            self.top_title, self.top, self.export, *self.people.outputs,
        ]  # fmt: skip
        show: dict[str, Any] = {"fn": self.show, "inputs": filters, "outputs": self.shown, **_QUIET}
        self._drawn(blocks.load(**show))
        changes = [self.since.change, self.until.change, self.channel.input, self.language.input]
        self._drawn(_untyped.on(changes, trigger_mode="always_last", **show))
        self.open.select(self.pick, [self.open_questions], [self.question], **_QUIET)
        self.people.wire(self.mark, filters, _QUIET)
        self.save.click(
            self.keep, [self.question, self.answer, self.language], [self.saved, self.answer], **_QUIET
        )

    def _drawn(self, shown: Any) -> None:
        """What is done once the values are there."""
        shown.then(legends, [self.legends], list(self.courses), **_QUIET).then(None, js=_NAME_CALENDARS)

    def show(
        self, since: datetime | None, until: datetime | None, channel: str, language: str
    ) -> tuple[object, ...]:
        """Every widget for the filters."""
        words, page = insights_words(language), self._page
        chosen = _chosen(page, since, until, channel)
        labels = (
            header_html(page.name, words),
            gr.update(label=words.since), gr.update(label=words.until),
            gr.update(**_channels(page, words)), gr.update(label=words.language),
        )  # fmt: skip
        try:
            view = page.view(chosen, words)
        except ShopkeeperError as error:
            rest = len(self.shown) - len(labels) - 1
            return (*labels, totals_html(None, words, str(error)), *[_UNCHANGED] * rest)
        people = self.people.shown(view.handed, words)
        return (
            *labels,
            *_figures(view, words),
            *lists(view, words),
            _file(view.table, chosen, words),
            *people,
        )

    def mark(
        self,
        picked: Doubt | None,
        since: datetime | None,
        until: datetime | None,
        channel: str,
        language: str,
    ) -> tuple[object, ...]:
        """Marks the picked message, and shows the hand-overs anew."""
        words, page = insights_words(language), self._page
        try:
            if picked is not None:
                page.mark(picked)
            found = page.handed(_chosen(page, since, until, channel), words)
        except ShopkeeperError as error:
            return self.people.failed(str(error))
        return self.people.shown(found, words, saved_html(words.marked, failed=False) if picked else "")

    def pick(self, found: tuple[Question, ...], event: gr.SelectData) -> str:
        """The question of the row that was clicked, into the form."""
        place: Any = event.index
        row = int(place[0])
        return found[row].text if 0 <= row < len(found) else ""

    def keep(self, question: str, answer: str, language: str) -> tuple[str, object]:
        """Keeps the answer; it stays in the form when that failed."""
        words = insights_words(language)
        try:
            faq_id = self._page.add_faq(question, answer, language)
        except (ShopkeeperError, KnowledgeError) as error:
            return saved_html(str(error), failed=True), _UNCHANGED
        except Exception:
            _log.exception("an answer could not be kept")
            return saved_html(words_for(language).failed, failed=True), _UNCHANGED
        return saved_html(words.saved.format(faq_id=faq_id), failed=False), ""


def _chosen(page: InsightsPage, since: datetime | None, until: datetime | None, channel: str) -> Chosen:
    """The filters; a day that was cleared is the default one."""
    usual = page.last_days()
    return Chosen(
        since.date() if since else usual.since, until.date() if until else usual.until, channel or None
    )


def _figures(view: View, words: InsightsWords) -> tuple[object, ...]:
    asked = [(words.intents.get(intent, intent), count) for intent, count in view.asked_for]
    found = courses(view, words)
    return (
        totals_html(view.totals, words),
        *[plot(course, view.step, words) for course in found],
        [list(course.colours) for course in found],
        gr.update(
            value=pd.DataFrame(asked, columns=["intent", "value"]) if asked else None,
            visible=bool(asked),
            title=words.asked_for, x_title=words.intent, y_title=words.times,
        ),
    )  # fmt: skip


def lists(view: View, words: InsightsWords) -> tuple[object, ...]:
    """The questions without an answer, the form that answers one, and the questions asked most."""
    silent = words.all_answered if view.totals.messages else words.nothing
    return (
        section_html(words.open_questions, words.open_hint if view.unanswered else silent),
        _table(view.unanswered, words),
        view.unanswered,
        faq_html(words),
        gr.update(label=words.question, choices=[question.text for question in view.unanswered]),
        gr.update(label=words.answer),
        gr.update(value=words.save),
        section_html(words.top, "" if view.top else words.nothing),
        _table(view.top, words),
    )


def _table(found: Sequence[Question], words: InsightsWords) -> dict[str, Any]:
    headers = [words.question, words.asked, words.without_answer, words.channels]
    names = words_for(words.language_tag).channels
    rows = [
        [q.text, q.asked, q.unanswered, ", ".join(names.get(each, each) for each in q.channels)]
        for q in found
    ]
    return gr.update(value=pd.DataFrame(rows, columns=headers), visible=bool(rows))


def _file(table: str, chosen: Chosen, words: InsightsWords) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="shopkeeper-"))
    path = folder / f"conversations-{chosen.since}-{chosen.until}.csv"
    path.write_text(table, encoding="utf-8")
    return gr.update(label=words.export, value=str(path))


def _channels(page: InsightsPage, words: InsightsWords) -> dict[str, Any]:
    names = words_for(words.language_tag).channels
    choices = [(words.all_channels, _ALL), *((names.get(each, each), each) for each in page.channels)]
    return {"label": words.channel, "choices": choices, "filterable": False}


def _day(value: str, label: str, elem_id: str) -> gr.DateTime:
    return gr.DateTime(value, include_time=False, type="datetime", label=label, elem_id=elem_id)


def _html(elem_id: str) -> gr.HTML:
    return gr.HTML("", elem_id=elem_id, apply_default_css=False, js_on_load=None)
