"""Marks for the words of a lexicon, their negation, shouting and questions, appended to a text.

The classifier sees only n-grams that its training texts had; the marks let a word it has never met count.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HARMLESS = "harmless"
LEXICON = Path(__file__).with_name("lexicon.toml")
MOST = 3  # more marks of one kind say nothing new

_NEGATED_EN = (
    r"(?:\b(?:not|no|never|hardly|barely|without|nothing|neither|nor|cannot)|n['’]?t)(?:\s+[\w'’]+){0,2}\s+$"
)
_NEGATED_ZH = (
    r"(?:不|不是|不会|不够|没|没有|没那么|别|无|毫无|不再|并不|未|谈不上)(?:再|太|很|是很|那么|觉得|感到)?$"
)
_NEGATED = re.compile(f"(?:{_NEGATED_EN}|{_NEGATED_ZH})", re.IGNORECASE)
_LOUD = re.compile(r"\b[A-Z]{4,}\b.*\b[A-Z]{2,}\b|[!！]\s*[!！]")
_RHETORIC = re.compile(r"[?？][!！?？]|[!！][?？]")
_ASKS = re.compile(
    r"[?？]|[吗呢么]\s*$|^(?:what|where|when|which|who|how|is|are|do|does|can|could|would|any)\b|怎么|什么|哪|多少|几|能不能",
    re.IGNORECASE,
)


def annotate(text: str) -> str:
    """The text followed by its marks, such as `xanger xnotpraise`."""
    return " ".join([text, *_marks(text)])


def _marks(text: str) -> Iterator[str]:
    kinds = _counts(_harmless().sub(" ", text.replace("’", "'")))
    if _LOUD.search(text):
        kinds["xloud"] = 1
    if _RHETORIC.search(text):
        kinds["xrhetoric"] = 1
    elif _ASKS.search(text):
        kinds["xasks"] = 1
    for kind, count in kinds.items():
        yield from (f"{kind}{'q' * n}" for n in range(min(count, MOST)))
    yield "xset" + "".join(kinds)


def _counts(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for kind, pattern in _lexicon().items():
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 30) : match.start()]
            mark = f"x{'not' if _NEGATED.search(before) else ''}{kind.replace('_', '')}"
            counts[mark] = counts.get(mark, 0) + 1
    return counts


@cache
def _lexicon() -> dict[str, re.Pattern[str]]:
    content = tomllib.loads(LEXICON.read_text(encoding="utf-8"))
    return {kind: _pattern(entry) for kind, entry in content.items() if kind != HARMLESS}


@cache
def _harmless() -> re.Pattern[str]:
    return _pattern(tomllib.loads(LEXICON.read_text(encoding="utf-8"))[HARMLESS])


def _pattern(entry: dict[str, str]) -> re.Pattern[str]:
    english = "|".join(_word(word) for word in entry["en"].split())
    chinese = "|".join(sorted(map(re.escape, entry["zh"].split()), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{english})(?!\w)|{chinese}|[{entry['emoji']}]", re.IGNORECASE)


def _word(word: str) -> str:
    ending = r"\w*" if word.endswith("*") else ""
    return re.escape(word.removesuffix("*")).replace("_", r"\s+") + ending
