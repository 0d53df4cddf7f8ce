"""A wish that calls a thing of which the shop has nothing: a fishing rod, where all that is near is a light chain."""

from __future__ import annotations

import re

from bot.recommend.rank import is_specific
from bot.recommend.shelf import shelf_of
from knowledge.search import Knowledge
from knowledge.words import content_stems

NEAR = 0.43
"""The cosine of a product's card with the name of a thing from which the shop may have such.

What the two sample shops sell is at 0.43 or more by every name tried, slang among them ("runners", "futon"); of
what they do not sell half is below.
"""
_WISHED = re.compile(
    r"(?:^\W*(?:an?|some) |\b(?:look(?:ing)? for|after|need|want|buy|recommend|suggest|sell|stock"
    r"|have (?:you|ye)(?: got)?|(?:do|would) (?:you|ye) (?:have|do|carry))\s+)"
    r"(?:(?:me|us|a|an|any|some|the|new|good|nice|decent|another|(?:bottle|pair|set|pack) of)\s+)*"
    r"(?P<en>[a-z][\w'-]*(?: [a-z][\w'-]*){0,2}?)"
    r"(?=\s+(?:for|that|which|with|to|in|on|at|from|under|below|up|by|when|and|or|as|please|at all)\b|[,.;?!]|\s*$)"
    r"|(?:想买|要买|买|推荐|有没有|卖|想要)(?:[一几]?[个款件双条台只种些张把本套盒根瓶部辆支]|点|下)*"
    r"(?:[^，。？！的]{1,8}的)?(?P<zh>[\u4e00-\u9fff]{2,5}?)(?=[吗嘛么呢吧，。？！,.?!]|\s*$)",
    re.IGNORECASE,
)
_ANYTHING = re.compile(
    r"\b(?:\w+thing|ones?|it|them|that|this|those|these|presents?|gifts?|ideas?|help|advice|to|know|more|less|stuff|got|left|else|somewhere|someone|my|your|her|his|our)\b"
    r"|东西|礼物|什|啥|哪|推荐|建议|的$|货|点|更|便宜|一下|呗|几",
    re.IGNORECASE,
)


def is_not_sold(wish: str, knowledge: Knowledge) -> bool:
    """Whether the thing that the wish calls by a name is nothing like what the shop has."""
    thing = thing_called(wish)
    known = shelf_of(knowledge.catalogue).filters.word
    if not thing or knowledge.mentions(thing) or any(stem in known for stem in content_stems(thing)):
        return False
    return all(cosine < NEAR for _, cosine in knowledge.similar_products(thing, k=1))


def thing_called(wish: str) -> str:
    """The noun of what is looked for; "" where nothing is called by a noun of its own."""
    found = _WISHED.search(wish)
    thing = (found["en"] or found["zh"] or "") if found else ""
    return "" if _ANYTHING.search(thing) or not is_specific(thing) else thing
