"""Whether a rule for a category is for the kind of goods at hand: one on earbuds is not for headphones."""

from __future__ import annotations

import re
from collections.abc import Set

from bot.tools.desk import Desk
from knowledge.categories import all_stems
from knowledge.passage import Passage
from knowledge.records import Product
from knowledge.words import content_stems


def is_for(passage: Passage, product: Product, desk: Desk) -> bool:
    """Whether none, or one, of the words by which the rule tells goods of the category apart is the product's own."""
    if product.category not in passage.categories:
        return True
    telling = _telling(passage, product.category, desk)
    return not telling or bool(telling & _called(product))


def names_its_kind(passage: Passage, product: Product, desk: Desk) -> bool:
    """Whether a rule for the product's category speaks of goods like it by a word that others of the category lack."""
    return product.category in passage.categories and bool(
        _telling(passage, product.category, desk) & _called(product)
    )


def _telling(passage: Passage, category: str | None, desk: Desk) -> Set[str]:
    """The words by which a rule tells goods of its category apart."""
    said = set(content_stems(passage.text))
    called = [
        said & _called(each) for each in desk.knowledge.catalogue.products() if each.category == category
    ]
    return frozenset[str]().union(*called) - called[0].intersection(*called)


def _called(product: Product) -> Set[str]:
    """The words of a product's names and of what it is said to be first."""
    texts = (product.description, *(t.description or "" for t in product.translations.values()))
    first = (re.split(r"(?<=[.!?。！？])\s*", text)[0] for text in texts)
    return all_stems(product) | {stem for text in first for stem in content_stems(text)}
