"""What a text names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MentionKind = Literal["product", "order", "category", "brand"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that a text names. `score` is 0..1; `start` and `end` are character offsets into the text."""

    kind: MentionKind
    id: str
    name: str
    score: float
    start: int
    end: int
