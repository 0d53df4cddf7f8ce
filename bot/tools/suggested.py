"""What was chosen for a wish, as it is told: what is missing, each suggestion with its reason, versions and prices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.messages import Evidence
from bot.recommend.rank import Suggestion
from bot.recommend.reasons import Reason
from bot.recommend.said import Fact
from bot.recommend.wish import Wish
from bot.tools.cards import name_of, price_of, product_card
from bot.tools.desk import Desk, Findings
from bot.tools.fields import record_fact
from bot.tools.profile import quoted
from bot.tools.versions import prices_of, version_for
from knowledge.records import Product


@dataclass(frozen=True, slots=True)
class Recommended:
    """What was chosen; `sold_out` is what fits best but cannot be bought. Because of the statements
    `minded` something was left out; `despite` those it could not be. `dearer` is
    the cheapest of the wished kind, where all of it is above the limit."""

    suggestions: tuple[Suggestion, ...]
    reasons: tuple[Reason | None, ...]
    sold_out: Product | None = None
    minded: tuple[Fact, ...] = ()
    despite: tuple[Fact, ...] = ()
    dearer: Product | None = None


def findings(found: Recommended, noted: Product | None, wish: Wish, desk: Desk) -> Findings:
    """The suggestions as evidence and cards; `noted` is the product that was just turned down."""
    said = tuple(_minded(found, desk))
    if noted:
        said = (*said, desk.say("recommend_noted", name=name_of(noted, desk.language)))
    missing = tuple(_missing(found, desk))
    if not found.suggestions and not missing:
        return Findings(said=(*said, desk.say("recommend_none", shop=desk.shop_name)), abstains=not noted)
    texts = [why.text if why else "" for why in found.reasons]
    products = [suggestion.product for suggestion in found.suggestions]
    return Findings(
        evidence=(
            *missing,
            *(_evidence(s, t, desk) for s, t in zip(found.suggestions, texts, strict=True)),
            *_versions(products, wish, desk),
        ),
        cards=tuple(
            product_card(p, desk, kind="recommendation", reason=t)
            for p, t in zip(products, texts, strict=True)
        ),
        focus=tuple(f"product:{p.product_id}" for p in (*filter(None, (found.dearer,)), *products)),
        said=said,
    )


def _minded(found: Recommended, desk: Desk) -> Iterator[str]:
    """What the shopper said of themselves changed, in their own words."""
    if found.minded:
        yield desk.say("recommend_left_out", quotes=quoted(found.minded, desk))
    if found.despite:
        yield desk.say("recommend_despite", quotes=quoted(found.despite, desk))
    if found.suggestions and any(fact.kind == "allergy" for fact in found.minded):
        yield desk.say("recommend_check_label")


def _versions(products: Sequence[Product], wish: Wish, desk: Desk) -> Iterator[Evidence]:
    """Which version of each it would be; of the first one else what its versions cost."""
    for number, product in enumerate(products):
        text = version_for(product, wish.need, desk) or (
            "" if number else prices_of(product, wish.need, desk)
        )
        if text:
            yield record_fact("variants", text, product, desk)


def _missing(found: Recommended, desk: Desk) -> Iterator[Evidence]:
    """What fits best and cannot be bought, or not for so little."""
    if found.sold_out:
        name = name_of(found.sold_out, desk.language)
        yield _told(found.sold_out, desk.say("recommend_sold_out", name=name), 1.0, desk)
    if found.dearer:
        name, price = name_of(found.dearer, desk.language), price_of(found.dearer, desk)
        yield _told(found.dearer, desk.say("recommend_dearer", name=name, price=price), 1.0, desk)


def _evidence(suggestion: Suggestion, why: str, desk: Desk) -> Evidence:
    product = suggestion.product
    name = name_of(product, desk.language)
    text = desk.say("recommend_item", name=name, price=price_of(product, desk), reason=why)
    return _told(product, text, suggestion.score, desk)


def _told(product: Product, text: str, score: float, desk: Desk) -> Evidence:
    name = name_of(product, desk.language)
    return Evidence(
        source=f"product:{product.product_id}",
        title=name,
        text=text,
        subject=f"product:{product.product_id}",
        language=desk.language,
        names=(name, product.name),
        score=score,
        complete=True,
    )
