"""The peers of our search, over the same texts in the same run: BM25 alone, sentence embeddings alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np

from knowledge.embeddings import Embedder, Vectors
from knowledge.lexical import LexicalIndex
from knowledge.ranking import highest
from knowledge.words import content_stems


class Ranking(Protocol):
    """Ranks ids for a question, best first."""

    def __call__(self, question: str, k: int) -> list[str]: ...


class Bm25Alone:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) with the segmenter and stemmer that our search has, too."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        self._ids = ids
        self._index = LexicalIndex.build(texts)

    def __call__(self, question: str, k: int) -> list[str]:
        scores = self._index.best([(stem,) for stem in content_stems(question)])
        return _distinct((self._ids[int(row)] for row in highest(scores, 4 * k) if scores[row] > 0), k)


class EmbeddingsAlone:
    """The cosine of the question to every text, compared exactly."""

    def __init__(self, ids: Sequence[str], rows: Vectors, embedder: Embedder) -> None:
        self._ids = ids
        self._rows = rows
        self._embedder = embedder

    def __call__(self, question: str, k: int) -> list[str]:
        cosines = self._rows @ self._embedder.embed([question])[0]
        return _distinct((self._ids[int(row)] for row in highest(np.asarray(cosines), 4 * k)), k)


def _distinct(ids: Iterable[str], k: int) -> list[str]:
    return list(dict.fromkeys(ids))[:k]
