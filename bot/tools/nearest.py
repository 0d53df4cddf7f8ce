"""What comes nearest to a question that nothing answers outright: rules of the shop, parts of a product's record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.grounding.wording import is_rule
from bot.messages import Evidence
from bot.tools import as_written
from bot.tools.desk import Desk
from bot.tools.evidence import evidence_of
from knowledge.passage import Passage
from knowledge.search import Hit

NEARBY = 0.3
"""The cosine, by the built-in model, from which a passage may be told as what comes nearest.

Of 566 questions about records that search is tuned on, the two nearest parts of the record hold the answer of 0.93;
nine of ten answers have at least this cosine. Without features and descriptions they would hold 0.78.
"""
UNNAMED = 0.45
"""The same of a product's record where the question names no product, and of a rule, there the cosine or the score.

Nine of ten rules that answer a question to tune on have at least this cosine, a quarter of the nearest others have not.
"""
UNNAMED_RULE_IN = {"zh": 0.4}
"""The same of rules for questions in a language whose cosines are lower."""
BESIDE = 0.75
"""Share of the nearest passage's closeness from which the next one is told, too."""
MOST = 3
LONGEST = 240
"""Characters of a part that may be told so: who asked one thing does not read a page about others."""

Near = tuple[float, Evidence]
"""A fact after its closeness: the cosine and the score, which counts the question's words.

What is asked in a roundabout way shares no words with the record.
"""


def nearest(
    hits: Sequence[Hit], facts: Iterable[Evidence], product_ids: Sequence[str], desk: Desk, *, rules: bool
) -> tuple[Evidence, ...]:
    """What was found that comes near in meaning, nearest first, a few: of the products, if any are named.

    `facts` are the hits as evidence, told for the asker's membership; with `rules`, those of the shop's rules count.
    An answer to a common question counts beside the products' parts, too: how old one must be to buy a knife.
    """
    rules = rules or not product_ids
    near = [*_parts(hits, product_ids, desk), *_rules(hits, facts, desk, policies=rules)]
    found = _in_own_language([*{fact.source: (closeness, fact) for closeness, fact in near}.values()], desk)
    found.sort(key=lambda near: -near[0])
    least = BESIDE * found[0][0] if found else 0.0
    return tuple(fact for closeness, fact in found[:MOST] if closeness >= least)


def _in_own_language(found: Sequence[Near], desk: Desk) -> list[Near]:
    """Without what stands in another language, unless that is much nearer than all the rest."""
    own = [near for near in found if near[1].language == desk.language]
    nearest_of = [max((closeness for closeness, _ in some), default=0.0) for some in (own, found)]
    return own if nearest_of[0] >= BESIDE * nearest_of[1] else list(found)


def _parts(hits: Iterable[Hit], product_ids: Sequence[str], desk: Desk) -> Iterator[Near]:
    least = NEARBY if product_ids else UNNAMED
    for hit in hits:
        passage = hit.passage
        own = passage.product_id in product_ids if product_ids else passage.kind in ("product", "manual")
        if own and hit.dense >= least and is_part(passage):
            yield hit.dense + hit.score, evidence_of(passage, hit.score, desk)


def _rules(hits: Iterable[Hit], facts: Iterable[Evidence], desk: Desk, *, policies: bool) -> Iterator[Near]:
    """The shop's rules, without `policies` only the answers to common questions."""
    cosines = {hit.passage.source: hit.dense for hit in hits}
    least = UNNAMED_RULE_IN.get(desk.language, UNNAMED)
    for fact in facts:
        cosine = cosines.get(fact.source, 0.0)
        asked = is_rule(fact) and (policies or fact.source.startswith("faq:"))
        if asked and len(fact.text) <= as_written.LONGEST and max(cosine, fact.score) >= least:
            yield cosine + fact.score, fact


def is_part(passage: Passage) -> bool:
    """Whether it is told by itself: a part of a product's record or manual, an answered question about it."""
    if len(passage.text) > LONGEST:
        return False
    part = passage.source.partition("#")[2]
    told = passage.kind in ("product", "manual") and part != "" and not part.startswith(as_written.OF_CARDS)
    return told or passage.kind == "faq"
