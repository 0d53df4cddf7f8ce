"""The rule of their own by which large or delicate goods are delivered."""

from __future__ import annotations

from collections.abc import Sequence

from bot.tools.delivery_rules import for_goods, home_of, said_in
from bot.tools.desk import Desk, Findings
from bot.tools.own_rule import section_for
from bot.tools.returned_goods import Goods
from bot.tools.told import findings, of_rule
from knowledge.categories import names_of
from knowledge.passages import Passage
from knowledge.places import Area
from knowledge.words import content_stems


def of_own_rule(goods: Goods, passages: Sequence[Passage], desk: Desk) -> bool:
    """Whether the goods that are asked about have a rule of their own, as large or delicate ones have."""
    products = [p for p in map(desk.knowledge.catalogue.product, goods.product_ids) if p]
    named = [name for p in products for name in (*names_of(p), p.category or "")]
    named += for_goods(goods.question, desk)
    stems = {stem for name in named for stem in content_stems(name)}
    of_goods = (name for p in passages for s in (p.heading, *said_in(p)) for name in for_goods(s, desk))
    return any(stems & set(content_stems(name)) for name in of_goods) if stems else False


def own_rule_of(goods: Goods, place: Area | None, passages: Sequence[Passage], desk: Desk) -> Findings | None:
    """The section for the one product that is asked about, as it stands; None where none lists it, and for other places
    than the shop's country at large, which may have rules of their own."""
    product = desk.knowledge.catalogue.product(goods.product_ids[0]) if len(goods.product_ids) == 1 else None
    home = home_of(desk)
    elsewhere = place is not None and (home is None or place.codes != frozenset({home}))
    if product is None or elsewhere:
        return None
    own = section_for(product, passages, desk)
    return findings([of_rule(own, own.text, desk)], [product], None, desk) if own else None
