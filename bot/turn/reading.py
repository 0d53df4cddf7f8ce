"""How the small classifiers read a message: Chinese word by word in English, with the cues that stand in it.

The sentence model knows English only, and a head trained on a thousand utterances has met few words. So Chinese is
glossed with a hand-written glossary, which lets utterances of both languages teach the same weights, and patterns
for what shoppers talk about ("parcel", "courier" and "tracking number" are one cue) are named at the text's end.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from knowledge.lexicon import spoken_chinese

LONGEST = 600
_MOST_RECENT = 64
"""Texts whose reading is remembered: several models of a turn read one message."""
_CUES = Path(__file__).with_name("cues.toml")
_CJK = re.compile(r"[\u3400-\u9fff]")
_PARTICLES = "的了吗呢吧么啊呀"
_FULL_WIDTH = str.maketrans("？！，。：；（）　", "?!,.:;() ")


def has_chinese(text: str) -> bool:
    """Whether any Chinese character stands in the text."""
    return bool(_CJK.search(text))


@lru_cache(maxsize=_MOST_RECENT)
def glossed(text: str) -> str:
    """The text with every Chinese phrase of the glossary in English; unknown Chinese is left out.

    A text without Chinese comes back as it is, cut to its first `LONGEST` characters.
    """
    text = text[:LONGEST]
    if not has_chinese(text):
        return text
    glossary, pattern = _glossary()
    words = (glossary.get(found, found) for found in pattern.findall(text.translate(_FULL_WIDTH)))
    return " ".join(word for word in words if word)


def known_share(text: str) -> float:
    """Share of a text's Chinese characters that the glossary knows, particles apart; 1.0 without any."""
    glossary, pattern = _glossary()
    known = sum(_characters(found) for found in pattern.findall(text) if found in glossary)
    total = _characters(text)
    return known / total if total else 1.0


def _characters(text: str) -> int:
    return len(_CJK.findall(text)) - sum(text.count(particle) for particle in _PARTICLES)


def cues(text: str) -> tuple[str, ...]:
    """Names of the cues that stand in an English or glossed text."""
    return tuple(name for name, pattern in _patterns().items() if pattern.search(text))


def head_text(text: str) -> str:
    """What a head reads: the glossed text and its cues."""
    english = glossed(text)
    return " ".join([english, *(f"q{name}" for name in cues(english))])


@cache
def _glossary() -> tuple[Mapping[str, str], re.Pattern[str]]:
    glossary = spoken_chinese()
    longest_first = sorted(glossary, key=len, reverse=True)
    phrases = "|".join(re.escape(phrase) for phrase in longest_first)
    return glossary, re.compile(rf"{phrases}|[a-zA-Z0-9]+(?:[ .'-][a-zA-Z0-9]+)*|[?!,.]")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    with _CUES.open("rb") as file:
        return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in tomllib.load(file).items()}
