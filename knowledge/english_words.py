"""English words with how often they are used, from the list that `symspellpy` carries (Google n-grams and SCOWL)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from symspellpy import SymSpell, Verbosity  # pyright: ignore[reportMissingTypeStubs]
from symspellpy.abstract_distance_comparer import (  # pyright: ignore[reportMissingTypeStubs]
    AbstractDistanceComparer,
)
from symspellpy.editdistance import (  # pyright: ignore[reportMissingTypeStubs]
    DistanceAlgorithm,
    EditDistance,
)

COMMON = 20_000
"""So many of the most frequent words are what an unknown one may have been meant to be."""
MOST_SLIPS = 2
_PREFIX = 5
_LIST = "frequency_dictionary_en_82_765.txt"


class _InC(AbstractDistanceComparer):
    """The distance that `symspellpy` works out in Python, in a tenth of the time."""

    def distance(self, string_1: str | None, string_2: str | None, max_distance: int) -> int:
        """The optimal string alignment of two words; -1 above `max_distance`."""
        found = OSA.distance(string_1 or "", string_2 or "", score_cutoff=max_distance)
        return found if found <= max_distance else -1


@dataclass(frozen=True, slots=True)
class NearWords:
    """Words found by what is left of them without one or two letters (symmetric deletes, Garbe's SymSpell)."""

    counts: Mapping[str, int]
    deletes: SymSpell

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> NearWords:
        """`counts` tells how often each word is used."""
        deletes = SymSpell(
            MOST_SLIPS, _PREFIX, distance_comparer=EditDistance(DistanceAlgorithm.USER_PROVIDED, _InC())
        )
        for word, count in counts.items():
            deletes.create_dictionary_entry(word, count)
        return cls(counts, deletes)

    def within(self, word: str) -> Iterable[tuple[str, int]]:
        """The words within `MOST_SLIPS` of one, each with how many there are (optimal string alignment)."""
        found = self.deletes.lookup(word, Verbosity.ALL, MOST_SLIPS)
        return [(each.term, each.distance) for each in found]


@cache
def english_counts() -> Mapping[str, int]:
    """How often each of the 82,765 words is used, the most frequent first."""
    text = files("symspellpy").joinpath(_LIST).read_text(encoding="utf-8-sig")
    return {word: int(count) for word, count in map(str.split, text.splitlines())}


@cache
def common_english() -> NearWords:
    """The `COMMON` most frequent words. Made in half a second, once in a process."""
    return NearWords.of(dict(list(english_counts().items())[:COMMON]))


def common_rank(word: str) -> float:
    """The decimal logarithm of how often a word is used; 0 for an unknown one."""
    return math.log10(english_counts().get(word, 1))
