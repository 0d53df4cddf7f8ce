"""Opinions of suggestions: kept for the session, for a customer on every channel, and never for anybody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.database import open_database
from bot.recommend.opinions import OpinionBook, opinion_in


@pytest.fixture
def book(tmp_path: Path) -> OpinionBook:
    return OpinionBook(open_database(f"sqlite:///{tmp_path / 'test.sqlite'}"))


def test_a_customers_opinion_holds_on_every_channel(book: OpinionBook) -> None:
    book.keep("web-session", "C1", "P4", "dislike")
    assert book.of("mobile-session", "C1").disliked == {"P4"}
    assert book.of("mobile-session", "C2").disliked == set()


def test_a_guests_opinion_holds_in_the_session_only(book: OpinionBook) -> None:
    book.keep("one", None, "P4", "like")
    assert book.of("one", None).liked == {"P4"}
    assert book.of("two", None).liked == set()


def test_a_later_opinion_replaces_an_earlier_one(book: OpinionBook) -> None:
    book.keep("web-session", "C1", "P4", "dislike")
    book.keep("mobile-session", "C1", "P4", "like")
    found = book.of("web-session", "C1")
    assert (found.disliked, found.liked) == (set(), {"P4"})


def test_they_can_be_forgotten(book: OpinionBook) -> None:
    book.keep("web-session", "C1", "P4", "dislike")
    book.keep("other", "C2", "P4", "dislike")
    book.forget("mobile-session", "C1")
    assert book.of("web-session", "C1").disliked == set()
    assert book.of("other", "C2").disliked == {"P4"}


@pytest.mark.parametrize(
    ("text", "opinion"),
    [
        ("that one is not for me", "dislike"),
        ("I don't like it, show me something else", "dislike"),
        ("这个不适合我", "dislike"),
        ("换一款吧", "dislike"),
        ("more like this please", "like"),
        ("多来点这种", "like"),
        ("I'd like a lamp", None),
        ("do you have anything else?", None),
        ("推荐一个台灯", None),
    ],
)
def test_what_a_message_says_of_a_product(text: str, opinion: str | None) -> None:
    assert opinion_in(text) == opinion
