"""Why a product is suggested: one short reason that the records prove, and that gives nothing private away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.recommend.candidates import is_due
from bot.recommend.cues import has
from bot.recommend.portrait import Portrait
from bot.recommend.rank import Closeness, Suggestion, better_than
from bot.recommend.shelf import cheapest
from bot.recommend.shop_model import shop_model
from bot.recommend.told import told_of
from bot.recommend.wish import Wish
from bot.tools.cards import day, name_of, rating_of
from bot.tools.desk import Desk
from knowledge.money import Money
from knowledge.records import Product
from knowledge.words import has_cjk

GOOD_RATING, FEWEST_RATINGS = 4.0, 2
FEWEST_TOGETHER = 2
Kind = Literal["cheaper", "better", "together", "again", "similar", "fits", "rated", "category"]


@dataclass(frozen=True, slots=True)
class Reason:
    """`text` is worded for the shopper; `kind` says what it claims, `other` about which second product."""

    kind: Kind
    text: str
    other: str | None = None


def reason(
    suggestion: Suggestion, wish: Wish, close: Closeness, portrait: Portrait, desk: Desk
) -> Reason | None:
    """The most telling true reason; None when the records hold none."""
    return next(_reasons(suggestion.product, wish, close, portrait, desk), None)


def _reasons(
    product: Product, wish: Wish, close: Closeness, portrait: Portrait, desk: Desk
) -> Iterator[Reason]:
    reference = (
        desk.knowledge.catalogue.product(wish.similar_to) if wish.similar_to and wish.relation else None
    )
    if reference:
        yield from _against(product, reference, wish, desk)
    if not wish.for_other and not is_sensitive(product):
        yield from _personal(product, portrait, desk)
    said = told_of(product.product_id, close.facts, desk.language)
    if said:
        yield Reason("fits", said)
    yield from _rated(product, desk)
    if reference and wish.relation == "similar":
        yield Reason(
            "similar",
            desk.say("reason_similar", name=name_of(reference, desk.language)),
            reference.product_id,
        )
    if product.category and has_cjk(product.category) == (desk.language == "zh"):
        yield Reason("category", desk.say("reason_category", category=product.category))


def is_sensitive(product: Product) -> bool:
    """Whether a product touches health, sex, faith or politics: what somebody bought is then never spoken of."""
    return has("sensitive", f"{product.name} {product.category or ''}")


def _against(product: Product, reference: Product, wish: Wish, desk: Desk) -> Iterator[Reason]:
    """What sets it off from the product that was spoken of."""
    name = name_of(reference, desk.language)
    if wish.below is not None and cheapest(product) < wish.below:
        saved = Money(minor=wish.below - cheapest(product), currency=product.price.currency)
        amount = saved.format(desk.language)
        yield Reason("cheaper", desk.say("cheaper_by", name=name, difference=amount), reference.product_id)
    if wish.relation == "better" and better_than(product, reference, desk.knowledge):
        mine, other = rating_of(product, desk), rating_of(reference, desk)
        if mine[0] is not None and other[0] is not None and mine[0] > other[0]:
            text = desk.say("reason_better", average=mine[0], count=mine[1], name=name, other=other[0])
            yield Reason("better", text, reference.product_id)
    if wish.relation == "goes_with":
        yield from _together(product, reference, desk)


def _together(product: Product, other: Product, desk: Desk) -> Iterator[Reason]:
    count = shop_model(desk.knowledge.catalogue).together.get(product.product_id, {}).get(other.product_id, 0)
    if count >= FEWEST_TOGETHER and not is_sensitive(other):
        text = desk.say("reason_together", name=name_of(other, desk.language), count=count)
        yield Reason("together", text, other.product_id)


def _personal(product: Product, portrait: Portrait, desk: Desk) -> Iterator[Reason]:
    """What it has to do with what the customer bought; never with what they only looked at."""
    catalogue = desk.knowledge.catalogue
    bought = portrait.bought.get(product.product_id)
    if bought and is_due(product.product_id, bought, catalogue.profile.now(), shop_model(catalogue)):
        yield Reason("again", desk.say("reason_again", date=day(bought, desk.language)))
    owned = (catalogue.product(name) for name in portrait.bought if name != product.product_id)
    for other in filter(None, owned):
        yield from _together(product, other, desk)


def _rated(product: Product, desk: Desk) -> Iterator[Reason]:
    average, count = rating_of(product, desk)
    if average is not None and average >= GOOD_RATING and count >= FEWEST_RATINGS:
        yield Reason("rated", desk.say("reason_rated", average=average, count=count))
