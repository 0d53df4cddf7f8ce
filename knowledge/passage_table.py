"""A generation's passages on the disk, each read when it is asked for: a large shop's would fill the memory."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from knowledge.passage import Passage

_KEPT = 8192


class PassageTable(Sequence[Passage]):
    """Row n is the nth passage. Read-only and safe to use from several threads."""

    def __init__(self, generation: Path) -> None:
        """Opens what `write_passages` wrote; OSError or ValueError when it is not there or cut short."""
        self._starts = np.load(generation / "passages.npy", allow_pickle=False)
        with (generation / "passages.jsonl").open("rb") as file:
            empty = len(self._starts) == 1
            self._lines = b"" if empty else mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if len(self._lines) != self._starts[-1]:
            raise ValueError(f"passages.jsonl has {len(self._lines)} bytes, expected {self._starts[-1]}")
        self._at = _reader(self._lines, self._starts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, row: int) -> Passage: ...
    @overload
    def __getitem__(self, row: slice) -> tuple[Passage, ...]: ...
    def __getitem__(self, row: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(row, slice):
            return tuple(self._at(n) for n in range(*row.indices(len(self))))
        if not -len(self) <= row < len(self):
            raise IndexError(row)
        return self._at(row % len(self))


def write_passages(generation: Path, passages: Iterable[Passage]) -> None:
    """Writes passages line by line, and where each line starts."""
    starts = [0]
    with (generation / "passages.jsonl").open("wb") as file:
        for passage in passages:
            starts.append(starts[-1] + file.write(passage_json(passage) + b"\n"))
    np.save(generation / "passages.npy", np.array(starts, dtype=np.int64), allow_pickle=False)


def passage_json(passage: Passage) -> bytes:
    """All fields of a passage, as JSON."""
    return _adapter().dump_json(passage)


def _reader(lines: bytes | mmap.mmap, starts: NDArray[np.int64]) -> Callable[[int], Passage]:
    """Reads a row, and remembers the last ones. Does not refer to the table, which is freed when unused."""

    @lru_cache(maxsize=_KEPT)
    def at(row: int) -> Passage:
        return _adapter().validate_json(lines[starts[row] : starts[row + 1]])

    return at


@cache
def _adapter() -> TypeAdapter[Passage]:
    return TypeAdapter(Passage)
