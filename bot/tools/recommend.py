"""`recommend`: products that fit a wish, the customer and the stock."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.recommend.above_limit import cheapest_above
from bot.recommend.candidates import candidates
from bot.recommend.filters import Places
from bot.recommend.not_sold import is_not_sold
from bot.recommend.opinions import NONE, opinion_in
from bot.recommend.people import for_people
from bot.recommend.portrait import NOBODY, Portrait, portrait_of
from bot.recommend.rank import Closeness, Ranker, is_specific
from bot.recommend.reasons import reason
from bot.recommend.said import Fact, without_facts
from bot.recommend.shelf import cheapest, shelf_of
from bot.recommend.shop_model import shop_model
from bot.recommend.suits import against, named, suiting
from bot.recommend.variety import varied
from bot.recommend.wish import Relation, Wish, is_for_other, relation_in
from bot.tools.belongings import belongings
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.suggested import Recommended, findings
from knowledge.categories import names_of
from knowledge.constraints import Constraints, meets
from knowledge.money import parse_money
from knowledge.records import Product
from knowledge.words import content_stems

MOST_SUGGESTED = 3
SURELY_NAMED = 0.9
KIND_READ = 0.85
"""Share of the closest product's closeness that the closest of the kind that was read must have.

Of 69 development wishes 29 name a kind; read right, it holds the closest, and misread nothing closer than 0.73 of it.
"""


class RecommendArguments(BaseModel):
    """Arguments of `recommend`."""

    need: str = Field(description="what the shopper is looking for, in their own words")
    category: str | None = Field(None, description="only this category")
    max_price: str | None = Field(None, description='at most this price, a decimal string such as "79.90"')
    similar_to: str | None = Field(None, description="id of a product to find alternatives to")
    cheaper: bool = Field(False, description="only cheaper than similar_to")
    for_whom: str | None = Field(None, description="somebody else, when it is a present")


def recommend_tool(desk: Desk) -> BaseTool:
    """The tool for one turn; what the session's customer owns is left out."""

    def run(asked: RecommendArguments) -> Findings:
        noted = _noted(asked, desk)
        wish = wish_of(asked, desk)
        return findings(recommend(wish, desk), noted, wish, desk)

    description = "Suggest products in stock that fit the shopper's wish, not owned yet."
    return as_tool("recommend", description, RecommendArguments, run)


def recommend(wish: Wish, desk: Desk, k: int = MOST_SUGGESTED, *, vary: bool = True) -> Recommended:
    """At most `k` suggestions with their reasons, best first and (with `vary`) not all alike."""
    catalogue = desk.knowledge.catalogue
    portrait = NOBODY if wish.for_other else portrait_of(desk.customer, catalogue, discussed=desk.discussed)
    ranker = Ranker(desk.knowledge, portrait, desk.learned)
    close = ranker.closeness(wish)
    dearer = cheapest_above(wish, close, portrait, desk.knowledge) if _by_words(wish) else None
    if dearer:
        return Recommended((), (), dearer=dearer)
    if _by_words(wish) and not wish.constraints.category and is_not_sold(wish.need, desk.knowledge):
        return Recommended((), ())
    pool = for_people(_pool_read(wish, portrait, close, desk), wish.need, ranker.shelf)
    sold_out = _sold_out(wish, close, desk) if _by_words(wish) else None
    shelf = ranker.shelf
    if _by_words(wish) and len(pool) and not close.column(shelf)[pool].any():
        close = ranker.closeness_among(wish)
    if _limited(wish) and len(pool):
        best = close.of(sold_out.product_id) if sold_out else float(close.column(shelf)[pool].max())
        fitting = close.fitting(pool, best, shelf)
        pool = fitting if len(fitting) or _calls_a_kind(wish) else pool
    suited = suiting(ranker.ranked(pool, wish, close), wish.said, k)
    chosen = varied(suited.suggestions, k) if vary else suited.suggestions[:k]
    return Recommended(
        suggestions=tuple(chosen),
        reasons=tuple(reason(s, wish, close, portrait, desk) for s in chosen),
        sold_out=sold_out if sold_out and against(sold_out, wish.said) is None else None,
        minded=suited.minded,
        despite=suited.despite,
    )


def _calls_a_kind(wish: Wish) -> bool:
    return wish.constraints.category is not None or wish.constraints.product_word is not None


def _pool_read(wish: Wish, portrait: Portrait, close: Closeness, desk: Desk) -> Places:
    """What may be suggested, of any kind where the kind that was read leaves out what is plainly closer to the wish.

    "It would have to stand on the ground" wishes for no stand.
    """
    pool = _pool(wish, portrait, close, desk)
    limits = wish.constraints
    if not (len(pool) and _by_words(wish) and _calls_a_kind(wish)) or _surely_read(wish, desk):
        return pool
    any_kind = replace(wish, constraints=replace(limits, category=None, product_word=None))
    wider = _pool(any_kind, portrait, close, desk)
    column = close.column(shelf_of(desk.knowledge.catalogue))
    misread = len(wider) and column[pool].max() < KIND_READ * column[wider].max()
    return wider if misread else pool


def _surely_read(wish: Wish, desk: Desk) -> bool:
    """Whether a category or a product is named by its whole name, which is not misread: "something from Kitchen"."""
    category = wish.constraints.category
    named = any(m.kind == "product" and m.score >= SURELY_NAMED for m in desk.knowledge.mentions(wish.need))
    return named or (category is not None and category.casefold() in wish.need.casefold())


def _pool(wish: Wish, portrait: Portrait, close: Closeness, desk: Desk) -> Places:
    """What may be suggested. Where nothing is called by the wished word, what else is of its category may fit."""
    if _by_words(wish) and not wish.constraints.product_word and not close.fits_any(named=_named(wish, desk)):
        return np.zeros(0, np.intp)
    pool = of_its_kind(_related(candidates(wish, portrait, desk.knowledge), wish, close, desk), wish, desk)
    if not wish.constraints.product_word:
        return pool
    wider = _pool(
        replace(wish, constraints=replace(wish.constraints, product_word=None)), portrait, close, desk
    )
    return np.union1d(pool, _closest_of(wider, close, desk)) if len(pool) else wider


def _closest_of(places: Places, close: Closeness, desk: Desk) -> Places:
    """What is the closest in words and in meaning together, and in one of them by itself: puppy food for a pup, though
    its name says Chicken & Oats."""
    shelf = shelf_of(desk.knowledge.catalogue)
    if not len(places) or not close.found:
        return np.zeros(0, np.intp)
    columns = (close.column(shelf), shelf.column(close.found), shelf.column(close.near))
    closest, *either = (int(places[column[places].argmax()]) for column in columns)
    return np.array([closest] if closest in either else [], np.intp)


def _named(wish: Wish, desk: Desk) -> bool:
    """Whether a category is named, or a word that stands in a product's name."""
    words = shelf_of(desk.knowledge.catalogue).filters.word
    return wish.constraints.category is not None or any(stem in words for stem in content_stems(wish.need))


def _by_words(wish: Wish) -> bool:
    """Whether the wish's own words describe what is wanted."""
    return is_specific(wish.need) and not (wish.similar_to and wish.relation)


def _limited(wish: Wish) -> bool:
    """Whether what is far from the closest is left out: not where anything goes, or goes with something."""
    return _by_words(wish) or (wish.similar_to is not None and wish.relation not in (None, "goes_with"))


def wish_of(asked: RecommendArguments, desk: Desk) -> Wish:
    """The wish that arguments and opinions make together.

    Raises:
        ValueError: `max_price` is no amount of money.
    """
    asked = asked.model_copy(update={"need": without_facts(asked.need)})
    reference = desk.knowledge.catalogue.product(asked.similar_to) if asked.similar_to else None
    relation: Relation | None = "cheaper" if asked.cheaper else relation_in(asked.need)
    relation = "similar" if relation is None and opinion_in(asked.need) else relation
    relation = relation if reference else None
    kept = desk.opinions.of(desk.session_id, desk.signed_in) if desk.opinions else NONE
    for_other = bool(asked.for_whom) or is_for_other(asked.need)
    own = () if relation else belongings(asked.need, desk)
    return Wish(
        asked.need,
        _constraints(asked, reference, relation, desk),
        reference.product_id if reference else None,
        relation,
        cheapest(reference) if reference and relation == "cheaper" else None,
        for_other,
        kept.disliked | set(own),
        kept.liked,
        () if for_other else _said(asked.need, desk),
    )


def _said(need: str, desk: Desk) -> tuple[Fact, ...]:
    """What the shopper said of themselves, but for what this wish asks otherwise: "wool socks", "in size 44"."""
    kept = desk.said.of(desk.session_id, desk.signed_in) if desk.said else ()
    sized = desk.knowledge.constraints(need).size is not None
    facts = [each.fact for each in kept if not (each.fact.kind == "size" and sized)]
    return tuple(fact for fact in facts if fact.kind == "allergy" or not named(fact, need))


def _constraints(
    asked: RecommendArguments, reference: Product | None, relation: Relation | None, desk: Desk
) -> Constraints:
    constraints = desk.knowledge.constraints(asked.need)
    if not relation and belongings(asked.need, desk):
        constraints = replace(constraints, category=None, product_word=None)
    if reference and relation == "goes_with":
        constraints = replace(constraints, category=None, product_word=None, brand=None)
    elif reference and relation:
        constraints = replace(_without_its_name(constraints, reference), category=reference.category)
    if asked.category:
        constraints = replace(constraints, category=asked.category)
    if asked.max_price:
        currency = desk.knowledge.catalogue.profile.currency
        constraints = replace(constraints, price_max=parse_money(asked.max_price, currency))
    return constraints


def _without_its_name(constraints: Constraints, reference: Product) -> Constraints:
    """The constraints but those that only the name of the product spoken of sets: its brand, its kind."""
    names = [reference.name, *(t.name for t in reference.translations.values() if t.name)]
    stems = {stem for name in names for stem in content_stems(name)}
    return replace(
        constraints,
        brand=None if constraints.brand == reference.brand else constraints.brand,
        product_word=None if constraints.product_word in stems else constraints.product_word,
    )


def _related(places: Places, wish: Wish, close: Closeness, desk: Desk) -> Places:
    """Those that can stand in the wished relation: better rated; or of another kind, to go with it."""
    catalogue = desk.knowledge.catalogue
    reference = catalogue.product(wish.similar_to) if wish.similar_to else None
    shelf = shelf_of(catalogue)
    if reference and wish.relation == "better":
        return places[shelf.rating[places] > shelf.rating[shelf.place[reference.product_id]]]
    if reference and wish.relation == "goes_with":
        bought = shop_model(catalogue).together.get(reference.product_id, {})
        places = np.intersect1d(places, shelf.of({*close.known, *bought}))
        kind, found = _kind(reference), cast("list[int]", places.tolist())
        return np.array([at for at in found if _kind(shelf.products[at]) != kind], np.intp)
    return places


def of_its_kind(places: Places, wish: Wish, desk: Desk) -> Places:
    """What is called by the same word as the product spoken of, where anything is: like a tent are other tents."""
    reference = desk.knowledge.catalogue.product(wish.similar_to) if wish.similar_to else None
    if reference is None or wish.relation in (None, "goes_with"):
        return places
    words = shelf_of(desk.knowledge.catalogue).filters.word
    called = [words[kind] for kind in map(_last_word, names_of(reference)) if kind in words]
    alike = np.intersect1d(places, np.concatenate(called)) if called else places
    return alike if len(alike) else places


def _kind(product: Product) -> str:
    return _last_word(product.name)


def _last_word(name: str) -> str:
    """What kind of thing a name says it is: `tent` of "Ridge 2 Tent"."""
    return next((stem for stem in reversed(content_stems(name)) if not stem.isdigit()), "")


def _sold_out(wish: Wish, close: Closeness, desk: Desk) -> Product | None:
    """The product closest to the wish, when nobody can buy it at present and nobody turned it down."""
    catalogue = desk.knowledge.catalogue
    known = [p for p in map(catalogue.product, sorted(close.known)) if p]
    if all(p.available != 0 or p.product_id in wish.excluded for p in known):
        return None
    wanted = replace(wish.constraints, in_stock=None)
    fitting = (p for p in known if meets(p, wanted, catalogue))
    best = max(fitting, key=lambda p: close.of(p.product_id), default=None)
    return best if best and best.available == 0 and best.product_id not in wish.excluded else None


def _noted(asked: RecommendArguments, desk: Desk) -> Product | None:
    """Keeps what the message says of the product it points at; gives the product when it was turned down."""
    product = desk.knowledge.catalogue.product(asked.similar_to) if asked.similar_to else None
    opinion = opinion_in(without_facts(asked.need))
    if product is None or opinion is None or desk.opinions is None:
        return None
    desk.opinions.keep(desk.session_id, desk.signed_in, product.product_id, opinion)
    return product if opinion == "dislike" else None
