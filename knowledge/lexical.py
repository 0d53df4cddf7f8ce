"""BM25 over the passages, with the postings laid open so that a hit can say which words it was found by.

Scores are those of `bm25s` (Lucene's variant; Lu 2024, "BM25S").
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from knowledge.words import content_stems

TYPO_CUTOFF = 80.0
TYPO_LENGTH = 5
_OTHER_STEM = 0.8


@dataclass(frozen=True, slots=True)
class LexicalScores:
    """Of every indexed document: `bm25` (open-ended), `coverage` (0..1) and `mass` (0..1).

    Coverage is the share of the query's word weight that the document holds; mass is how much that is in itself:
    a third for a frequent word, 1 for two rare ones.
    `found` maps each query word to the rows of the documents that hold it.
    """

    bm25: NDArray[np.float32]
    coverage: NDArray[np.float32]
    mass: NDArray[np.float32]
    found: Mapping[str, NDArray[np.int32]]

    def replaced(self, other: LexicalScores, rows: NDArray[np.bool_]) -> LexicalScores:
        """These scores, with the other's for those rows (a mask)."""
        own = ((self.bm25, other.bm25), (self.coverage, other.coverage), (self.mass, other.mass))
        bm25, coverage, mass = (np.where(rows, two, one) for one, two in own)
        return LexicalScores(bm25, coverage, mass, {**other.found, **self.found})


class LexicalIndex:
    """A BM25 index over texts, addressed by row. Read-only once made."""

    def __init__(self, index: Any, size: int) -> None:
        self.size = size
        self._index = index
        self._vocabulary = cast("dict[str, int]", index.vocab_dict)
        self._data = cast("NDArray[np.float32]", index.scores["data"])
        self._rows = cast("NDArray[np.int32]", index.scores["indices"])
        self._starts = cast("NDArray[np.int64]", index.scores["indptr"])

    @classmethod
    def build(cls, texts: Iterable[str], *, k1: float = 1.5, b: float = 0.75) -> LexicalIndex:
        """Indexes the texts; row n is the nth of them. `k1` and `b` are BM25's saturation and length penalty."""
        corpus = [list(content_stems(text)) or [""] for text in texts]
        index: Any = import_module("bm25s").BM25(method="lucene", k1=k1, b=b, backend="numpy")
        index.index(corpus or [[""]], show_progress=False)
        return cls(index, len(corpus))

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """Reads what `save` wrote."""
        return cls(import_module("bm25s").BM25.load(str(folder), show_progress=False), size)

    def save(self, folder: Path) -> None:
        """Writes the index into a folder."""
        self._index.save(str(folder), show_progress=False)

    def scores(self, concepts: Sequence[Sequence[str]]) -> LexicalScores:
        """Scores every document against a query's concepts, each given by one or more stems that mean it.

        A stem that no document holds is read as its nearest spelling, if any.
        """
        bm25 = np.zeros(self.size, dtype=np.float32)
        held = np.zeros(self.size, dtype=np.float32)
        found: dict[str, NDArray[np.int32]] = {}
        total = 0.0
        for stems in concepts:
            rows = self._add(bm25, stems)
            weight = self._weight(max(len(rows), self._rare))
            total += weight
            held[rows] += weight
            if len(rows):
                found[stems[0]] = rows
        full = 2 * self._weight(self._rare)
        return LexicalScores(
            bm25, held / np.float32(total or 1.0), np.minimum(held / np.float32(full), 1.0), found
        )

    def best(self, concepts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """BM25 of every document for a query's concepts, each by the one stem that speaks most for the document.

        A stem that stands for the first one counts for a little less than it.
        """
        total = np.zeros(self.size, dtype=np.float32)
        for stems in concepts:
            most = np.zeros(self.size, dtype=np.float32)
            for place, stem in enumerate(stems):
                known = self.nearest(stem)
                if known is not None:
                    rows, data = self._postings(known)
                    most[rows] = np.maximum(most[rows], data if place == 0 else _OTHER_STEM * data)
            total += most
        return total

    def nearest(self, stem: str) -> str | None:
        """The stem itself when it is known, else a known one within a typing slip of it, else None."""
        if stem in self._vocabulary:
            return stem
        if len(stem) < TYPO_LENGTH or not stem.isascii() or not stem.isalpha():
            return None
        near = process.extractOne(stem, self._long_words, scorer=fuzz.ratio, score_cutoff=TYPO_CUTOFF)
        return near[0] if near else None

    @property
    def stems(self) -> Collection[str]:
        """Every stem that any document holds."""
        return self._vocabulary.keys()

    @cached_property
    def _long_words(self) -> list[str]:
        return [word for word in self._vocabulary if len(word) >= 4 and word.isascii() and word.isalpha()]

    def _add(self, bm25: NDArray[np.float32], stems: Sequence[str]) -> NDArray[np.int32]:
        """Adds the stems' scores; gives the rows that hold any of them."""
        known = dict.fromkeys(stem for stem in map(self.nearest, stems) if stem is not None)
        parts = [self._postings(stem) for stem in known]
        for rows, data in parts:
            bm25[rows] += data
        return np.unique(np.concatenate([rows for rows, _ in parts])) if parts else np.zeros(0, np.int32)

    @property
    def _rare(self) -> int:
        """Documents that a word is taken to be in at least, so that a chance word does not outweigh the others."""
        return 2 + self.size // 500

    def _weight(self, documents: int) -> float:
        return math.log(1 + (self.size - documents + 0.5) / (documents + 0.5))

    def _postings(self, stem: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        column = self._vocabulary[stem]
        part = slice(int(self._starts[column]), int(self._starts[column + 1]))
        return self._rows[part], self._data[part]
