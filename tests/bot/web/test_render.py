"""Everything a shopper, a shop or a model wrote reaches the page as text, in words of the page's language."""

from __future__ import annotations

import dataclasses
import string

import pytest
from bs4 import BeautifulSoup

from bot.fakes import scripted_reply
from bot.messages import Card, CardField, Citation, ErrorEvent, FinalEvent, Reply, Sentiment, Timings
from bot.recommend.opinions import opinion_in
from bot.web.cards_html import card_html, web_address
from bot.web.render import sentence_html, text_html, turn_blocks
from bot.web.turn_view import TurnView
from bot.web.words import WORDS, words_for

HOSTILE = (
    '<script>alert(1)</script><img src=x onerror="alert(2)">\'"> **bold** [link](javascript:alert(3)) `code`'
)
EN = words_for("en")


def _soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _answer(reply: Reply, language: str = "en") -> BeautifulSoup:
    turn = TurnView(1, "question", language).after(FinalEvent(reply=reply))
    return _soup("".join(html for _, html in turn_blocks(turn)[1]["parts"]))


def _hostile_card() -> Card:
    return Card(
        kind="product",
        id=HOSTILE,
        title=HOSTILE,
        subtitle=HOSTILE,
        fields=(CardField(label=HOSTILE, value=HOSTILE),),
        reason=HOSTILE,
        price=HOSTILE,
        stock=HOSTILE,
        rating=4.0,
        image="javascript:alert(1)",
        url="javascript:alert(1)",
        source=HOSTILE,
    )


def _hostile_turn() -> BeautifulSoup:
    reply = scripted_reply(
        HOSTILE + " [1]",
        reply_id=HOSTILE,
        cards=(_hostile_card(),),
        citations=(Citation(n=1, source=HOSTILE, title=HOSTILE, quote=HOSTILE),),
    )
    turn = TurnView(1, HOSTILE, "en").after(FinalEvent(reply=reply))
    return _soup("".join(html for block in turn_blocks(turn) for _, html in block["parts"]))


def test_no_text_becomes_an_element() -> None:
    soup = _hostile_turn()
    assert not soup.find_all(
        ["script", "img", "strong", "b", "iframe", "style"], string=lambda t: t != "★ 4.0"
    )
    assert not soup.find_all("img")
    handlers = [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert handlers == []


def test_hostile_text_stays_readable_as_it_was_written() -> None:
    soup = _hostile_turn()
    assert soup.get_text().count(HOSTILE) >= 11


def test_only_marks_become_links_and_they_stay_on_the_page() -> None:
    links = [tag["href"] for tag in _hostile_turn().find_all("a")]
    assert links == ["#a1-1"]


def test_markdown_is_not_read() -> None:
    html = sentence_html("**bold** _it_ `x` [t](http://e.com) # h", "a1", ())
    assert html.strip() == text_html("**bold** _it_ `x` [t](http://e.com) # h")
    assert "<" not in html


def test_control_characters_are_dropped_and_line_breaks_kept() -> None:
    assert text_html("a\x00b\x1b[31m\nc") == "ab[31m\nc"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://shop.example/p/1?a=1&b=2", "https://shop.example/p/1?a=1&b=2"),
        ("HTTP://shop.example", "HTTP://shop.example"),
        ("javascript:alert(1)", None),
        ("JaVaScRiPt:alert(1)", None),
        (" data:text/html,x", None),
        ("//shop.example/x", None),
        ("https://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_only_web_addresses_are_linked(url: str | None, shown: str | None) -> None:
    assert web_address(url) == shown


def test_a_mark_links_only_to_a_source_that_was_sent() -> None:
    soup = _soup(sentence_html("It weighs 2.1 kg [1] and folds [7].", "a3", {1}))
    assert [(a["href"], a.text) for a in soup.find_all("a")] == [("#a3-1", "[1]")]
    assert soup.text.strip() == "It weighs 2.1 kg [1] and folds [7]."


def test_a_source_opens_to_its_quote_and_id() -> None:
    quote = Citation(n=2, source="policy:returns#gold", title="Returns", quote="Gold: 60 days.")
    soup = _answer(scripted_reply("60 days [2].", citations=(quote,)))
    details = soup.find("details", id="a1-2")
    assert details is not None
    assert "open" not in details.attrs
    assert details.blockquote.text == "Gold: 60 days."
    assert details.code.text == "policy:returns#gold"
    assert [span.text for span in details.summary.find_all("span")] == ["2", "Returns", "Policy"]


def test_a_card_shows_all_it_was_given() -> None:
    card = Card(
        kind="recommendation",
        id="P7",
        title="Lamp",
        subtitle="Alder",
        price="€49.90",
        stock="3 in stock",
        rating=4.25,
        rating_count=8,
        reason="Cheapest",
        url="https://shop.example/p7",
        fields=(CardField(label="Weight", value="1 kg"),),
    )
    soup = _soup(card_html(card, EN))
    assert soup.section["aria-label"] == "Suggestion: Lamp"
    for text in ("P7", "Alder", "€49.90", "3 in stock", "★ 4.2", "8 reviews", "Cheapest", "Weight", "1 kg"):
        assert text in soup.text
    assert soup.a["href"] == "https://shop.example/p7"
    assert soup.a["rel"] == ["noopener", "noreferrer"]


def test_a_bare_card_has_no_empty_lines() -> None:
    soup = _soup(card_html(Card(kind="policy", id="returns", title="Returns"), EN))
    assert [tag.name for tag in soup.section.find_all(True, recursive=False)] == ["p", "h3"]


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({"abstained": True}, EN.abstained),
        ({"verified": False}, EN.unverified),
        ({"route": "human"}, EN.handed_over),
        ({}, None),
    ],
)
def test_what_the_shopper_must_know_is_said_in_words(fields: dict[str, object], note: str | None) -> None:
    notes = [p.text for p in _answer(scripted_reply("Yes.", **fields)).select("p.note")]
    assert notes == ([note] if note else [])


def test_the_demo_line_names_mood_route_and_time() -> None:
    reply = scripted_reply(
        sentiment=Sentiment(label="negative", score=-0.86, confidence=0.9),
        timings_ms=Timings(first_event=300, first_sentence=1240, total=4100),
    )
    facts = _answer(reply).select_one(".facts")
    assert facts is not None
    assert facts.text == (
        "Mood: negative (-0.86) · Answered by the assistant · 4.1 s in all · first words after 1.2 s"
    )
    assert "情绪：负面" in _answer(reply, "zh").text


def test_an_error_shows_its_polite_words() -> None:
    turn = TurnView(1, "q", "en").after(ErrorEvent(code="x", message="Please try again <later>."))
    parts = dict(turn_blocks(turn)[1]["parts"])
    assert _soup(parts["notes"]).text == "Please try again <later>."
    assert "status" not in parts


def test_while_waiting_the_page_says_what_happens() -> None:
    parts = dict(turn_blocks(TurnView(1, "q", "zh"))[1]["parts"])
    assert list(parts) == ["status"]
    assert _soup(parts["status"]).text == WORDS["zh"].looking


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    assert isinstance(value, dict)
    return list(value.values())


@pytest.mark.parametrize("field", [f.name for f in dataclasses.fields(EN)])
def test_both_languages_have_every_string_with_the_same_blanks(field: str) -> None:
    english, chinese = _texts(getattr(WORDS["en"], field)), _texts(getattr(WORDS["zh"], field))
    assert len(english) == len(chinese)
    for one, other in zip(english, chinese, strict=True):
        assert one and other
        assert _blanks(one) == _blanks(other)


def _blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_choices_are_buttons_of_the_newest_answer_only() -> None:
    reply = scripted_reply("Which one?", choices=("The <b>red</b> one", "The blue one"))
    turn = TurnView(1, "q", "en").after(FinalEvent(reply=reply))
    buttons = _soup(dict(turn_blocks(turn)[1]["parts"])["choices"]).find_all("button")
    assert [button["data-ask"] for button in buttons] == ["The <b>red</b> one", "The blue one"]
    assert "choices" not in dict(turn_blocks(turn, newest=False)[1]["parts"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_a_suggestions_buttons_say_is_understood_as_an_opinion(language: str) -> None:
    card = Card(kind="recommendation", id="P1", title="Moka Pot")
    buttons = _soup(card_html(card, WORDS[language])).find_all("button")
    assert [opinion_in(button["data-ask"]) for button in buttons] == ["like", "dislike"]
    assert all("Moka Pot" in button["data-ask"] and "Moka Pot" in button["aria-label"] for button in buttons)


def test_a_message_to_a_person_is_said_to_be_delivered() -> None:
    notes = _answer(scripted_reply("", route="human")).select(".note")
    assert [note.text for note in notes] == ["Delivered"]
