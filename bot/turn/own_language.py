"""What comes nearest to a question, in the shopper's language: as it stands, or translated beside its own words.

The shop's rules are never translated: the embedded model gets conditions wrong, and a shopper would go by them. An
answered question about a product is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.grounding.wording import is_rule
from bot.messages import Evidence
from bot.tools.cards import name_of
from bot.tools.desk import Desk
from bot.turn.left_out import as_sentence
from knowledge.categories import names_of
from knowledge.words import has_cjk

Translate = Callable[[str, Evidence], Awaitable[str]]
"""A text that a piece of evidence holds, translated; as it stands where that fails."""


async def in_own_language(evidence: Evidence, translate: Translate, desk: Desk) -> str:
    """A fact as it is said by itself; a product is called by its name in the shopper's language."""
    text = as_sentence(evidence)
    rule = is_rule(evidence) and evidence.subject is None
    if rule or evidence.language == desk.language or has_cjk(text) == (desk.language == "zh"):
        return text
    product = desk.knowledge.catalogue.product((evidence.subject or "").removeprefix("product:"))
    if product:
        for name in names_of(product):
            text = text.replace(name, name_of(product, desk.language))
    return text if has_cjk(text) == (desk.language == "zh") else await translate(text, evidence)
