"""Words of products' names that are words like any other, and so name no product by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from knowledge.categories import all_stems
from knowledge.lexicon import lexicon
from knowledge.shop_records import ShopRecords
from knowledge.words import content_stems, is_stop, words


def common_stems(shop: ShopRecords) -> frozenset[str]:
    """Stems of names and brands that are numbers, single characters or words of the shop's other texts."""
    said: set[str] = set()
    named: set[str] = set()
    for product in shop.products:
        own = all_stems(product) | set(content_stems(product.brand or ""))
        texts = (product.description, *product.features, *product.attributes, *product.attributes.values())
        said.update(stem for text in texts for stem in _stems_of(text) if stem not in own)
        named |= own
    shop_wide = [f"{faq.question} {faq.answer}" for faq in shop.faqs if faq.product_id is None]
    shop_wide += [section.text for policy in shop.policies for section in policy.sections]
    said.update(stem for text in shop_wide for stem in _in_small_letters(text))
    groups = (*lexicon().synonyms, *lexicon().same_things)
    listed = (*lexicon().zh_en.values(), *(word for group in groups for word in group))
    said.update(stem for text in listed for stem in content_stems(text))
    return frozenset(stem for stem in named if stem in said or len(stem) == 1 or stem.isdigit())


@lru_cache(maxsize=1 << 17)
def _stems_of(text: str) -> frozenset[str]:
    """The stems of a text; attributes of many products say the same."""
    return frozenset(content_stems(text))


def _in_small_letters(text: str) -> Iterator[str]:
    """The stems of a text's words but those with a capital: the shop's answers call its products by their names."""
    return (word.stem for word in words(text) if not is_stop(word.stem) and not text[word.start].isupper())
