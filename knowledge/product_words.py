"""BM25 over whole products, for finding the product a text describes: one document a product, in all its languages.

Two indexes are added up: one of name, description and brand, one of these and the values of all attributes. What a
product says of itself in few words weighs more that way than what one of many attributes happens to hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.lexical import LexicalIndex
from knowledge.records import Product

_FOLDERS = ("products", "products-all")
_SATURATION = 0.9
_LENGTH = 0.5


@dataclass(frozen=True)
class ProductWords:
    """Row n is the nth product."""

    brief: LexicalIndex
    whole: LexicalIndex

    @classmethod
    def build(cls, products: Sequence[Product]) -> ProductWords:
        """Indexes the products."""
        brief = [_brief(product) for product in products]
        whole = [f"{text} {_values(product)}" for text, product in zip(brief, products, strict=True)]
        return cls(*(LexicalIndex.build(texts, k1=_SATURATION, b=_LENGTH) for texts in (brief, whole)))

    def scores(self, concepts: Sequence[Sequence[str]]) -> NDArray[np.float32]:
        """BM25 of every product for the concepts of a question, open-ended."""
        return self.brief.best(concepts) + self.whole.best(concepts)

    def save(self, generation: Path) -> None:
        """Writes the indexes into a generation."""
        for folder, index in zip(_FOLDERS, (self.brief, self.whole), strict=True):
            index.save(generation / folder)

    @classmethod
    def load(cls, generation: Path, size: int) -> ProductWords:
        """Reads what `save` wrote of that many products."""
        return cls(*(LexicalIndex.load(generation / folder, size) for folder in _FOLDERS))


def _brief(product: Product) -> str:
    translated = ((t.name, t.description) for t in product.translations.values())
    return _joined(
        (product.name, product.description, product.brand, *(part for t in translated for part in t))
    )


def _values(product: Product) -> str:
    own = (*product.features, *product.attributes.values())
    translated = (
        part for t in product.translations.values() for part in (*t.features, *t.attributes.values())
    )
    return _joined((product.category, *own, *translated))


def _joined(parts: Iterable[str | None]) -> str:
    return " ".join(part for part in parts if part)
