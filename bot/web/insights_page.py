"""The insights page without its widgets: a time and a channel in, what there is to see out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial

from bot.assistant import Assistant
from bot.config import SAMPLE_SHOP, Settings
from bot.conversation import LoggedTurn
from bot.database import now
from bot.errors import InputError
from bot.handover.archive import Archive
from bot.handover.looking_back import Doubt, Past
from bot.insights.calendar import Step, calendar_for
from bot.insights.export import as_csv
from bot.insights.figures import Point, Totals, asked_for, moods, tokens, totals, volume, waits
from bot.insights.people import Handed, handed
from bot.insights.questions import Question, questions, unanswered
from bot.opening import read_if_changed
from bot.web.insights_words import InsightsWords
from knowledge.embedders import load_embedder
from knowledge.embeddings import Embedder
from knowledge.faq_file import add_faq

_log = logging.getLogger(__name__)
MOST_QUESTIONS = 20
MARKED_BY = "insights"
SPAN = timedelta(days=30)
SAMPLE_IS_FIXED = "The sample shop is part of the program. Serve a copy of its folder to add answers to it."

Log = Callable[[datetime, datetime, str | None], Sequence[LoggedTurn]]
AddFaq = Callable[[str, str, str], str]


@dataclass(frozen=True, slots=True)
class Chosen:
    """What to look at: whole days of the shop, the last one included; no channel means all."""

    since: date
    until: date
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """What there is to see of a time; `table` has its turns as CSV."""

    totals: Totals
    step: Step
    volume: tuple[Point, ...]
    moods: tuple[Point, ...]
    waits: tuple[Point, ...]
    tokens: tuple[Point, ...]
    asked_for: tuple[tuple[str, int], ...]
    top: tuple[Question, ...]
    unanswered: tuple[Question, ...]
    table: str
    handed: Handed


@dataclass(frozen=True, slots=True)
class InsightsPage:
    """Reads the log of conversations; `add_faq(question, answer, language)` keeps an answer and gives its id."""

    log: Log
    add_faq: AddFaq
    embedder: Embedder
    now: Callable[[], datetime]
    name: str
    languages: tuple[str, ...]
    channels: tuple[str, ...]
    archive: Archive | None = None

    def last_days(self) -> Chosen:
        """The last 30 days."""
        today = self.now().date()
        return Chosen(today - SPAN, today)

    def view(self, chosen: Chosen, words: InsightsWords) -> View:
        """The figures and questions of the chosen time.

        Raises:
            InputError: the first day lies after the last.
            ServiceError: the database failed.
        """
        turns, calendar = self._turns(chosen, words), calendar_for(chosen.since, chosen.until, self._zone())
        found = questions(turns, self.embedder)
        return View(
            totals=totals(turns),
            step=calendar.step,
            volume=volume(turns, calendar, self.channels),
            moods=moods(turns, calendar),
            waits=waits(turns, calendar, (words.p50, words.p95)),
            tokens=tokens(turns, calendar, (words.tokens_read, words.tokens_written)),
            asked_for=asked_for(turns),
            top=found[:MOST_QUESTIONS],
            unanswered=unanswered(found)[:MOST_QUESTIONS],
            table=as_csv(turns),
            handed=self._handed(turns, chosen),
        )

    def mark(self, doubt: Doubt) -> None:
        """Keeps that the doubt was right.

        Raises:
            NotFoundError: no such reply.
            ServiceError: the database failed.
        """
        if self.archive is not None:
            self.archive.mark(doubt.reply_id, doubt.verdict, MARKED_BY)

    def handed(self, chosen: Chosen, words: InsightsWords) -> Handed:
        """Only what the hand-overs of the chosen time came to; raises as `view`."""
        return self._handed(self._turns(chosen, words), chosen)

    def _handed(self, turns: Sequence[LoggedTurn], chosen: Chosen) -> Handed:
        if self.archive is None:
            return Handed()
        start, end = self._span(chosen)
        asked = tuple(each for each in self.archive.since(start) if each.asked_at < end)
        past = Past(turns, asked, self.archive.claims(), self.archive.ratings())
        return handed(past, self.archive.marks())

    def _turns(self, chosen: Chosen, words: InsightsWords) -> Sequence[LoggedTurn]:
        if chosen.since > chosen.until:
            raise InputError(words.wrong_dates)
        return self.log(*self._span(chosen), chosen.channel)

    def _span(self, chosen: Chosen) -> tuple[datetime, datetime]:
        """The first moment of the chosen time, and the one after its last."""
        zone = self._zone()
        start = datetime.combine(chosen.since, time.min, zone)
        return start, datetime.combine(chosen.until + timedelta(days=1), time.min, zone)

    def _zone(self) -> tzinfo:
        zone = self.now().tzinfo
        assert zone is not None, "the shop's clock has a zone"  # noqa: S101
        return zone


def moment(zone: tzinfo | None) -> datetime:
    """This moment on the shop's clock; conversations carry the real time, also in a shop that stands on a fixed day."""
    return now().astimezone(zone)


def insights_page(assistant: Assistant, settings: Settings) -> InsightsPage:
    """The page over an open assistant; an answer that is kept is read into the store at once."""
    profile, embedder = assistant.knowledge.catalogue.profile, assistant.models.embedder

    def keep(question: str, answer: str, language: str) -> str:
        if settings.shop.resolve() == SAMPLE_SHOP.resolve():
            raise InputError(SAMPLE_IS_FIXED)
        faq = add_faq(settings.shop, question, answer, language)
        read_if_changed(settings, load_embedder(settings.embedding_model), _log.info)
        return faq.faq_id

    return InsightsPage(
        log=assistant.conversations.log,
        add_faq=keep,
        embedder=embedder,
        now=partial(moment, profile.now().tzinfo),
        name=profile.name,
        languages=profile.languages,
        channels=profile.channels,
        archive=assistant.people.archive,
    )
