"""The embedder that search is made for: a tuned English sentence model beside one that reads many languages.

Each corrects the other: MiniLM is the better one in English and knows no Chinese but the glossary's.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from knowledge.asked_before import read_asked
from knowledge.bilingual import to_english
from knowledge.e5 import multilingual
from knowledge.embeddings import BUILTIN, PLAIN, ModelEmbedder, Vectors
from knowledge.projection import of_length_1
from knowledge.tuned import adapter_digest, changes_of, maps_of, multilingual_changes_of

ADAPTER = Path(__file__).with_name("search.safetensors")
ASKED = Path(__file__).with_name("asked.safetensors")
DIMENSION_OF_ENGLISH = 384
MULTILINGUAL_SHARE = 0.4
"""What a cosine of the multilingual model counts beside one of MiniLM. Chosen on questions about the built-in shops."""
_READ, _READ_OF_QUESTIONS = 60, 160
"""Characters that the multilingual model reads: it takes twice the time, and what a record is about it says early.

Who asks often comes to the point at the end.
"""

_COUNTING = "int8"
"""Of how the models count, in the embedder's name: vectors counted otherwise are not quite like these."""


class SearchEmbedder:
    """Vectors of both models side by side, their cosine the mean of both cosines. Safe to share between threads.

    Raises:
        KnowledgeError: a model or the adapter is missing or damaged.
    """

    def __init__(self, adapter: Path = ADAPTER, asked: Path | None = ASKED) -> None:
        made_by = adapter_digest(adapter)
        self.name = f"{BUILTIN} {made_by} {_COUNTING}"
        self._asked = read_asked(asked, made_by) if asked else None
        self._english = ModelEmbedder(PLAIN, changes_of(adapter), quantized=True)
        self._multilingual = multilingual().changed(multilingual_changes_of(adapter))
        self._maps = maps_of(adapter)
        self.dimension = self._english.dimension + self._maps.projection.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows [n, dimension] of length 1; MiniLM is given the known words of a Chinese text in English."""
        return self._read(texts, _READ)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As `embed`, read further and drawn to what answered written questions like them."""
        rows = self._read(texts, _READ_OF_QUESTIONS)
        return self._asked.drawn(rows, multilingual_half(rows)) if self._asked else rows

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        """As `embed`, with the multilingual half foretold from the English one: its model takes most of the time."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        english = self._english.embed(texts)
        return _side_by_side(english, of_length_1(english @ self._maps.foretelling))

    def _read(self, texts: Sequence[str], most: int) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with ThreadPoolExecutor(1) as beside:
            read = beside.submit(self._multilingual.embed_quickly, [text[:most].lower() for text in texts])
            glossed = [to_english(text) for text in texts]
            both = self._maps.projection(read.result())
        return _side_by_side(self._english.embed(glossed), both)


def multilingual_half(rows: Vectors) -> Vectors:
    """What the multilingual model says in rows of both, of length 1 again."""
    return of_length_1(rows[:, DIMENSION_OF_ENGLISH:])


def _side_by_side(english: Vectors, multilingual: Vectors) -> Vectors:
    rows = np.hstack([english, MULTILINGUAL_SHARE**0.5 * multilingual])
    return (rows / (1 + MULTILINGUAL_SHARE) ** 0.5).astype(np.float32)


def beginning(text: str) -> str:
    """What the multilingual model is given of a text when it is trained."""
    return text[:_READ_OF_QUESTIONS].lower()
