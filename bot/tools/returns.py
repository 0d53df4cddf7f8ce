"""`return_eligibility`: whether and until when something can be returned, computed from policy, order and date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.grounding.facts import facts_of
from bot.messages import Evidence
from bot.tools.cards import day, name_of, order_card, status_text
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of
from bot.tools.knowledge import NEAR
from bot.tools.ordered import day_of_delivery
from bot.tools.return_conditions import refused_of_kind, said_of_goods
from bot.tools.return_periods import (
    CASE,
    DAYS,
    REFUSED,
    RETURNING,
    Period,
    applies,
    of_category,
    period_of,
    period_query,
    return_periods,
    rules_of_returning,
)
from bot.tools.returned_goods import HOW_LONG, Goods, beyond_return, order_of, product_of
from bot.tools.rule_goods import is_for
from knowledge.passage import Passage
from knowledge.records import Order, Product
from knowledge.search import Hit
from knowledge.sections import sentences

MOST_RULES = 2
_CONDITION = re.compile(
    r"\b(?:un)?(?:open(?:ed)?|used?|worn|tried|washed|damaged|broken|sealed|seal)\b|拆|开封|用过|没用|穿过|洗过|破损|磕|碎|坏",
    re.I,
)


class ReturnArguments(BaseModel):
    """Arguments of `return_eligibility`."""

    product_ids: list[str] = Field(default_factory=list, description="what the shopper wants to return")
    order_id: str | None = Field(None, description="the order it was bought with")
    question: str = Field("", description="what the shopper asks about returning it")


def returns_tool(desk: Desk) -> BaseTool:
    """The tool for one turn. It looks only at the signed-in customer's orders."""

    def run(asked: ReturnArguments) -> Findings:
        goods = Goods(tuple(asked.product_ids), asked.order_id, asked.question)
        order = order_of(goods, desk)
        product = product_of(goods, order, desk)
        category = product.category if product else desk.knowledge.constraints(asked.question).category
        special = _special_rules(asked.question, product, category, desk)
        periods = () if _all_refused(special, desk) else return_periods(category, desk, asked.question)
        if not special and not periods:
            return Findings(abstains=True)
        return _findings(order, product, periods, special, desk)

    description = "Work out until when something can be returned, from policy, membership and delivery date."
    return as_tool("return_eligibility", description, ReturnArguments, run)


def _special_rules(question: str, product: Product | None, category: str | None, desk: Desk) -> list[Hit]:
    """What cannot be returned, near the question: of the goods' category, or with the customer's membership.

    Who asks for nothing but the days hears only of the latter.
    """
    hits = desk.knowledge.search(
        question or period_query(desk),
        kinds=("policy",),
        product_ids=(product.product_id,) if product else (),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=8,
    )
    own = [hit for hit in hits if hit.score >= NEAR and applies(hit.passage, category, desk.membership)]
    own = [hit for hit in own if product is None or is_for(hit.passage, product, desk)]
    best = max(own, key=lambda hit: hit.score, default=None)
    asked = {found.group().casefold() for found in _CONDITION.finditer(question)}
    special = [
        hit
        for hit in own
        if _concerns_asker(hit.passage, question, desk)
        and (
            _is_special(hit.passage, category, desk)
            or _on_condition(hit.passage, asked)
            or (hit is best and _is_case(hit.passage, category))
        )
    ]
    if HOW_LONG.search(question):
        special = [hit for hit in special if hit.passage.memberships]
    of_kind = refused_of_kind(product, desk) if product and not HOW_LONG.search(question) else []
    never = _never(category, {hit.passage.source for hit in special}, desk)
    never = [hit for hit in never if product is None or is_for(hit.passage, product, desk)]
    return list({hit.passage.source: hit for hit in (*special, *of_kind, *never)}.values())[:MOST_RULES]


def _never(category: str | None, told: Collection[str], desk: Desk) -> list[Hit]:
    """That goods of a kind do not come back at all, whatever the question's words."""
    return [
        hit
        for hit in rules_of_returning(desk)
        if of_category(hit.passage, category)
        and hit.passage.source not in told
        and REFUSED.search(hit.passage.text)
        and not _grants(hit.passage, desk)
    ]


def _concerns_asker(passage: Passage, question: str, desk: Desk) -> bool:
    """Whether a rule is for everybody, for the customer's membership, or for one that a guest's question names."""
    if not passage.memberships or desk.membership is not None:
        return True
    return bool(set(passage.memberships) & set(desk.knowledge.memberships_named(question)))


def _is_special(passage: Passage, category: str | None, desk: Desk) -> bool:
    if passage.memberships:
        return bool(REFUSED.search(passage.text))
    own = category and category in passage.categories
    return bool(own) and bool(REFUSED.search(passage.text)) and period_of(passage, desk) is None


def _is_case(passage: Passage, category: str | None) -> bool:
    """Whether a rule grants goods of the category a time in one case only."""
    return of_category(passage, category) and bool(CASE.search(passage.text) and DAYS.search(passage.text))


def _on_condition(passage: Passage, asked: Collection[str]) -> bool:
    """Whether a rule about returning speaks of the state of the goods that is asked about."""
    about = RETURNING.search(f"{passage.source} {passage.title} {passage.heading} {passage.text}")
    return bool(about) and any(word in passage.text.casefold() for word in asked)


def _all_refused(special: Sequence[Hit], desk: Desk) -> bool:
    """Whether the goods do not come back at all: by membership, or by rules of their kind that grant no period.

    What does not come back in some state only is no such goods.
    """
    refusals = [hit.passage for hit in special if _refused_whole(hit.passage)]
    return any(p.memberships or (p.categories and not _grants(p, desk)) for p in refusals)


def _refused_whole(passage: Passage) -> bool:
    said = [sentence for sentence in sentences(passage.text) if REFUSED.search(sentence)]
    return any(passage.memberships or not _CONDITION.search(sentence) for sentence in said)


def _grants(passage: Passage, desk: Desk) -> bool:
    """Whether the policy of a passage grants a period anywhere."""
    hits = rules_of_returning(desk)
    return any(hit.passage.parent == passage.parent and period_of(hit.passage, desk) for hit in hits)


def _for_now(order: Order, category: str | None, desk: Desk) -> list[Hit]:
    """A rule with a date that holds for a while only, and held when the order was placed: more time for gifts."""
    return [
        hit
        for hit in rules_of_returning(desk)
        if (first := hit.passage.valid_from)
        and (last := hit.passage.valid_to)
        and first <= order.placed_at.date() <= last
        and applies(hit.passage, category, desk.membership)
        and RETURNING.search(hit.passage.text)
        and any(fact.kind == "date" for fact in facts_of(hit.passage.text))
    ][:1]


def _findings(
    order: Order | None,
    product: Product | None,
    periods: Sequence[Period],
    special: Sequence[Hit],
    desk: Desk,
) -> Findings:
    subjects = (product and f"product:{product.product_id}", order and f"order:{order.order_id}")
    return Findings(
        evidence=(
            *(_rule(hit, desk) for hit in special),
            *(fact for p in periods for fact in _stated(order, product, p, desk)),
            *(
                _rule(hit, desk)
                for hit in (_for_now(order, product and product.category, desk) if order else ())
            ),
        ),
        cards=(order_card(order, desk),) if order else (),
        focus=tuple(subject for subject in subjects if subject),
        notes={"days": [p.days for p in periods], "policies": [p.passage.source for p in periods]},
    )


def _rule(hit: Hit, desk: Desk) -> Evidence:
    return evidence_of(hit.passage, hit.score, desk).model_copy(update={"complete": True})


def _stated(order: Order | None, product: Product | None, period: Period, desk: Desk) -> Iterator[Evidence]:
    """What a period comes to; of an order it rests on its record as well, and is private to its customer."""
    name = name_of(product, desk.language) if product else ""
    if order is None:
        text = desk.say("return_window", days=period.days, name=name, section=period.section)
    else:
        text = _about_order(order, product, period, desk)
    conditions = said_of_goods(period.passage, product)
    fact = evidence_of(period.passage, 1.0, desk).model_copy(
        update={
            "text": f"{text} {conditions}".rstrip(),
            "subject": f"order:{order.order_id}" if order else None,
            "names": tuple(part for part in (name, product.name if product else "") if part),
            "complete": True,
            "private": order is not None,
        }
    )
    yield fact
    if order is not None:
        title = desk.say("title_order", order_id=order.order_id)
        yield fact.model_copy(update={"source": f"order:{order.order_id}", "title": title})


def _about_order(order: Order, product: Product | None, period: Period, desk: Desk) -> str:
    common = {"name": name_of(product, desk.language) if product else "", "order_id": order.order_id}
    if beyond_return(order, (product.product_id,) if product else ()):
        return desk.say("return_already", **common, status=status_text(order, desk))
    delivered = day_of_delivery(order)
    terms = {"days": period.days, "section": period.section}
    if delivered is None:
        return desk.say("return_not_delivered", **common, **terms, status=status_text(order, desk))
    until = delivered + timedelta(days=period.days)
    phrase = "return_until" if desk.today <= until else "return_over"
    dates = {"delivered": day(delivered, desk.language), "until": day(until, desk.language)}
    return desk.say(phrase, **common, **terms, **dates)
