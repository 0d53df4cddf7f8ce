"""The products of the kind of thing that a question names: "the tent", 那双鞋, 那个饼."""

from __future__ import annotations

import re

from knowledge.categories import names_of
from knowledge.constraints import Constraints
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

_THAT = re.compile(r"[那这](?=[\u4e00-\u9fff])一?([\u4e00-\u9fff]{1,4})")
_NO_NOUN = frozenset("个款件双种些次天边里么样")


def kind_named(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products of the kind that a question names ("the tent", "那双鞋"); empty when it names none."""
    said = knowledge.constraints(question)
    if not said.category and not said.product_word:
        return _headed(question, knowledge)
    kind = Constraints(category=said.category, product_word=said.product_word)
    members = knowledge.filter_products(kind)
    words = set(content_stems(question))
    shared = {
        p.product_id: len(words & {s for name in names_of(p) for s in content_stems(name)}) for p in members
    }
    most = max(shared.values(), default=0)
    return tuple(product_id for product_id, count in shared.items() if count == most)


def _headed(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products whose Chinese names end in the noun after 那 or 这: 管阳寿眉饼 is 那个饼."""
    said = [found.group(1) for found in _THAT.finditer(question)]
    nouns = [text[at : at + long] for text in said for long, most in ((2, 3), (1, 2)) for at in range(most)]
    nouns = [noun for noun in nouns if noun and noun not in _NO_NOUN]
    for noun in nouns:
        members = tuple(p.product_id for p in knowledge.catalogue.products() if _ends_in(noun, p))
        if members:
            return members
    return ()


def _ends_in(noun: str, product: Product) -> bool:
    return any(re.split(r"[\s(（,，]", name)[0].endswith(noun) for name in names_of(product) if has_cjk(name))
