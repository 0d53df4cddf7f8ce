"""Slips of the keyboard as people make them, in a message that was written without: seeded, of one kind each."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pypinyin import Style, pinyin
from pypinyin.constants import PINYIN_DICT

from knowledge.words import chinese_frequency, words

_DATA = Path(__file__).with_name("slips.toml")
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_WORD = re.compile(r"(?<![\w@.#/-])[A-Za-z]{4,}(?![\w@]|[./-]\w)")
_SHORT = re.compile(r"(?<![\w@.])[A-Za-z]{2,}(?![\w@'’])")
_CONTRACTED = re.compile(r"\b[A-Za-z]+['’][a-z]{1,2}\b")
_GAP = re.compile(r"(?<=[a-z]{2}) (?=[a-z]{2})", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
WORDS_A_SLIP = 6
"""A longer message has another slip for so many words."""

Slip = Callable[[str, random.Random], str]


def slipped(text: str, kind: str, rng: random.Random) -> str:
    """The text with slips of that kind; the text itself where it leaves no room for one."""
    times = 1 + len(text.split()) // WORDS_A_SLIP if kind in IN_WORDS else 1
    for _ in range(times):
        text = {**IN_WORDS, **OTHERS, **CHINESE}[kind](text, rng)
    return text


def _in_a_word(change: Slip) -> Slip:
    def slip(text: str, rng: random.Random) -> str:
        found = list(_WORD.finditer(text))
        if not found:
            return text
        match = rng.choice(found)
        return text[: match.start()] + change(match.group(), rng) + text[match.end() :]

    return slip


def _neighbour(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    row = next((keys for keys in _KEYS if word[at].lower() in keys), "")
    place = row.find(word[at].lower())
    near = [row[n] for n in (place - 1, place + 1) if 0 <= n < len(row)] or [word[at]]
    return word[:at] + rng.choice(near) + word[at + 1 :]


def _swapped(word: str, rng: random.Random) -> str:
    at = rng.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _dropped(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word))
    return word[:at] + word[at] + word[at:]


def _by_ear(word: str, rng: random.Random) -> str:
    fitting = [(said, written) for said, written in _data()["sounds"] if said in word.lower()[1:]]
    if not fitting:
        return _dropped(word, rng)
    said, written = fitting[0]
    at = word.lower().index(said, 1)
    return word[:at] + written + word[at + len(said) :]


def _without_apostrophe(text: str, _: random.Random) -> str:
    return _CONTRACTED.sub(lambda m: m.group().replace("'", "").replace("’", ""), text)


def _joined(text: str, rng: random.Random) -> str:
    gaps = [match.start() for match in _GAP.finditer(text)]
    if not gaps:
        return text
    at = rng.choice(gaps)
    return text[:at] + text[at + 1 :]


def _split(word: str, rng: random.Random) -> str:
    at = rng.randrange(2, max(3, len(word) - 1))
    return f"{word[:at]} {word[at:]}"


def _shortened(text: str, _: random.Random) -> str:
    short: Mapping[str, str] = _data()["short"]
    return _SHORT.sub(lambda m: short.get(m.group().lower(), m.group()), text)


def _in_a_chinese_word(change: Callable[[str, int, random.Random], str]) -> Slip:
    """Changes one character of a word of at least two."""

    def slip(text: str, rng: random.Random) -> str:
        places = [
            place
            for word in words(text)
            if word.end - word.start > 1 and all(map(_HAN.match, text[word.start : word.end]))
            for place in range(word.start, word.end)
        ]
        rng.shuffle(places)
        for place in places:
            changed = change(text, place, rng)
            if changed != text:
                return changed
        return text

    return slip


def _homophone(text: str, place: int, rng: random.Random) -> str:
    others = [char for char in _homophones().get(_sound(text[place]), ()) if char != text[place]]
    return text[:place] + rng.choice(others) + text[place + 1 :] if others else text


def _look_alike(text: str, place: int, rng: random.Random) -> str:
    others = [c for pair in _data()["alike"] if text[place] in pair for c in pair if c != text[place]]
    return text[:place] + rng.choice(others) + text[place + 1 :] if others else text


def _left_out(text: str, place: int, _: random.Random) -> str:
    return text[:place] + text[place + 1 :]


def _as_pinyin(text: str, rng: random.Random) -> str:
    found = [
        (word.start, word.end)
        for word in words(text)
        if word.end - word.start > 1 and all(map(_HAN.match, text[word.start : word.end]))
    ]
    if not found:
        return text
    start, end = rng.choice(found)
    said = "".join(sound for (sound, *_) in pinyin(text[start:end], style=Style.NORMAL))
    return f"{text[:start]}{said}{text[end:]}"


def _sound(char: str) -> str:
    return pinyin(char, style=Style.NORMAL)[0][0]


@cache
def _homophones() -> Mapping[str, Sequence[str]]:
    """Common characters by their sound without tone, the most frequent first, eight at most."""
    by_sound: dict[str, list[str]] = {}
    common = (char for char in map(chr, PINYIN_DICT) if chinese_frequency(char) > 0)
    for char in sorted(common, key=chinese_frequency, reverse=True):
        by_sound.setdefault(_sound(char), []).append(char)
    return {sound: chars[:8] for sound, chars in by_sound.items()}


@cache
def _data() -> Any:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


IN_WORDS: Mapping[str, Slip] = {
    "neighbouring key": _in_a_word(_neighbour),
    "swapped letters": _in_a_word(_swapped),
    "dropped letter": _in_a_word(_dropped),
    "doubled letter": _in_a_word(_doubled),
    "by ear": _in_a_word(_by_ear),
}
OTHERS: Mapping[str, Slip] = {
    "no apostrophe": _without_apostrophe,
    "run together": _joined,
    "split word": _in_a_word(_split),
    "shorthand": _shortened,
}
CHINESE: Mapping[str, Slip] = {
    "homophone": _in_a_chinese_word(_homophone),
    "look-alike": _in_a_chinese_word(_look_alike),
    "dropped character": _in_a_chinese_word(_left_out),
    "pinyin": _as_pinyin,
}


def kinds_of(language: str) -> Sequence[str]:
    """The kinds of slips that are made in a language."""
    return tuple(CHINESE) if language == "zh" else (*IN_WORDS, *OTHERS)
