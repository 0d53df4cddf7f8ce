"""Words that may call a product although they are words like any other: the lumen, 干爽 for a dehumidifier 干爽."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from knowledge.categories import names_of
from knowledge.hanzi import simplified
from knowledge.name_writing import follows_article, like_a_name
from knowledge.records import Product
from knowledge.words import Word, content_stems, has_cjk, words

MOST_OWNERS = 2
"""A word that begins, or numbers, more names than this calls none of them."""
_LENGTH = 2
_MODEL = re.compile(r"(?<![a-z0-9])[a-z]{1,4}\d{1,4}[a-z]?(?![a-z0-9])", re.IGNORECASE)


class WeakNames:
    """What products may be called in short: the first word of the name or its model number."""

    def __init__(self, products: Iterable[Product], kinds: Collection[str]) -> None:
        """`kinds` are words for kinds of goods, which call no single product."""
        products = tuple(products)
        self._owners = _owned(products, _short, kinds)
        self._within = _owned(products, _inner, kinds)
        self._chinese = [short for short in self._owners if has_cjk(short)]

    def find(self, text: str) -> tuple[str, ...]:
        """Ids of the products that a text may call so, in its order."""
        found = [(word.start, short) for word, short in self._latin(text)]
        plain = simplified(text)
        found += [(plain.find(short), short) for short in self._chinese if short in plain]
        owned = {**self._within, **self._owners}
        return tuple(dict.fromkeys(pid for _, short in sorted(found) for pid in owned[short]))

    def _latin(self, text: str) -> Iterator[tuple[Word, str]]:
        for word in words(text):
            said = text[word.start : word.end].lower()
            if said in self._within and like_a_name(text, word, ordinary=True, leads=False):
                yield word, said
            if said not in self._owners:
                continue
            named = follows_article(text, word) or like_a_name(text, word, ordinary=False, leads=True)
            if named or _MODEL.fullmatch(said):
                yield word, said


def _owned(
    products: Iterable[Product], ways: Callable[[Product], Iterable[str]], kinds: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """The products that each way to call one may mean, where these are few."""
    owners: dict[str, dict[str, None]] = defaultdict(dict)
    for product in products:
        for short in ways(product):
            owners[short][product.product_id] = None
    return {
        short: tuple(ids) for short, ids in owners.items() if len(ids) <= MOST_OWNERS and short not in kinds
    }


def _inner(product: Product) -> Iterator[str]:
    """The Latin words within the product's names, which may call it where they are written like a name: the Trail."""
    for name in names_of(product):
        yield from (name[word.start : word.end].lower() for word in words(name) if word.stem.isascii())


def _short(product: Product) -> Iterator[str]:
    brand = set(content_stems(product.brand or ""))
    for name in names_of(product):
        own = [word for word in words(name) if word.stem not in brand]
        if not own:
            continue
        rest = name[own[0].start :]
        if has_cjk(rest[:1]):
            yield simplified(rest[:_LENGTH])
        else:
            yield name[own[0].start : own[0].end].lower()
        yield from map(str.lower, _MODEL.findall(name))
