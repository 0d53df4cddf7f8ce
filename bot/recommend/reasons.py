"""Why a product is suggested: one short reason that the record proves."""

from __future__ import annotations

from bot.recommend.candidates import cheapest
from bot.recommend.rank import Suggestion
from bot.recommend.wish import Wish
from bot.tools.cards import name_of, rating_of
from bot.tools.desk import Desk
from knowledge.money import Money
from knowledge.words import has_cjk

GOOD_RATING = 4.0


def reason(suggestion: Suggestion, wish: Wish, desk: Desk) -> str:
    """The strongest true reason: cheaper by so much, well rated by so many, alike, or of the asked category."""
    product = suggestion.product
    reference = desk.knowledge.catalogue.product(wish.similar_to) if wish.similar_to else None
    if reference and wish.below is not None:
        saved = Money(minor=wish.below - cheapest(product), currency=product.price.currency)
        amount = saved.format(desk.language)
        return desk.say("cheaper_by", name=name_of(reference, desk.language), difference=amount)
    average, count = rating_of(product, desk)
    if average is not None and average >= GOOD_RATING:
        return desk.say("reason_rated", average=average, count=count)
    if reference:
        return desk.say("reason_similar", name=name_of(reference, desk.language))
    known = product.category and has_cjk(product.category) == (desk.language == "zh")
    return desk.say("reason_category", category=product.category) if known else ""
