"""What a question that names nothing points at among what was spoken of: "it", "both", "the bike"."""

from __future__ import annotations

import re

from bot.tools.options import values_said
from bot.tools.versions import asks_for_versions
from bot.turn.about import About
from bot.turn.asks import is_follow_up
from bot.turn.leads import stripped
from bot.turn.memory import Memory
from bot.turn.named import COMPARING
from knowledge.categories import all_stems
from knowledge.constraints import COLOUR_OPTIONS, Constraints, meets
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

_DEFINITE = re.compile(r"\b(?:the|that|this) (?P<noun>[a-z]{3,})(?=\W|$)", re.IGNORECASE)
_SIDE_BY_SIDE = re.compile(
    r"\b(?:which|who|both|either|the two|of (?:them|these|those))\b|[哪谁]一?[个款种件双家]?|[两俩][个款种件双]?|它们",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both|(?:the |these |those )two|each of (?:them|these|those))\b|[两俩](?:者|个|款|种|件|双|台|把|张)?都"
    r"|\bone\b(?:\W+\w+){1,4}?\W+the other\b|(?<![拿买来要])俩|两者|它们|一[个款种].{1,6}另一",
    re.IGNORECASE,
)

_PARTS = 6
"""So many of the nearest passages of a product's record are looked at for a part of it."""
MOST_WORDS_OF_A_PICK = 4
"""A message that answers "which one?", or names a product by part of its name, has at most so many words."""


def spoken_of(question: str, memory: Memory, knowledge: Knowledge) -> About:
    """What a question that names nothing points at among what was spoken of."""
    loosely = _loosely_named(question, memory, knowledge)
    if loosely:
        return About(loosely, picked=True, recent=memory.products)
    if len(memory.choices) > 1 and (
        _BOTH.search(question) or (_SIDE_BY_SIDE.search(question) and COMPARING.search(question))
    ):
        return About(memory.choices, picked=True, recent=memory.choices)
    if is_follow_up(question) or calls_it(question, memory, knowledge):
        return About(memory.products, recent=memory.products)
    return About(recent=memory.products)


def calls_it(question: str, memory: Memory, knowledge: Knowledge) -> bool:
    """Whether the only product in focus is called by what it is, or one of its versions is asked for: "the bike"."""
    product = knowledge.catalogue.product(memory.products[0]) if len(memory.products) == 1 else None
    if product is None:
        return False
    called = {
        stem for text in (product.category or "", _first_sentence(product)) for stem in content_stems(text)
    }
    called |= all_stems(product)
    nouns = {stem for found in _DEFINITE.finditer(question) for stem in content_stems(found["noun"])}
    return (
        bool(nouns & called)
        or asks_for_versions(product, question)
        or _of_its_colour(question, product, knowledge)
    )


def has_part(question: str, memory: Memory, knowledge: Knowledge) -> bool:
    """Whether the record of the only product in focus speaks of a part or thing that comes with it: "the bag"."""
    product_id = memory.products[0] if len(memory.products) == 1 else ""
    nouns = {stem for found in _DEFINITE.finditer(question) for stem in content_stems(found["noun"])}
    if not product_id or not nouns:
        return False
    hits = knowledge.search(question, kinds=("product", "manual", "faq"), product_ids=(product_id,), k=_PARTS)
    own = (hit.passage for hit in hits if hit.passage.product_id == product_id)
    return any(nouns & set(content_stems(passage.text)) for passage in own)


def _of_its_colour(question: str, product: Product, knowledge: Knowledge) -> bool:
    """Whether a colour is named that the product comes in, in whatever language, and no kind of goods."""
    wanted = knowledge.constraints(question)
    if wanted.category:
        return False
    said = any(each.option.casefold() in COLOUR_OPTIONS for each in values_said(question, product))
    return said or (
        bool(wanted.colour) and meets(product, Constraints(colour=wanted.colour), knowledge.catalogue)
    )


def _first_sentence(product: Product) -> str:
    return re.split(r"(?<=[.!?。！？])\s*", product.description)[0]


def _loosely_named(question: str, memory: Memory, knowledge: Knowledge) -> tuple[str, ...]:
    """The only product whose name holds every word of a short message that goes on: "what about the basecamp?"."""
    rest, led = stripped(question)
    stems = set(content_stems(rest))
    if not led or memory.asked is None or not 0 < len(stems) <= MOST_WORDS_OF_A_PICK:
        return ()
    focus = knowledge.catalogue.product(memory.products[0]) if len(memory.products) == 1 else None
    if focus and values_said(question, focus):
        return ()
    found = [p for p in knowledge.catalogue.products() if stems <= all_stems(p)]
    kinds = {p.category for p in map(knowledge.catalogue.product, memory.products) if p}
    alike = [p for p in found if p.category in kinds]
    best = alike if len(alike) == 1 else found
    return (best[0].product_id,) if len(best) == 1 else ()
