"""Slips of the keyboard in a message: "wont strat" becomes "won't start", "battrey" "battery", "thetent" "the tent".

A word that the language or the shop knows stays as it is, and so does what is no word: numbers, ids, addresses, codes.
For any other the likeliest known word is taken, as in a noisy channel (Kernighan, Church and Gale 1990, "A Spelling
Correction Program Based on a Noisy Channel Model"): one that is frequent, or that the shop speaks of, less what the
slip costs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from knowledge.english_words import NearWords, common_english, common_rank, english_counts
from knowledge.slip_costs import cost
from knowledge.words import has_cjk, is_stop, stem_english

SHORTEST = 4
"""Letters of a word from which on slips of any kind are mended; in a shorter one letters may be swapped."""
MOST_JOINED = 1_000
"""So many of the language's most frequent words have those of three letters that may be run together with another."""
_OWN = 7.0
"""Logarithm of the uses that a word of the shop's own is taken to have, and what speaking of a word adds to it."""
_SPOKEN_OF = 1.5
_ALL_WORDS = 11.5
"""Logarithm of how many words were counted: two words in a row are as rare as both together."""
_TOKEN = re.compile(
    r"(?<![\w@.#/'’+$€£-])(?:[A-Za-z]+(?:['’][A-Za-z]+)?|[a-z]\d|\d[a-z]{3,4})(?![\w@+]|['’.#/@-]\w)"
    r"|(?<!\S)w/o?(?=\s)",
    re.ASCII,
)
_OF_ANOTHER_LANGUAGE = re.compile(r"[\u00c0-\u024f\u0370-\u052f\u200b-\u200f]")
_PLAIN = re.compile(r"[A-Za-z]+")
_FORMED = re.compile(r"(?:re([a-z]{4,}ed))|([a-z]{4,})ers?")
_SENTENCE_START = re.compile(r"(?:^|[.!?。！？\n:：])\W*$")


def _is_formed(word: str) -> bool:
    """Whether a word that no count holds is made of one: a three-seater, repotted."""
    made = _FORMED.fullmatch(word)
    return made is not None and any(base in english_counts() for base in made.groups() if base)


class Spelling:
    """Mends messages to one shop. Safe to share between threads."""

    def __init__(self, said: Collection[str], names: Iterable[str]) -> None:
        """`said` are the stems of the shop's texts, `names` what its products, brands and categories are called."""
        self._said = frozenset(said)
        self._called = frozenset(word.lower() for name in names for word in _PLAIN.findall(name))
        self._own = NearWords.of(dict.fromkeys(self._own_words(), 1))
        self._meant = lru_cache(maxsize=4096)(self._likeliest)

    def _own_words(self) -> Iterator[str]:
        """What the shop is known by and the language does not know: names, and stems of other words of its texts."""
        stems = (s for s in self._said if s.isascii() and s.isalpha() and s not in _english_stems())
        yield from sorted(word for word in {*self._called, *stems} if len(word) >= SHORTEST)

    def corrected(self, text: str) -> str:
        """The text as it was meant; what is known stays as it is written, and so does a foreign language.

        In a Chinese text only names of the shop's are mended.
        """
        found = list(_TOKEN.finditer(text)) if not _OF_ANOTHER_LANGUAGE.search(text) else []
        parts, last = list[str](), 0
        for start, end, meant in self._slips(text, found):
            parts += [text[last:start], meant]
            last = end
        return "".join((*parts, text[last:]))

    def knows(self, word: str) -> bool:
        """Whether a word is one of the language's or the shop's."""
        lower = word.lower().replace("’", "'").removesuffix("'s")
        if "'" in lower or lower in self._called or lower in english_counts() or lower in _known():
            return True
        return lower in self._said or stem_english(lower) in self._said or _is_formed(lower)

    def _slips(self, text: str, found: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
        """Places to be read otherwise, and how."""
        taken = 0
        for place, match in enumerate(found):
            if match.start() < taken:
                continue
            whole = self._split(text, match, found[place + 1]) if place + 1 < len(found) else ""
            taken = found[place + 1].end() if whole else match.end()
            meant = whole or self._one(text, match)
            if meant != match.group():
                yield match.start(), taken, meant

    def _split(self, text: str, one: re.Match[str], other: re.Match[str]) -> str:
        """The word that two parts make: "bat tery"; empty when they are two words."""
        parts = one.group().lower(), other.group().lower()
        if text[one.end() : other.start()] != " " or all(map(self.knows, parts)):
            return ""
        if has_cjk(text) or any(part in _shorthand() for part in parts):
            return ""
        whole = "".join(parts)
        long = len(whole) > SHORTEST
        return whole if long and (whole in self._called or whole in common_english().counts) else ""

    def _one(self, text: str, match: re.Match[str]) -> str:
        word = match.group()
        if word.isupper() and not text.isupper():
            return word
        among_chinese = has_cjk(text)
        short = "" if among_chinese else _shorthand().get(word.lower(), "")
        if short or not _PLAIN.fullmatch(word) or self.knows(word):
            return short or word
        begins = _SENTENCE_START.search(text[: match.start()])
        name = among_chinese or (word[0].isupper() and not text.isupper() and not begins)
        return self._meant(word.lower(), name) or word

    def _likeliest(self, word: str, name: bool) -> str:
        """The likeliest word in small letters, or two that were run together; empty when there is none.

        What is written as a `name` can only be one of the shop's.
        """
        near = [*self._own.within(word), *(() if name else common_english().within(word))]
        scores = {term: self._score(word, term, slips) for term, slips in near}
        scores |= self._apart(word, name=name)
        likely = {term: score for term, score in scores.items() if score > 0}
        return max(likely, key=likely.__getitem__, default="")

    def _score(self, word: str, meant: str, slips: int) -> float:
        """How likely a word was meant; 0 when it is out of reach."""
        price = cost(word, meant, slips)
        if price is None or (len(word) < SHORTEST and meant not in _everyday()):
            return 0.0
        return self._weight(meant) - price

    def _weight(self, word: str) -> float:
        """What speaks for a word by itself: that it is frequent, and that the shop says it."""
        said = word in self._called or stem_english(word) in self._said or is_stop(word)
        return max(common_rank(word), _OWN if word in self._own.counts else 0.0) + _SPOKEN_OF * said

    def _apart(self, word: str, *, name: bool) -> dict[str, float]:
        """Two words that were run together, each frequent or the shop's, with how likely they were meant.

        What is written as a name begins with one of the shop's.
        """
        pairs = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        whole = [(one, two) for one, two in pairs if self._stands_alone(one) and self._stands_alone(two)]
        return {
            f"{one} {two}": self._weight(one) + self._weight(two) - _ALL_WORDS
            for one, two in whole
            if not name or one in self._called
        }

    def _stands_alone(self, part: str) -> bool:
        if len(part) <= 2:
            return part in _short_words()
        frequent = _frequent() if len(part) == 3 else common_english().counts
        return part in frequent or part in self._called or (part in english_counts() and part in self._said)


@cache
def _english_stems() -> frozenset[str]:
    return frozenset(map(stem_english, english_counts()))


@cache
def _frequent() -> frozenset[str]:
    return frozenset(list(english_counts())[:MOST_JOINED])


@cache
def _short_words() -> frozenset[str]:
    """What a part of two letters may be."""
    return frozenset(word for word in list(english_counts())[:60] if len(word) == 2)


@cache
def _everyday() -> frozenset[str]:
    """What a word of three letters may have been meant to be."""
    return frozenset(word for word in list(english_counts())[:300] if len(word) == 3)


@cache
def _shorthand() -> Mapping[str, str]:
    return _lists()["words"]


@cache
def _known() -> frozenset[str]:
    return frozenset(_lists()["known"].split())


@cache
def _lists() -> Any:
    return tomllib.loads(files("knowledge").joinpath("shorthand.toml").read_text(encoding="utf-8"))
