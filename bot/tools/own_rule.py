"""The section of a policy that is for the very goods asked about, before the general one of the same policy.

"Express arrives tomorrow" does not hold for a tent that another section of the page brings by appointment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.tools.desk import Desk
from knowledge.categories import all_stems, names_of
from knowledge.passage import Passage
from knowledge.records import Product
from knowledge.search import Hit
from knowledge.sections import sentences
from knowledge.words import content_stems, has_cjk

LEAST = 0.4
"""The score from which the nearest section tells what the question is about."""
MOST_WORDS = 3
"""A part of a list that has more words is no name of goods."""
_LIST = re.compile(r"\s*(?:,|;|/|、|，|\band\b|\bor\b|\bthe\b|和|与|及|或)\s*", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"\b(?:rules?|terms?|conditions?|pages?) of (?:their|its) own\b|另有|各有|单独的?规", re.IGNORECASE
)
"""What sends on to other rules is not the rule for the goods."""


def own_rule_first(hits: Sequence[Hit], product_ids: Sequence[str], desk: Desk) -> tuple[Hit, ...]:
    """The hits, first the section for the goods that stands in the nearest one's policy, where there is one."""
    product = desk.knowledge.catalogue.product(product_ids[0]) if len(product_ids) == 1 else None
    best = hits[0] if hits else None
    if product is None or best is None or best.passage.kind != "policy" or best.score < LEAST:
        return tuple(hits)
    own = _own_section(product, best.passage, desk)
    if own is None:
        return tuple(hits)
    found = next((hit for hit in hits if hit.passage.source == own.source), replace(best, passage=own))
    return (replace(found, score=best.score), *(hit for hit in hits if hit.passage.source != own.source))


def _own_section(product: Product, near: Passage, desk: Desk) -> Passage | None:
    rules = desk.knowledge.rules(language=desk.language, today=desk.today, product_ids=(product.product_id,))
    policy = near.source.partition("#")[0]
    return section_for(product, (p for p in rules if p.source.partition("#")[0] == policy), desk)


def section_for(product: Product, rules: Iterable[Passage], desk: Desk) -> Passage | None:
    """The first section of the rules that is for the product, as the asker's membership may see it."""
    own = (rule for rule in rules if speaks_of(rule, product))
    return next((part for rule in own for part in desk.knowledge.section(rule, desk.membership)[:1]), None)


def speaks_of(passage: Passage, product: Product) -> bool:
    """Whether the section's heading or first sentence begins with a list of goods, one of them like the product."""
    first = next(iter(sentences(passage.text)), "")
    if _ELSEWHERE.search(first):
        return False
    return any(_is_called(part, product) for text in (passage.heading, first) for part in _listed(text))


def _listed(text: str) -> Iterator[str]:
    parts = [part for part in _LIST.split(text) if part]
    return takewhile(lambda part: len(content_stems(part)) <= MOST_WORDS, parts)


def _is_called(part: str, product: Product) -> bool:
    """Whether a part of a list is what the product's name ends in, with words of its own before it: "family tent"."""
    if has_cjk(part):
        return len(part) > 1 and any(name.endswith(part) for name in names_of(product))
    said = content_stems(part)
    kinds = {stems[-1] for name in names_of(product) if not has_cjk(name) and (stems := content_stems(name))}
    return bool(said) and said[-1] in kinds and set(said) <= all_stems(product)
