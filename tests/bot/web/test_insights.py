"""The insights page: what it shows of a time, what it keeps, and who may see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.agents import Agents, hashed
from bot.config import Settings
from bot.conversation import LoggedTurn
from bot.database import now
from bot.errors import InputError
from bot.web.handoffs import COOKIE
from bot.web.insights_html import saved_html, section_html, totals_html
from bot.web.insights_page import Chosen, InsightsPage, moment
from bot.web.insights_plots import courses, plot
from bot.web.insights_ui import lists, mount_insights, reader_of
from bot.web.insights_words import INSIGHTS_WORDS, insights_words
from knowledge.embedders import load_embedder
from tests.bot.insights.turns import turn

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 22, 10, tzinfo=ZONE)
WORDS = insights_words("en")


class Shop:
    """A shop with a log and a place for answers; remembers what was asked of it."""

    def __init__(self, *turns: LoggedTurn) -> None:
        self.turns = turns
        self.asked: list[tuple[datetime, datetime, str | None]] = []
        self.kept: list[tuple[str, str, str]] = []

    def log(self, since: datetime, until: datetime, channel: str | None) -> Sequence[LoggedTurn]:
        self.asked.append((since, until, channel))
        return self.turns

    def add_faq(self, question: str, answer: str, language: str) -> str:
        self.kept.append((question, answer, language))
        return "Q007"

    def page(self) -> InsightsPage:
        return InsightsPage(
            log=self.log,
            add_faq=self.add_faq,
            embedder=load_embedder("hash"),
            now=lambda: NOW,
            name="Test & Co",
            languages=("en", "zh"),
            channels=("web", "mobile"),
        )


def test_days_are_the_shops_own_and_the_last_one_counts() -> None:
    shop = Shop()
    shop.page().view(Chosen(date(2026, 11, 1), date(2026, 11, 2), "web"), WORDS)
    assert shop.asked == [
        (datetime(2026, 11, 1, tzinfo=ZONE), datetime(2026, 11, 3, tzinfo=ZONE), "web"),
    ]


def test_it_begins_with_the_last_thirty_days() -> None:
    assert Shop().page().last_days() == Chosen(date(2026, 10, 23), date(2026, 11, 22))


def test_days_in_the_wrong_order_are_said() -> None:
    with pytest.raises(InputError, match="first day"):
        Shop().page().view(Chosen(date(2026, 11, 2), date(2026, 11, 1)), WORDS)


def test_a_view_has_the_figures_and_the_open_questions() -> None:
    shop = Shop(turn("Is it fireproof?", abstained=True), turn("How heavy is it?", channel="mobile"))
    view = shop.page().view(shop.page().last_days(), WORDS)
    assert view.totals.messages == 2
    assert {point.line for point in view.volume} == {"web", "mobile"}
    assert {point.line for point in view.waits} == {WORDS.p50, WORDS.p95}
    assert [question.text for question in view.unanswered] == ["Is it fireproof?"]
    assert len(view.top) == 2


def test_the_table_has_a_line_a_turn() -> None:
    shop = Shop(turn(), turn())
    assert len(shop.page().view(shop.page().last_days(), WORDS).table.splitlines()) == 3


def test_what_shoppers_wrote_cannot_run() -> None:
    hostile = "<script>x</script>"
    assert "<script>" not in section_html(hostile) + saved_html(hostile, failed=True)
    assert "<script>" not in totals_html(None, WORDS, hostile)


def test_no_messages_are_said_in_words_and_not_as_zeros() -> None:
    view = Shop().page().view(Shop().page().last_days(), WORDS)
    assert WORDS.nothing in totals_html(view.totals, WORDS)


def test_both_languages_name_every_intent() -> None:
    english, chinese = INSIGHTS_WORDS["en"], INSIGHTS_WORDS["zh"]
    assert english.intents.keys() == chinese.intents.keys()


@pytest.mark.parametrize(("name", "status"), [("manager", 200), (None, 401)])
def test_only_who_may_see_it_sees_it(name: str | None, status: int) -> None:
    app = mount_insights(FastAPI(), Shop().page(), lambda _: name)
    with TestClient(app) as client:
        assert client.get("/insights/").status_code == status
        assert client.get("/insights").status_code == status
        assert client.get("/insights/config").status_code == status


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("agent", 401), (None, 401)])
def test_outside_a_demonstration_only_administrators_read(
    role: str | None, status: int, tmp_path: Path
) -> None:
    account = {"name": "Ann", "password": hashed("a long password"), "role": role or "agent"}
    given = {"host": "0.0.0.0", "data_dir": tmp_path, "agents": (account,)}
    agents = Agents(Settings(_env_file=None, **given))  # type: ignore[arg-type, call-arg]
    app = mount_insights(FastAPI(), Shop().page(), partial(reader_of, agents, demo=False))
    with TestClient(app) as client:
        if role:
            client.cookies.set(COOKIE, agents.sign_in("Ann", "a long password")[1])
        assert client.get("/insights/").status_code == status


def test_the_clock_is_the_real_one_in_the_shops_zone() -> None:
    told = moment(ZONE)
    assert told.tzinfo == ZONE
    assert abs(told - now()) < timedelta(minutes=1)


def test_a_plot_without_points_is_not_shown() -> None:
    view = Shop().page().view(Shop().page().last_days(), WORDS)
    assert all(plot(course, view.step, WORDS)["visible"] is False for course in courses(view, WORDS))


def test_a_plot_is_worded_in_the_pages_language() -> None:
    page = Shop(turn(), turn(channel="mobile")).page()
    words = INSIGHTS_WORDS["zh"]
    view = page.view(page.last_days(), words)
    told = [plot(course, view.step, words) for course in courses(view, words)]
    assert {line for shown in told for line in shown["value"]["line"]} == {
        "网站", "手机应用", "负面", "中性", "正面", words.p50, words.p95, words.tokens_read, words.tokens_written,
    }  # fmt: skip
    assert all(set(shown["value"]["line"]) <= shown["color_map"].keys() for shown in told)
    assert set(told[0]["value"]["day"]) == {"11/1"}
    assert "秒" in totals_html(view.totals, words)


def test_a_plot_is_as_high_as_what_stands_on_top_of_each_other() -> None:
    page = Shop(turn(), turn(), turn(channel="mobile")).page()
    view = page.view(page.last_days(), WORDS)
    volume, moods, waits, _ = courses(view, WORDS)
    assert plot(volume, view.step, WORDS)["y_lim"] == [0, 3]
    assert plot(moods, view.step, WORDS)["y_lim"] == [0, 100]
    longest = max(point.value for point in waits.points)
    assert plot(waits, view.step, WORDS)["y_lim"] == [0, 1.1 * longest or 1]


def test_that_all_was_answered_is_not_said_as_if_nobody_had_written() -> None:
    view = Shop(turn("How heavy is it?")).page().view(Shop().page().last_days(), WORDS)
    assert (view.unanswered, view.totals.messages) == ((), 1)
    (title, *_) = lists(view, WORDS)
    assert WORDS.all_answered in title and WORDS.nothing not in title
