"""What a head reads of a text besides its sentence vector: hashed n-grams."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

RECIPE = "ngrams-1"  # name it anew when anything below changes: heads made with another recipe are refused
HASH_BITS = 22
HEAD_CHARS, TAIL_CHARS = 300, 200
BLOCK_NORM = 1.5  # the sentence vector's is 1

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+|[^\w\s]")
_CJK = re.compile(r"[\u3400-\u9fff\u3040-\u30ff\uac00-\ud7af]")


class TextEmbedder(Protocol):
    """Anything that turns texts into unit-length sentence vectors."""

    def embed(self, texts: Sequence[str], /) -> Floats:
        """Vectors [n, d], float32, L2-normalised."""
        ...


class Hashed(NamedTuple):
    """The sorted buckets of a text's n-grams, and the value that each of them has."""

    buckets: Ints
    value: float


def hashed_ngrams(text: str) -> Hashed:
    """A text's n-grams as hash buckets; CRC-32 gives the same ones in every process."""
    grams = {crc32(gram.encode()) & ((1 << HASH_BITS) - 1) for gram in ngrams(text)}
    return Hashed(np.array(sorted(grams), dtype=np.int64), BLOCK_NORM / max(len(grams), 1) ** 0.5)


def ngrams(text: str) -> Iterator[str]:
    """Pieces of 3 to 5 letters of Latin words and of 1 to 4 Chinese characters; Latin words and pairs.

    A text's start and end count as words. Only the first and last part of a long text is read.
    """
    tokens: list[str] = _TOKEN.findall(clip(unicodedata.normalize("NFKC", text).lower()))
    words = ["^", *(token for token in tokens if not _CJK.search(token)), "$"]
    for token in tokens:
        if _CJK.search(token):
            yield from _pieces(token, 1, 4)
        elif len(token) > 2:
            yield from _pieces(f"<{token}>", 3, 5)
    yield from (f"w:{word}" for word in words)
    yield from (f"w:{left} {right}" for left, right in pairwise(words))


def clip(text: str) -> str:
    """A long text's first and last part; a short text as it is."""
    if len(text) <= HEAD_CHARS + TAIL_CHARS:
        return text
    return f"{text[:HEAD_CHARS]} {text[-TAIL_CHARS:]}"


def _pieces(run: str, shortest: int, longest: int) -> Iterator[str]:
    for size in range(shortest, longest + 1):
        yield from (run[start : start + size] for start in range(len(run) - size + 1))
