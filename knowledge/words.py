"""Words of English and Chinese text: segmented, lightly stemmed, without stop words."""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from itertools import pairwise
from typing import Any, cast

from knowledge.hanzi import simplified_character
from knowledge.lexicon import lexicon

_CJK = "㐀-䶿一-鿿豈-﫿"
_PIECE = re.compile(rf"[{_CJK}]+|\d+(?:[.,]\d+)+|[^\W_{_CJK}]+(?:'[^\W\d_{_CJK}]+)?")
_HAS_CJK = re.compile(f"[{_CJK}]")
_MIXED = re.compile(r"\d+|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its stem and where it stands (character offsets)."""

    stem: str
    start: int
    end: int


def has_cjk(text: str) -> bool:
    """Whether any character is a Chinese one."""
    return _HAS_CJK.search(text) is not None


def words(text: str) -> tuple[Word, ...]:
    """Every word with its place, stop words included; compatibility forms (full-width letters) are folded."""
    folded = _fold(text)
    return tuple(
        Word(stem, match.start() + start, match.start() + end)
        for match in _PIECE.finditer(folded)
        for stem, start, end in _split(match.group())
    )


@lru_cache(maxsize=4096)
def content_stems(text: str) -> tuple[str, ...]:
    """Stems that carry meaning, in order, repeats kept: what is indexed and looked up."""
    pieces: list[str] = _PIECE.findall(_fold(text))
    return tuple(stem for piece in pieces for stem in _content(piece))


def is_stop(stem: str) -> bool:
    """Whether a stem is too common to say anything."""
    return stem in _stop_stems()


@cache
def _stop_stems() -> frozenset[str]:
    return lexicon().stop | {stem_english(word) for word in lexicon().stop}


def stem_english(word: str) -> str:
    """A light stem without plural, -ing and -ed: `weighs` and `weighing` become `weigh`."""
    word = word.removesuffix("'s")
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    return _without_verb_ending(_without_plural(word))


def slug(text: str) -> str:
    """A name as a source id's part: `Battery life (h)` becomes `battery-life-h`; Chinese stays as it is."""
    return (
        "-".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())).replace("_", "-")
        or "part"
    )


def _fold(text: str) -> str:
    """NFKC, lower case and simplified characters, one by one, so that offsets stay those of the text."""
    return "".join(_fold_one(char) for char in text) if not text.isascii() else text.lower()


@lru_cache(maxsize=8192)
def _fold_one(char: str) -> str:
    folded = unicodedata.normalize("NFKC", char).lower()
    return "'" if char in "’‘" else simplified_character(folded) if len(folded) == 1 else char


@lru_cache(maxsize=65536)
def _content(piece: str) -> tuple[str, ...]:
    return tuple(stem for stem, _, _ in _split(piece) if not is_stop(stem))


@lru_cache(maxsize=65536)
def _split(piece: str) -> tuple[tuple[str, int, int], ...]:
    """The stems of a piece with their offsets in it: `4k` is `4k`, `4` and `k`."""
    if has_cjk(piece):
        return _segment(piece)
    parts = list(_MIXED.finditer(piece)) if piece.isalnum() else []
    mixed = parts if len(parts) > 1 else []
    return (
        (stem_english(piece), 0, len(piece)),
        *((stem_english(part.group()), part.start(), part.end()) for part in mixed),
    )


def _segment(run: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(cast("Iterator[tuple[str, int, int]]", _jieba().tokenize(run, mode="search", HMM=False)))


def is_chinese_word(text: str) -> bool:
    """Whether the segmenter's dictionary knows a text as a Chinese word."""
    return chinese_frequency(text) > 0


def chinese_frequency(word: str) -> int:
    """How often a Chinese word or character stands in the corpus of the segmenter's dictionary; 0: unknown to it."""
    tokenizer = _jieba()
    tokenizer.check_initialized()
    return int(tokenizer.FREQ.get(word) or 0)


@cache
def _jieba() -> Any:
    jieba: Any = import_module("jieba")
    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    for word in lexicon().zh_en:
        tokenizer.add_word(word)
    return tokenizer


def _without_plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def _without_verb_ending(word: str) -> str:
    for ending in ("ing", "ed"):
        root = word.removesuffix(ending)
        if root != word and len(root) >= 3 and re.search("[aeiouy]", root):
            doubled = any(a == b and i == len(root) - 2 for i, (a, b) in enumerate(pairwise(root)))
            return root[:-1] if doubled and root[-1] not in "lsz" else root.removesuffix("e")
    return word.removesuffix("e") if len(word) > 4 else word
