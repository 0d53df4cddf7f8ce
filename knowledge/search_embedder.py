"""The embedder that search is made for: a tuned English sentence model beside one that reads many languages.

Each corrects the other: MiniLM is the better one in English and knows no Chinese but the glossary's.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from knowledge.bilingual import to_english
from knowledge.e5 import multilingual
from knowledge.embeddings import BUILTIN, PLAIN, ModelEmbedder, Vectors
from knowledge.tuned import adapter_digest, changes_of, multilingual_changes_of, projection_of

ADAPTER = Path(__file__).with_name("search.safetensors")
MULTILINGUAL_SHARE = 0.4
"""What a cosine of the multilingual model counts beside one of MiniLM. Chosen on questions about the built-in shops."""
_READ = 80
"""Characters that the multilingual model reads: it takes twice the time, and what a text is about it says early."""

_COUNTING = "int8"
"""Of how the models count, in the embedder's name: vectors counted otherwise are not quite like these."""


class SearchEmbedder:
    """Vectors of both models side by side, their cosine the mean of both cosines. Safe to share between threads.

    Raises:
        KnowledgeError: a model or the adapter is missing or damaged.
    """

    def __init__(self, adapter: Path = ADAPTER) -> None:
        self.name = f"{BUILTIN} {adapter_digest(adapter)} {_COUNTING}"
        self._english = ModelEmbedder(PLAIN, changes_of(adapter), quantized=True)
        self._multilingual = multilingual().changed(multilingual_changes_of(adapter))
        self._drawn = projection_of(adapter)
        self.dimension = self._english.dimension + self._drawn.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows [n, dimension] of length 1; MiniLM is given the known words of a Chinese text in English."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with ThreadPoolExecutor(1) as beside:
            read = beside.submit(self._multilingual.embed_quickly, [beginning(text) for text in texts])
            glossed = [to_english(text) for text in texts]
            both = self._drawn(read.result())
        rows = np.hstack([self._english.embed(glossed), MULTILINGUAL_SHARE**0.5 * both])
        return (rows / (1 + MULTILINGUAL_SHARE) ** 0.5).astype(np.float32)

    def embed_opinions(self, texts: Sequence[str]) -> Vectors:
        """Rows as of `embed` by the English model alone: the other one takes most of the time, and finds in English
        opinions nothing more. Its half is 0."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        rows[:, : self._english.dimension] = self._english.embed(texts)
        return rows


def beginning(text: str) -> str:
    """What the multilingual model is given of a text."""
    return text[:_READ].lower()
