"""Which goods of an order a question asks the price of, by the words after "for just the": the pots of a cookset."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.tools.desk import Desk
from bot.tools.order_choice import line_words
from knowledge.records import Order, OrderLine
from knowledge.words import content_stems

_FOR = re.compile(
    r"\b(?:just|only|for|of) (?:just |only )?(?:the|my|those|these|that) (?P<said>[\w'’ -]{2,40}?)"
    r"(?= (?:alone|itself|themselves|by|in|from|on|again|cost|come)\b|\W*$|[,.?!])"
    r"|(?:光|只|单单?)(?:是|买)?(?P<zh>[\u4e00-\u9fff]{1,6}?)(?:一共)?(?:要|是|花了?)?多少",
    re.IGNORECASE,
)

NOWHERE = 10**6


def line_named(order: Order, question: str, desk: Desk) -> tuple[str, ...]:
    """The one product of the order that the question asks about so; none where it may be several."""
    found = _FOR.search(question)
    said = set(content_stems(found["said"] or found["zh"])) if found else set[str]()
    places = {line.product_id: _place(said, line, desk) for line in order.lines}
    best = [product_id for product_id, place in places.items() if place == min(places.values())]
    return tuple(best) if len(best) == 1 and places[best[0]] < NOWHERE else ()


def _place(said: Collection[str], line: OrderLine, desk: Desk) -> int:
    """How early the goods are called so: what a thing is comes first in its name and description."""
    product = desk.knowledge.catalogue.product(line.product_id)
    texts = [*line_words(line, desk), product.description if product else ""]
    texts += [t.description for t in product.translations.values() if t.description] if product else []
    places = [
        stems.index(stem)
        for text in texts
        if (stems := content_stems(text))
        for stem in said
        if stem in stems
    ]
    return min(places, default=NOWHERE)
