"""A question that names a town, with what the shop's rules may call the place: its province, its country, the EU."""

from __future__ import annotations

from bot.tools.delivery import names_delivery, place_of
from bot.tools.delivery_rules import home_of
from bot.tools.desk import Desk
from knowledge.places import words_for


def with_regions(question: str, desk: Desk) -> str:
    """The question with the words of the regions of its places, where it asks where or for how much goods are sent."""
    if not names_delivery(question):
        return question
    home = home_of(desk)
    words = [
        word
        for area in place_of(question, desk)
        for word in words_for(area, desk.language, whole=home not in area.countries)
    ]
    new = dict.fromkeys(word for word in words if word.casefold() not in question.casefold())
    return f"{question} {' '.join(new)}" if new else question
