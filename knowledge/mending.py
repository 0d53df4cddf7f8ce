"""A shopper's message as it was meant: slips of the keyboard mended by the words of the language and of one shop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import chain
from threading import Lock

from knowledge.catalogue import Catalogue
from knowledge.categories import names_of
from knowledge.english_words import common_english
from knowledge.hanzi import simplified
from knowledge.homophones import Homophones
from knowledge.lexical import LexicalIndex
from knowledge.lexicon import lexicon, spoken_chinese
from knowledge.spelling import Spelling
from knowledge.words import has_cjk, is_chinese_word

_KEPT = 256
_CHINESE_RUN = re.compile(r"[\u4e00-\u9fff]+")


def mender(catalogue: Catalogue, index: LexicalIndex) -> Callable[[str], str]:
    """Mends messages to the shop; its words are gathered when the first one comes. Safe to share between threads."""
    made: list[tuple[Spelling, Homophones]] = []
    lock = Lock()

    def parts() -> tuple[Spelling, Homophones]:
        with lock:
            if not made:
                made.append(_made(catalogue, index))
            return made[0]

    @lru_cache(maxsize=_KEPT)
    def mended(text: str) -> str:
        spelling, homophones = parts()
        return spelling.corrected(homophones.corrected(text))

    return mended


def _made(catalogue: Catalogue, index: LexicalIndex) -> tuple[Spelling, Homophones]:
    common_english()  # takes half a second, which the first slip would wait for
    spelling = Spelling(index.stems, _names(catalogue))
    known = (stem for stem in index.stems if has_cjk(stem))
    names = chain.from_iterable(map(_CHINESE_RUN.findall, map(simplified, _names(catalogue))))
    asked = {*names, *(word for word in lexicon().zh_en if is_chinese_word(word))}
    return spelling, Homophones(asked, {*known, *spoken_chinese()}, spelling.knows)


def _names(catalogue: Catalogue) -> Iterator[str]:
    """What the shop's products, brands, categories and attributes are called, in any language."""
    for product in catalogue.products():
        yield from names_of(product)
        yield from filter(None, (product.brand, product.category, *product.attributes))
        for translation in product.translations.values():
            yield from translation.attributes
