"""Slips of the keyboard in English: what is mended, and what is left alone."""

from __future__ import annotations

import pytest

from knowledge.spelling import Spelling
from knowledge.words import stem_english

SAID = ["battery life", "weight", "waterproof", "tent", "start", "water column", "hoodie", "capacity", "bag"]
NAMES = ["Nordhelm Basecamp 4", "Fernwell Ridge 2 Tent", "Voltana 20", "Quill 75 Keyboard"]


@pytest.fixture(scope="module")
def spelling() -> Spelling:
    return Spelling([stem_english(word) for text in SAID for word in text.split()], NAMES)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("it wont strat and is brokn", "it won't start and is broken"),
        ("wieght of the fernwel rige 2 tnet??", "weight of the fernwell ridge 2 tent??"),
        ("voltna 20 capcity", "voltana 20 capacity"),
        ("how long is the battrey life", "how long is the battery life"),
        ("i did not recieve my refnd", "i did not receive my refund"),
        ("are these headfones in stock", "are these headphones in stock"),
        ("do u hav it pls", "do you have it please"),
        ("whats in the box, i dont see it", "what's in the box, i don't see it"),
        ("is thetent heavy", "is the tent heavy"),
        ("whereis my order", "where is my order"),
        ("a waterproofbag", "a waterproof bag"),
        ("bat tery life", "battery life"),
        ("EXPRES DELIVRY", "express delivery"),
        ("is the Nordhelm Basecmp roomy", "is the Nordhelm basecamp roomy"),
    ],
)
def test_a_slip_is_mended(spelling: Spelling, written: str, meant: str) -> None:
    assert spelling.corrected(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "How heavy is the Fernwell Ridge 2 tent?",
        "my mail is jonh.smyht@exmaple.com",
        "order O0041, tracking TRK000025, code WLCOME10",
        "see www.exmaple.com/brokn",
        "my name is Jonh Smyth",
        "it's a usb-c port, 65W, 30 C",
        "does the macbook work with an oled tv via bluetooth",
        "is its colour grey or gray",
        "a three seater beside the fern I repotted",
        "¿Dónde está mi pedido?",
        "où est ma commande déjà payée",
        "iphone 12 mini kompatibel für",
        "",
    ],
)
def test_what_is_known_or_no_word_of_the_language_stays(spelling: Spelling, text: str) -> None:
    assert spelling.corrected(text) == text


def test_a_word_of_the_shop_alone_is_known(spelling: Spelling) -> None:
    assert spelling.corrected("the voltana") == "the voltana"
    assert Spelling([], []).corrected("the voltna") != "the voltana"


def test_in_a_chinese_message_only_the_shops_names_are_mended(spelling: Spelling) -> None:
    assert spelling.corrected("Basecmp 帐篷防水吗") == "basecamp 帐篷防水吗"
    assert spelling.corrected("U型 typc 接口吗") == "U型 typc 接口吗"
