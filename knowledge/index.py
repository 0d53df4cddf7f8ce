"""The parts of an opened generation that a search goes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.labels import LabelVectors
from knowledge.lexical import LexicalIndex
from knowledge.passages import Passage
from knowledge.vectors import VectorStore


@dataclass(frozen=True)
class Index:
    """Row n of the lexical index and of the labels is the nth passage; vectors are addressed by passages' keys."""

    digest: str
    passages: Sequence[Passage]
    lexical: LexicalIndex
    vectors: VectorStore
    labels: LabelVectors
