"""A shop's opening hours and contacts in English and Chinese, whichever of the two `shop.toml` is written in.

Days of the week and the usual keys are put into the other language (`shop_words.csv`); all else stays as it stands.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.words import slug

_WORDS = Path(__file__).with_name("shop_words.csv")
_RANGE = {
    "en": re.compile(r"(?<=day)\s*至\s*(?=[A-Z])"),
    "zh": re.compile(r"(?<=周[一二三四五六日])\s+to\s+(?=周)"),
}
_TO = {"en": " to ", "zh": "至"}
_OTHER = {"en": "zh", "zh": "en"}


def shop_text(value: Any, language: str) -> str:
    """A value of `shop.toml` in one line, in `language` as far as its words are known."""
    if isinstance(value, Mapping):
        items: list[tuple[Any, Any]] = list(value.items())  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        return "; ".join(f"{_key(str(name), language)}: {shop_text(item, language)}" for name, item in items)
    if isinstance(value, list | tuple):
        return ", ".join(shop_text(item, language) for item in list(value))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    return _in(str(value), language)


def _key(name: str, language: str) -> str:
    return _in(slug(name).replace("-", " "), language)


def _in(text: str, language: str) -> str:
    if language not in _OTHER:
        return text
    known = _translations(language)
    found = _pattern(language).sub(lambda match: known[match.group().casefold()], text)
    return _RANGE[language].sub(_TO[language], found)


@cache
def _translations(language: str) -> dict[str, str]:
    with _WORDS.open(encoding="utf-8", newline="") as file:
        return {row[_OTHER[language]].casefold(): row[language] for row in csv.DictReader(file)}


@cache
def _pattern(language: str) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(_translations(language), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if language == "zh" else words, re.IGNORECASE)
