"""A wish that calls a kind of which nothing is within the price limit: a tent where every tent costs more."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.recommend.candidates import candidates
from bot.recommend.portrait import Portrait
from bot.recommend.rank import Closeness
from bot.recommend.shelf import cheapest, shelf_of
from bot.recommend.wish import Wish
from knowledge.catalogue import Catalogue
from knowledge.categories import all_stems
from knowledge.constraints import Constraints
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

WITHIN = 0.85
"""Share of the kind's closeness that what is within the limit must stay below: else that is meant as much.

Of 18 development wishes that call a kind and set a limit, four call one that costs more; in the one that wants nothing
else the closest within the limit has 0.75 of it, in the others as much or more.
"""


def cheapest_above(wish: Wish, close: Closeness, portrait: Portrait, knowledge: Knowledge) -> Product | None:
    """The cheapest of the kind that a wish calls, where all of it is above the limit and nothing else is as close."""
    limits, catalogue, shelf = wish.constraints, knowledge.catalogue, shelf_of(knowledge.catalogue)
    word = limits.product_word or _kind_called(wish.need, limits.category, catalogue)
    if wish.relation or word is None or limits.price_max is None:
        return None
    of_kind = replace(limits, product_word=word)
    if len(candidates(replace(wish, constraints=of_kind), portrait, knowledge)):
        return None
    places = _places(wish, replace(of_kind, price_max=None), portrait, knowledge)
    within = _places(wish, replace(limits, category=None, product_word=None), portrait, knowledge)
    column = close.column(shelf)
    best = max((float(column[at]) for at in places), default=0.0)
    other = max((float(column[at]) for at in within), default=0.0)
    return min((shelf.products[at] for at in places), key=cheapest) if other < WITHIN * best else None


def _places(wish: Wish, limits: Constraints, portrait: Portrait, knowledge: Knowledge) -> list[int]:
    return cast("list[int]", candidates(replace(wish, constraints=limits), portrait, knowledge).tolist())


def _kind_called(need: str, category: str | None, catalogue: Catalogue) -> str | None:
    """The word of a category's name by which several of its products are called: a tent of Tents & Camping."""
    if category is None:
        return None
    products = [product for product in catalogue.products() if product.category == category]
    said = (stem for stem in content_stems(need) if stem in content_stems(category))
    return next((s for s in said if sum(s in all_stems(p) for p in products) > 1), None)
