"""What the small classifiers know of a message's meaning: its vectors by two sentence models."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.text_head import TextEmbedder
from bot.turn.reading import glossed
from knowledge.e5 import multilingual
from knowledge.embeddings import Vectors

MULTILINGUAL_SHARE = 2.5
"""How much longer the second vector is: texts lie closer together there."""


class GlossedVectors:
    """An embedder of messages: MiniLM's vector of the text, its Chinese in the English of the glossary."""

    def __init__(self, english: TextEmbedder) -> None:
        self._english = english

    def embed(self, texts: Sequence[str], /) -> Vectors:
        """Rows [n, d] of length 1."""
        return self._english.embed([glossed(text) for text in texts])


class MessageVectors:
    """An embedder of messages: the glossed vector beside one of a model that reads both languages.

    Each corrects the other: MiniLM is the better one in English and knows no Chinese but the glossary's.
    """

    def __init__(self, english: TextEmbedder, both: TextEmbedder) -> None:
        self._glossed = GlossedVectors(english)
        self._both = both

    def embed(self, texts: Sequence[str], /) -> Vectors:
        """Rows [n, d + e]: the first d numbers of length 1, the others of length `MULTILINGUAL_SHARE`."""
        first = self._glossed.embed(texts)
        second = self._both.embed([text.lower() for text in texts])
        return np.hstack([first, MULTILINGUAL_SHARE * second]).astype(np.float32)


def message_vectors(embedder: TextEmbedder) -> MessageVectors:
    """The embedder that the committed heads of intents and attacks were trained with; `embedder` is the built-in one.

    Raises:
        KnowledgeError: the multilingual model is missing.
    """
    return MessageVectors(embedder, multilingual())
