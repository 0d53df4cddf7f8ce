"""The parts of an opened generation that a search goes through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.columns import Columns
from knowledge.embeddings import Vectors
from knowledge.labels import LabelVectors
from knowledge.lexical import LexicalIndex
from knowledge.passage import Passage
from knowledge.product_words import ProductWords
from knowledge.vectors import VectorStore


@dataclass(frozen=True)
class Index:
    """Row n of the columns, the lexical index and the labels is the nth passage.

    Chroma's `vectors` are addressed by passages' keys; `table` holds the same ones, shape (texts, dimension), on
    the disk. `common` are stems of products' names that the shop uses in passing, too.
    """

    digest: str
    passages: Sequence[Passage]
    columns: Columns
    lexical: LexicalIndex
    products: ProductWords
    vectors: VectorStore
    table: Vectors
    labels: LabelVectors
    common: frozenset[str]
