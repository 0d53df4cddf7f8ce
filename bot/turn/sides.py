"""The two products that are set against each other where one is only called "the lamb one": each side by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.turn.described import nearest
from bot.turn.describing import by_names, by_quantity
from bot.turn.kin import namesakes, of_kind
from knowledge.categories import all_stems
from knowledge.records import Product
from knowledge.search import Knowledge

_AGAINST = re.compile(
    r"\b(?:against|versus|vs\.?|compared (?:to|with)|than|or|over)\s+"
    r"(?:the|your)\s+(?P<other>(?:[\w'-]+\s+){1,3}?)ones?\b",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:plain|ordinary|normal|regular|basic|standard|usual)", re.IGNORECASE)
"""What a product is called whose name lacks the other's addition."""
_CLAUSE = re.compile(r"[.,;?!]")
MOST_OF_KIND = 40


def against_another(question: str, product_id: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The product and what it is set against: "the iron skillet or the carbon one"; none where one side is unknown."""
    said = _AGAINST.search(question)
    product = knowledge.catalogue.product(product_id)
    kind = of_kind(product, knowledge) if said and product else ()
    if said is None or product is None or not 0 < len(kind) <= MOST_OF_KIND:
        return ()
    other = _called(said["other"].strip(), product, kind, knowledge)
    if other is None or other != product_id:
        return (product_id, other) if other else ()
    before = _CLAUSE.split(question[: said.start()])[-1]
    rest = [p.product_id for p in kind]
    first = nearest(before, rest, knowledge) if len(rest) > 1 else rest[0]
    return (first, other) if first else ()


def _called(said: str, product: Product, kind: Sequence[Product], knowledge: Knowledge) -> str | None:
    """The product of the kind that is called so."""
    if _PLAIN.fullmatch(said):
        plain = [p.product_id for p in namesakes(product, knowledge) if all_stems(p) < all_stems(product)]
        return plain[0] if len(plain) == 1 else None
    return by_names(said, (product, *kind)) or by_quantity(said, (product, *kind))
