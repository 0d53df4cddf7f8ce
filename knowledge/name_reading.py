"""Words of a text read as words of a product's name, and how well they name it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.mention import Mention
from knowledge.records import Product
from knowledge.words import Word

MIN_COVERAGE = 0.5
PLAIN_COVERAGE = 0.6
_GAP = 12


@dataclass(frozen=True, slots=True)
class Match:
    """A word of the text read as a word of some name; `quality` below 1 means a slip."""

    word: Word
    stem: str
    quality: float


@dataclass(frozen=True, slots=True)
class Candidate:
    mention: Mention
    stems: frozenset[str]
    complete: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of the text, near each other, read as words of a name; many products are named by the same ones.

    `held` is their weight, `least` what they score by pointing at one product only.
    """

    used: tuple[Match, ...]
    held: float
    telling: bool
    least: float

    def score(self, total: float) -> float | None:
        """How well they name a product by a name of that weight; None: not well enough."""
        score = max(self.held / total, self.least)
        enough = score >= (MIN_COVERAGE if self.telling else PLAIN_COVERAGE)
        return score if enough and (self.telling or len(self.used) > 1) else None

    def candidate(self, product: Product, total: float, words: int) -> Candidate:
        """The product so named, by a name of so many words and that weight."""
        score = round(max(self.held / total, self.least), 3)
        start, end = min(m.word.start for m in self.used), max(m.word.end for m in self.used)
        mention = Mention("product", product.product_id, product.name, score, start, end)
        return Candidate(mention, frozenset(m.word.stem for m in self.used), len(self.used) == words)


def runs_of(matches: Iterable[Match]) -> list[list[Match]]:
    """Matches that stand near each other in the text, each word of a name once."""
    runs: list[list[Match]] = []
    for match in sorted(matches, key=lambda match: match.word.start):
        near = runs and match.word.start - runs[-1][-1].word.end <= _GAP
        if near and all(match.stem != other.stem for other in runs[-1]):
            runs[-1].append(match)
        else:
            runs.append([match])
    return runs


def words_apart(used: Sequence[Match]) -> int:
    """How many words of the text these are: a Chinese word is also read as the shorter words in it."""
    count, end = 0, -1
    for word in sorted((match.word for match in used), key=lambda word: (word.start, -word.end)):
        if word.start >= end:
            count, end = count + 1, word.end
    return count


def undominated(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Leaves out a product of whose name the text holds less than of another product's, in the same place."""
    return [c for c in candidates if not any(_beats(other, c) for other in candidates)]


def _beats(one: Candidate, other: Candidate) -> bool:
    overlap = one.mention.start < other.mention.end and other.mention.start < one.mention.end
    if not overlap or one is other:
        return False
    if one.stems > other.stems:
        return True
    return one.stems == other.stems and (one.complete, one.mention.score - 0.25) > (
        other.complete,
        other.mention.score,
    )
