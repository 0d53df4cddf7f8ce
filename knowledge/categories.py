"""Which words stand for which category of the shop."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.bilingual import Bilingual
from knowledge.records import Product
from knowledge.words import content_stems


@dataclass(frozen=True, slots=True)
class CategoryTerm:
    """A category that a word stands for; `kind` is a stem of its products' names when the word is a kind of them."""

    category: str
    kind: str | None = None


Terms = Mapping[tuple[str, ...], tuple[CategoryTerm, ...]]


def category_terms(products: Sequence[Product], bilingual: Bilingual) -> Terms:
    """Words (as stems in a row) that stand for a category, in both languages.

    They are the names that a category's name is made of, and words for kinds of products: the last words of its
    products' names and those that two of them share, where other categories hardly use them.
    """
    members: dict[str, list[Product]] = defaultdict(list)
    for product in products:
        members[product.category or ""].append(product)
    members.pop("", None)
    overall = Counter(stem for product in products for stem in all_stems(product))
    own_names = {stems: category for category in members for stems in _category_names(category)}
    terms: dict[tuple[str, ...], dict[str, CategoryTerm]] = defaultdict(dict)
    for stems, category in own_names.items():
        for term in _as_said(stems, bilingual):
            terms[term][category] = CategoryTerm(category)
    for category, own in members.items():
        for kind in sorted(_kinds_of(own, overall)):
            for term in _as_said((kind,), bilingual):
                if term not in own_names and (term == (kind,) or category not in terms[term]):
                    terms[term][category] = CategoryTerm(category, kind)
    return {term: tuple(found.values()) for term, found in terms.items() if len(found) <= 2}


def _category_names(category: str) -> list[tuple[str, ...]]:
    pieces = re.split(r"[&/,>|、]|\band\b|与|和", category)
    return [stems for piece in pieces if (stems := content_stems(piece))]


def _as_said(stems: tuple[str, ...], bilingual: Bilingual) -> list[tuple[str, ...]]:
    """A name of goods with what else they are called, in both languages."""
    if len(stems) != 1:
        return [stems]
    others = ((other,) for other in bilingual.same_things(stems[0]))
    return [stems, *bilingual.translations(stems[0]), *others]


def _kinds_of(own: Sequence[Product], overall: Mapping[str, int]) -> set[str]:
    brands = {stem for product in own for stem in content_stems(product.brand or "")}
    counted = Counter(stem for product in own for stem in all_stems(product))
    heads = {_head(name) for product in own for name in names_of(product)}
    shared = {s for s, n in counted.items() if s in heads and n >= 0.8 * overall[s]}
    return {s for s in shared - brands if len(s) > 1 and not any(char.isdigit() for char in s)}


def _head(name: str) -> str:
    """The last word of a name, numbers aside, before any comma: in both languages it says what kind of thing it is."""
    stems = [stem for stem in content_stems(re.split("[,，(（]", name)[0]) if not stem.isdigit()]
    return stems[-1] if stems else ""


def names_of(product: Product) -> tuple[str, ...]:
    """A product's name in each of its languages."""
    translated = (translation.name for translation in product.translations.values())
    return (product.name, *(name for name in translated if name))


def all_stems(product: Product) -> set[str]:
    """Every stem of a product's names."""
    return {stem for name in names_of(product) for stem in content_stems(name)}
