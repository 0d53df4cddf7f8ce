"""Cutting a stream of text into sentences, in English and Chinese."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[。！？]+[”』」）)]*|(?<![A-Z0-9][a-z]\.)(?<!\b[A-Z]\.)[.!?]+[\"”)]*(?=\s))\s*|\n+")
_ABBREVIATIONS = (
    "e.g.",
    "i.e.",
    "approx.",
    "incl.",
    "max.",
    "min.",
    "no.",
    "vs.",
    "dr.",
    "mr.",
    "ms.",
    "st.",
)
_CLAUSE = re.compile(r"[,;.!?](?=\s|$)|[，；。！？]")
LONGEST = 600
_WORD = re.compile(r"[^\W\d_]{2,}|[\u3400-\u9fff]")
_FIGURE = re.compile(r"\d\s*(?:[°℃℉%€]|[A-Za-z]\b)|[$€£¥￥]\s*\d")
_CODE = re.compile(r"[{\[]\s*(?:[\"'{\[]|$)|</?\w+>|```")


def cut(text: str) -> tuple[tuple[str, ...], str]:
    """The finished sentences of a text that is still being written, and the rest of it."""
    done: list[str] = []
    start = 0
    for match in _END.finditer(text):
        piece = text[start : match.end()].strip()
        if piece.lower().endswith(_ABBREVIATIONS):
            continue
        if piece:
            done.append(piece)
        start = match.end()
    return tuple(done), text[start:]


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a finished text."""
    done, rest = cut(text)
    return (*done, rest.strip()) if rest.strip() else done


def clauses(text: str) -> tuple[str, ...]:
    """The pieces of a text between its commas, semicolons and full stops; "4.5" and "1,000" stay whole."""
    return tuple(piece for piece in _CLAUSE.split(text) if piece.strip())


def is_prose(sentence: str) -> bool:
    """Whether a text could be a sentence at all: it holds words or a figure with its unit, and is no JSON or tag.

    It has at most `LONGEST` characters.
    """
    told = _WORD.search(sentence) or _FIGURE.search(sentence)
    return bool(told) and len(sentence) <= LONGEST and not _CODE.match(sentence.strip())
