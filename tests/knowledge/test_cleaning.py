from __future__ import annotations

import time

import pytest

from knowledge.cleaning import clean_values, detect_language, html_to_text, plain_text, search_key


def test_control_invisible_and_direction_characters_go() -> None:
    assert plain_text(" a\x00b\u200b\u202ec\ud800\U000e0041\x1b ") == "abc"


def test_lines_emoji_and_letters_stay() -> None:
    assert plain_text("one\r\ntwo\rthree 👩\u200d🔧 café 电") == "one\ntwo\nthree 👩\u200d🔧 café 电"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("<p>Hello <b>w</b>orld &amp; co</p>", "Hello world & co"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>quiet</li><li>light</li></ul>", "- quiet\n- light"),
        ("<table><tr><td>Weight</td><td>1 kg</td></tr></table>", "Weight 1 kg"),
        ("<p>a</p><script>steal()</script><style>p{}</style><!-- hidden --><p>b</p>", "a\n\nb"),
        ("5 &lt; 6 &eacute;", "5 < 6 é"),
        ("5 < 6, I <3 it, <size> > 2, AT&T, ?a=1&copy=2", "5 < 6, I <3 it, <size> > 2, AT&T, ?a=1&copy=2"),
        ("fits <size> <b>well</b>", "fits <size> well"),
        ("a <!-- that never ends <i>b</i>", "a that never ends b"),
    ],
)
def test_html_becomes_text_and_text_stays(given: str, expected: str) -> None:
    assert html_to_text(given) == expected


@pytest.mark.parametrize("piece", ["<!--", "<b>", "<b a='", "<![CDATA[", "<script>", "<title>", "&", "</p>"])
def test_hostile_markup_takes_no_long_time(piece: str) -> None:
    start = time.perf_counter()
    html_to_text(f"<p>{piece * 8_000}")
    assert time.perf_counter() - start < 4


def test_a_record_is_cleaned_all_through() -> None:
    raw = {
        "name": " <b>Kettle</b> ",
        "url": "/?a&amp;b",
        "brand": " ",
        "note": None,
        "lines": [{"name": "A &amp; B", "id": "\x00L1"}, ""],
        "attributes": {"weight\x00": "1&nbsp;kg", "colour": None},
        "stock": 0,
        "verified": False,
    }
    assert clean_values(raw) == {
        "name": "Kettle",
        "url": "/?a&amp;b",
        "lines": [{"name": "A & B", "id": "L1"}],
        "attributes": {"weight": "1\xa0kg"},
        "stock": 0,
        "verified": False,
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ｋｅｔｔｌｅ  1L", "kettle 1l"),
        ("it’s — “fine”", 'it\'s - "fine"'),
        ("STRASSE", "straße"),
        ("a\n b", "A B"),
    ],
)
def test_search_keys_of_one_thing_are_one(one: str, other: str) -> None:
    assert search_key(one) == search_key(other)


def test_search_keys_of_two_things_are_two() -> None:
    assert search_key("kettle 1l") != search_key("kettle 2l")


@pytest.mark.parametrize(
    ("text", "languages", "expected"),
    [
        ("Boils fast", ["en", "zh"], "en"),
        ("烧水很快", ["en", "zh"], "zh"),
        ("The 电 sign is printed upside down", ["en", "zh"], "en"),
        ("烧水很快", ["en", "zh-TW"], "zh-TW"),
        ("烧水很快", ["en"], "zh"),
        ("お湯がすぐ沸く", ["en", "zh"], "en"),
        ("Boils fast", ["zh", "en"], "en"),
        ("👍 10/10", ["zh", "en"], "zh"),
    ],
)
def test_the_language_of_a_text(text: str, languages: list[str], expected: str) -> None:
    assert detect_language(text, languages) == expected
