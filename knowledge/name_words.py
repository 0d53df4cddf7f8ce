"""The words of all products' names: in which ways each is named, who shares a word, how telling a word is."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.categories import names_of
from knowledge.records import Product
from knowledge.words import content_stems


def ways_to_name(product: Product) -> tuple[frozenset[str], ...]:
    """The ways a product may be named: in each language, with and without its brand."""
    brand = frozenset(content_stems(product.brand or ""))
    full = [frozenset(content_stems(name)) for name in names_of(product)]
    return tuple(
        dict.fromkeys(name for stems in full for name in (stems, stems - brand, stems | brand) if name)
    )


def phrases(product: Product) -> Iterator[tuple[str, ...]]:
    """Two or three words that stand side by side in a name."""
    for name in names_of(product):
        stems = content_stems(name)
        for length in (2, 3):
            yield from zip(*(stems[n:] for n in range(length)), strict=False)


def by_word(names: Mapping[str, Iterable[frozenset[str]]]) -> dict[str, list[str]]:
    by_stem: dict[str, list[str]] = defaultdict(list)
    for product_id, ways in names.items():
        for stem in frozenset[str]().union(*ways):
            by_stem[stem].append(product_id)
    return dict(by_stem)


def weights(by_stem: Mapping[str, Sequence[str]], total: int) -> dict[str, float]:
    """How telling each word is: the fewer of all products have it in their names, the more."""
    return {stem: math.log(1 + total / len(ids)) for stem, ids in by_stem.items()}
