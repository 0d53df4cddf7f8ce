"""Between Chinese and English, word by word: the shop's own translations, a glossary of shopping, a dictionary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from knowledge.dictionary import meanings, read_dictionary
from knowledge.lexicon import lexicon, spoken_chinese
from knowledge.product_passages import attribute_slugs
from knowledge.records import Product
from knowledge.words import Word, content_stems, has_cjk, is_stop, words

_SUFFIX = "子"


class Bilingual:
    """What words of one language are called in the other; `own` pairs (Chinese, English) come before the glossary."""

    def __init__(self, own: Iterable[tuple[str, str]] = ()) -> None:
        pairs = [*own, *lexicon().zh_en.items()]
        self._english: dict[str, str] = {}
        chinese: dict[str, set[str]] = defaultdict(set)
        for zh, en in pairs:
            self._english.setdefault(zh, en)
            stems = content_stems(en)
            if len(stems) == 1:
                chinese[stems[0]].update(content_stems(zh))
        self._synonyms, self._same_things = _grouped(lexicon().synonyms), _grouped(lexicon().same_things)
        self._chinese: Mapping[str, tuple[str, ...]] = {
            stem: tuple(sorted(zh)) for stem, zh in chinese.items()
        }

    def alternatives(self, stem: str) -> tuple[str, ...]:
        """Stems of the other language that mean the same; none when unknown."""
        return tuple(dict.fromkeys(other for said in self.translations(stem) for other in said))

    def translations(self, stem: str) -> tuple[tuple[str, ...], ...]:
        """What a stem is called in the other language, each as stems in a row; none when unknown."""
        if has_cjk(stem):
            return tuple(filter(None, map(content_stems, self._meanings(stem))))
        return tuple((other,) for other in self._chinese.get(stem, ()))

    def synonyms(self, stem: str) -> tuple[str, ...]:
        """Stems of the same language that ask for the same; none when unknown."""
        return self._synonyms.get(stem, ()) + self.same_things(stem) + _without_suffix(stem)

    def same_things(self, stem: str) -> tuple[str, ...]:
        """Stems of the same language that name the same kind of goods: a rucksack is a backpack."""
        return self._same_things.get(stem, ())

    def english(self, text: str) -> str:
        """The known words of a text in English, Latin words kept; empty when nothing of it is known."""
        said = ((w, self._in_english(text, w)) for w in words(text) if not is_stop(w.stem))
        known = [(word, english) for word, english in said if english]
        return " ".join(dict.fromkeys(english for word, english in known if not _inside(word, known)))

    def _in_english(self, text: str, word: Word) -> str:
        """A word by the shop or the glossary before the dictionary, whose first meaning is often not a shop's."""
        if not has_cjk(word.stem):
            return text[word.start : word.end]
        said = None if word.stem in self._english else spoken_chinese().get(word.stem)
        return next(iter(self._meanings(word.stem)), "") if said is None else said

    def _meanings(self, stem: str) -> tuple[str, ...]:
        return (self._english[stem],) if stem in self._english else meanings(stem)


def _inside(word: Word, known: Iterable[tuple[Word, str]]) -> bool:
    """Whether a longer known word holds this one."""
    length = word.end - word.start
    return any(w.start <= word.start and word.end <= w.end and w.end - w.start > length for w, _ in known)


def attribute_pairs(products: Iterable[Product]) -> dict[str, str]:
    """Attributes' Chinese names to their default-language names, from the products' own translations."""
    pairs: dict[str, str] = {}
    for product in (product for product in products if product.translations):
        names = {part: name for name, part in attribute_slugs(product.attributes, product.attributes).items()}
        for translation in product.translations.values():
            for name, part in attribute_slugs(product.attributes, translation.attributes).items():
                if part in names and has_cjk(name) != has_cjk(names[part]):
                    zh, en = (name, names[part]) if has_cjk(name) else (names[part], name)
                    pairs.setdefault(zh, en)
    return pairs


def to_english(text: str) -> str:
    """A Chinese text's known words in English; the text itself when it is not Chinese or nothing is known."""
    return (_glossary().english(text) if has_cjk(text) else "") or text


def read_words() -> None:
    """Reads the glossary, the segmenter's words and the dictionary, or else the first Chinese text would wait."""
    _glossary()
    read_dictionary()


def _without_suffix(stem: str) -> tuple[str, ...]:
    """A Chinese noun without the suffix that names of goods leave out: 凳子 is the 凳 of 换鞋凳."""
    return (stem[0],) if len(stem) == 2 and stem[1] == _SUFFIX else ()


@cache
def _grouped(groups: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    """The other stems of a stem's groups."""
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for group in groups:
        stems = dict.fromkeys(stem for word in group for stem in content_stems(word))
        for stem in stems:
            found[stem] |= dict.fromkeys(other for other in stems if other != stem)
    return {stem: tuple(others) for stem, others in found.items()}


@cache
def _glossary() -> Bilingual:
    return Bilingual()
