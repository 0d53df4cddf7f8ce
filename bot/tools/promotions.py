"""`promotions`: the offers that run today and apply to this customer; a code that is named is judged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Card, CardField, Evidence
from bot.tools.cards import day
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of
from bot.tools.offer_figures import offers_of_figure
from bot.tools.offer_terms import Obstacle, concerns, obstacle, priced, saving
from knowledge.measures import asked_for, told_by
from knowledge.passage import Kind
from knowledge.records import Product, Promotion
from knowledge.search import Hit
from knowledge.sections import STANDARD, membership_code
from knowledge.words import content_stems, has_cjk

MOST_SHOWN = 4
RULE_NEAR = 0.5


class PromotionArguments(BaseModel):
    """Arguments of `promotions`."""

    product_ids: list[str] = Field(
        default_factory=list, description="only offers that hold for these products"
    )
    question: str = Field("", description="what the shopper asks, with the codes that are named")


def promotions_tool(desk: Desk) -> BaseTool:
    """The tool for one turn."""

    def run(asked: PromotionArguments) -> Findings:
        products = [p for p in map(desk.knowledge.catalogue.product, asked.product_ids) if p]
        coded = named_offers(asked.question, desk)
        category = desk.knowledge.constraints(asked.question).category
        named = coded or offers_of_figure(asked.question, products, category, desk)
        chosen = named or _concerning(products, asked.question, desk)
        told = list(_told(chosen, products, desk, asked.question, by_name=bool(named)))
        rule = _rule_of_combining(desk) if len(coded) > 1 else ()
        rule = rule or (() if named else _discount_of_membership(asked.question, desk))
        if not told and not rule:
            return Findings(said=(desk.say("promotion_none"),), abstains=True)
        return Findings(
            evidence=(*rule, *(evidence for evidence, _ in told)),
            cards=tuple(_card(promotion, desk) for _, promotion in told),
            focus=tuple(f"product:{product.product_id}" for product in products),
        )

    description = "Offers and discount codes that run today and apply to this customer."
    return as_tool("promotions", description, PromotionArguments, run)


def named_offers(question: str, desk: Desk) -> list[Promotion]:
    """The offers whose code the question names, in its order."""
    said = [word.casefold() for word in re.findall(r"[A-Za-z0-9-]+", question)]
    coded = [p for p in desk.knowledge.catalogue.promotions() if p.code and p.code.casefold() in said]
    return sorted(coded, key=lambda p: said.index((p.code or "").casefold()))


def names_a_code(question: str, desk: Desk) -> bool:
    """Whether a question names the code of one of the shop's offers, running or not."""
    return bool(named_offers(question, desk))


def _concerning(products: Sequence[Product], question: str, desk: Desk) -> list[Promotion]:
    """The offers for what is asked about, those for nothing else first; all of them when nothing in particular is."""
    offers = desk.knowledge.catalogue.promotions()
    if products:
        return sorted((p for p in offers if any(concerns(p, one) for one in products)), key=_generality)
    category = desk.knowledge.constraints(question).category
    if category:
        of_category = [p for p in offers if concerns(p, category) and _generality(p) == 0]
        return [*of_category, *(p for p in offers if _generality(p) and p not in of_category)]
    asked = set(content_stems(question))
    shared = {p.promotion_id: len(asked & set(content_stems(f"{p.title} {p.terms}"))) for p in offers}
    return sorted(offers, key=lambda p: -shared[p.promotion_id])


def _generality(promotion: Promotion) -> int:
    return 0 if promotion.product_ids or promotion.categories else 1


def _told(
    offers: Sequence[Promotion], products: Sequence[Product], desk: Desk, question: str, *, by_name: bool
) -> Iterator[tuple[Evidence, Promotion]]:
    """What holds for this customer, what saves most first; where nothing particular does, why not; what was named, in
    any case."""
    judged = [(promotion, obstacle(promotion, products, desk)) for promotion in offers]
    if by_name:
        yield from ((_judged(p, hindered, products, desk, question), p) for p, hindered in judged)
        return
    holding = [p for p, hindered in judged if hindered is None]
    holding.sort(key=lambda promotion: -saving(promotion, products))
    barred = [(p, h) for p, h in judged if h and h.kind in ("membership", "minimum") and not _generality(p)]
    if not any(not _generality(p) for p in holding):
        yield from ((_judged(p, hindered, products, desk, question), p) for p, hindered in barred[:1])
    for promotion in holding[:MOST_SHOWN]:
        yield _judged(promotion, None, products, desk, question), promotion


def _judged(
    promotion: Promotion,
    hindered: Obstacle | None,
    products: Sequence[Product],
    desk: Desk,
    question: str,
) -> Evidence:
    sentences = [_terms(promotion, desk)]
    if hindered is not None:
        sentences = [hindered.said, *([] if hindered.kind in ("dates", "goods") else sentences)]
    elif products:
        sentences += [
            text for product in products[:2] if (text := priced(promotion, product, desk, question))
        ]
    return Evidence(
        source=f"promotion:{promotion.promotion_id}",
        title=promotion.title,
        text=" ".join(sentences),
        language=desk.language,
        names=tuple(product.name for product in products),
        score=1.0,
        complete=True,
    )


def _terms(promotion: Promotion, desk: Desk) -> str:
    """The terms as the shop wrote them, or from the offer's fields where they are in another language."""
    given = {
        "title": promotion.title,
        "until": day(promotion.ends_at, desk.language),
        "code": promotion.code or "",
    }
    if has_cjk(f"{promotion.title}{promotion.terms}") == (desk.language == "zh"):
        ended = promotion.terms.endswith((".", "。", "!", "！"))
        return desk.say("promotion_item", **given, terms=promotion.terms if ended else f"{promotion.terms}.")
    return desk.say(
        "promotion_fields",
        **given,
        percent=f"{promotion.percent:g}" if promotion.percent else "",
        amount=promotion.amount.format(desk.language) if promotion.amount else "",
        minimum=promotion.minimum.format(desk.language) if promotion.minimum else "",
        memberships=desk.say("list_join_raw", items=[name.title() for name in promotion.memberships]),
        first=promotion.first_order_only,
    )


def _rule_of_combining(desk: Desk) -> tuple[Evidence, ...]:
    """What the shop says of several codes in one order, where it says something."""
    hits = _rules(desk.say("query_several_codes"), desk, ("faq", "policy"))
    return tuple(_told_whole(hit, desk) for hit in hits[:1] if hit.score >= RULE_NEAR)


def _discount_of_membership(question: str, desk: Desk) -> tuple[Evidence, ...]:
    """The discount that the customer's membership gives by itself, where the question asks for a share off."""
    if desk.membership in (None, STANDARD) or "share" not in asked_for(question):
        return ()
    own = membership_code(desk.membership)
    hits = _rules(desk.say("query_member_discount"), desk, ("policy",))
    giving = [hit for hit in hits if own in hit.passage.memberships and "share" in told_by(hit.passage.text)]
    return tuple(_told_whole(hit, desk) for hit in giving[:1] if hit.score >= RULE_NEAR)


def _rules(query: str, desk: Desk, kinds: Sequence[Kind]) -> Sequence[Hit]:
    return desk.knowledge.search(
        query, kinds=kinds, language=desk.language, membership=desk.membership, today=desk.today, k=4
    )


def _told_whole(hit: Hit, desk: Desk) -> Evidence:
    text = hit.passage.text.removeprefix(hit.passage.heading).strip()
    return evidence_of(hit.passage, hit.score, desk).model_copy(update={"complete": True, "text": text})


def _card(promotion: Promotion, desk: Desk) -> Card:
    return Card(
        kind="promotion",
        id=promotion.promotion_id,
        title=promotion.title,
        subtitle=promotion.code or "",
        fields=(CardField(label=desk.say("label_until"), value=day(promotion.ends_at, desk.language)),),
        source=f"promotion:{promotion.promotion_id}",
    )
