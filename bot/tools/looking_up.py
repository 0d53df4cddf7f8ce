"""What a question finds in the shop's data: the arguments of `search_knowledge`, and the hits for them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from bot.tools.before import telling_the_quantity, with_rules_before
from bot.tools.desk import Desk
from bot.tools.region_words import with_regions
from knowledge.passage import Kind
from knowledge.search import Hit

PUBLIC_KINDS: tuple[Kind, ...] = ("product", "review", "faq", "policy", "manual", "promotion", "shop")
_DEPTH, _EVERY_RULE = 24, 200


class SearchArguments(BaseModel):
    """Arguments of `search_knowledge`."""

    query: str = Field(description="what the shopper wants to know")
    kinds: list[Kind] | None = Field(None, description="where to look; everywhere when left out")
    product_ids: list[str] = Field(default_factory=list, description="products that the question is about")
    rules: bool = Field(False, description="the shop's rules are asked for, not a product's properties")
    goes_on: bool = Field(False, description="the query goes on with the question before it")


def hits_for(asked: SearchArguments, membership: str | None, desk: Desk) -> tuple[Hit, ...]:
    """What is found, best first; for a question that goes on, rules told before and those beside them count more."""
    before = desk.before if asked.goes_on and asked.rules else None
    if before is None:
        return _found(asked, asked.query, membership, desk, _DEPTH)
    if before.question in asked.query:
        hits = _found(asked, asked.query, membership, desk, _DEPTH)
        return telling_the_quantity(hits, asked.query.replace(before.question, " "), before)
    own = _found(asked, asked.query, membership, desk, _EVERY_RULE)
    together = _found(asked, f"{before.question} {asked.query}", membership, desk, _EVERY_RULE)
    hits = with_rules_before(own, together, before)[:_DEPTH]
    return telling_the_quantity(hits, asked.query, before)


def _found(
    asked: SearchArguments, query: str, membership: str | None, desk: Desk, depth: int
) -> tuple[Hit, ...]:
    allowed: tuple[Kind, ...] = tuple(kind for kind in asked.kinds or () if kind in PUBLIC_KINDS)
    return tuple(
        desk.knowledge.search(
            with_regions(query, desk),
            kinds=allowed or PUBLIC_KINDS,
            product_ids=asked.product_ids,
            language=desk.language,
            membership=membership,
            today=desk.today,
            k=depth,
        )
    )
