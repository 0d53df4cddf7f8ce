"""Statements are kept for the session, for a customer on every channel, and are gone once forgotten."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import open_database
from bot.recommend.said import facts_in
from bot.recommend.said_book import SaidBook


@pytest.fixture
def book(tmp_path: Path) -> SaidBook:
    return SaidBook(open_database(f"sqlite:///{tmp_path / 'test.sqlite'}"))


def topics(book: SaidBook, session_id: str, customer_id: str | None) -> list[str]:
    return [kept.fact.topic for kept in book.of(session_id, customer_id)]


def test_a_customers_words_hold_on_every_channel(book: SaidBook) -> None:
    book.keep("one", "C1", "web", facts_in("I hate wool"))
    [kept] = book.of("two", "C1")
    assert (kept.fact.words, kept.channel) == ("I hate wool", "web")
    assert kept.at.tzinfo is not None
    assert topics(book, "two", "C2") == []


def test_a_guests_words_hold_in_the_session_only(book: SaidBook) -> None:
    book.keep("one", None, "web", facts_in("I hate wool"))
    assert (topics(book, "one", None), topics(book, "two", None)) == (["wool"], [])


def test_the_same_said_again_is_kept_once(book: SaidBook) -> None:
    book.keep("one", "C1", "web", facts_in("I hate wool"))
    book.keep("two", "C1", "mobile", facts_in("i dislike Wool"))
    [kept] = book.of("three", "C1")
    assert kept.channel == "mobile"


def test_one_or_all_are_forgotten_and_nobody_elses(book: SaidBook) -> None:
    for customer in ("C1", "C2"):
        book.keep(f"of-{customer}", customer, "web", facts_in("I hate wool. I'm vegan."))
    book.forget("two", "C1", facts_in("I'm vegan"))
    assert topics(book, "two", "C1") == ["wool"]
    book.forget("two", "C1")
    assert topics(book, "two", "C1") == []
    assert sorted(topics(book, "two", "C2")) == ["vegan", "wool"]
