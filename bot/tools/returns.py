"""`return_eligibility`: whether and until when something can be returned, computed from policy, order and date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.messages import Evidence
from bot.tools.cards import day, name_of, order_card, status_text
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.knowledge import NEAR, evidence_of
from bot.tools.order_choice import contains, placed_then, sharing_words
from knowledge.passages import Passage
from knowledge.records import Order, Product
from knowledge.search import Hit
from knowledge.sections import membership_code, memberships_in

_DAYS = re.compile(r"(\d+)\s*(?:-\s*)?(?:calendar |working )?(?:days?\b|天|日)")
_RETURNING = re.compile(r"return|退货|退换|退回", re.I)
_PERIOD = re.compile(
    r"have|within|period|can return|may return|up to|until|window|退货期|内|可退|可以退|有", re.I
)
_REFUSED = re.compile(
    r"not taken back|(?:cannot|can't|not|never) (?:be )?returned?\b|no returns"
    r"|不退货|不能退|不可退|不支持退|不接受退|不予退",
    re.I,
)
MOST_RULES = 2
_HOW_LONG = re.compile(
    r"how (?:long|many days)|period|window|deadline|until when|多久|几天|多少天|期限|退货期", re.I
)
_BEYOND_RETURN = frozenset({"returned", "return_requested", "cancelled"})


class ReturnArguments(BaseModel):
    """Arguments of `return_eligibility`."""

    product_ids: list[str] = Field(default_factory=list, description="what the shopper wants to return")
    order_id: str | None = Field(None, description="the order it was bought with")
    question: str = Field("", description="what the shopper asks about returning it")


@dataclass(frozen=True, slots=True)
class Period:
    """A return period in days and the policy passage that grants it; `section` says to whom."""

    days: int
    passage: Passage
    section: str


def returns_tool(desk: Desk) -> BaseTool:
    """The tool for one turn. It looks only at the signed-in customer's orders."""

    def run(asked: ReturnArguments) -> Findings:
        order = _order(asked, desk)
        product = _product(asked.product_ids, order, desk)
        category = product.category if product else desk.knowledge.constraints(asked.question).category
        special = _special_rules(asked.question, product, category, desk)
        refused = any(_REFUSED.search(hit.passage.text) and hit.passage.memberships for hit in special)
        periods = () if refused else return_periods(category, desk, asked.question)
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
        question or _period_query(desk),
        kinds=("policy",),
        product_ids=(product.product_id,) if product else (),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=8,
    )
    own = [hit for hit in hits if hit.score >= NEAR and _applies(hit.passage, category, desk.membership)]
    special = [hit for hit in own if _is_special(hit.passage, category)]
    if _HOW_LONG.search(question):
        special = [hit for hit in special if hit.passage.memberships]
    return special[:MOST_RULES]


def _is_special(passage: Passage, category: str | None) -> bool:
    if passage.memberships:
        return bool(_REFUSED.search(passage.text))
    own = category and category in passage.categories
    return bool(own) and bool(_REFUSED.search(passage.text)) and _period(passage) is None


def _period_query(desk: Desk) -> str:
    return "退货期多少天" if desk.language == "zh" else "how many days to return an item, return period"


def return_periods(category: str | None, desk: Desk, question: str = "") -> tuple[Period, ...]:
    """The return periods that hold for goods of a category: the customer's one, or for a guest one per membership.

    A rule for the category goes before a general one, one for a membership before one for everybody; empty when the
    policies do not say. A guest who names a membership in the question hears of that one alone.
    """
    hits = desk.knowledge.search(
        _period_query(desk),
        kinds=("policy",),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=24,
    )
    wanted = [hit.passage for hit in hits if _applies(hit.passage, category, desk.membership)]
    periods = [period for passage in wanted if (period := _period(passage))]
    closest = max((_closeness(p.passage, category) for p in periods), default=None)
    best = [p for p in periods if _closeness(p.passage, category) == closest]
    if desk.customer:
        return tuple(best[:1])
    each = _one_each(best)
    named = memberships_in(question, {code for p in each for code in p.passage.memberships})
    return tuple(p for p in each if not named or set(named) & set(p.passage.memberships))


def _one_each(periods: Sequence[Period]) -> list[Period]:
    """One period per membership, the shortest first, all from the policy that was found first."""
    policy = periods[0].passage.parent if periods else None
    first = {p.passage.memberships: p for p in reversed(periods) if p.passage.parent == policy}
    return sorted(first.values(), key=lambda p: p.days)


def _applies(passage: Passage, category: str | None, membership: str | None) -> bool:
    if passage.categories and category not in passage.categories:
        return False
    return not passage.memberships or membership is None or membership_code(membership) in passage.memberships


def _period(passage: Passage) -> Period | None:
    subject = f"{passage.source} {passage.title} {passage.heading}"
    days = _DAYS.search(passage.text)
    if (
        not days
        or _REFUSED.search(passage.text)
        or not _RETURNING.search(subject)
        or not _PERIOD.search(passage.text)
    ):
        return None
    if not _RETURNING.search(passage.text):
        return None
    return Period(int(days.group(1)), passage, passage.heading if passage.memberships else "")


def _closeness(passage: Passage, category: str | None) -> tuple[bool, bool]:
    return (bool(category and category in passage.categories), bool(passage.memberships))


def _order(asked: ReturnArguments, desk: Desk) -> Order | None:
    """The order that the goods came with: the one that is named, or the newest that holds them and fits the words."""
    if desk.customer is None:
        return None
    if asked.order_id:
        return desk.knowledge.catalogue.order_of(asked.order_id, desk.customer.customer_id)
    orders = desk.knowledge.catalogue.orders_of(desk.customer.customer_id)
    holding = [order for order in orders if contains(order, asked.product_ids)]
    chosen = holding or ([] if asked.product_ids else sharing_words(orders, asked.question, desk))
    fitting = placed_then(chosen, asked.question, desk)
    return next((o for o in fitting if o.status not in _BEYOND_RETURN), next(iter(fitting), None))


def _product(product_ids: Sequence[str], order: Order | None, desk: Desk) -> Product | None:
    ids = product_ids or ([order.lines[0].product_id] if order and len(order.lines) == 1 else [])
    return next((p for p in map(desk.knowledge.catalogue.product, ids) if p), None)


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
            *(_stated(order, product, p, desk) for p in periods),
        ),
        cards=(order_card(order, desk),) if order else (),
        focus=tuple(subject for subject in subjects if subject),
        notes={"days": [p.days for p in periods], "policies": [p.passage.source for p in periods]},
    )


def _rule(hit: Hit, desk: Desk) -> Evidence:
    return evidence_of(hit.passage, hit.score, desk).model_copy(update={"complete": True})


def _stated(order: Order | None, product: Product | None, period: Period, desk: Desk) -> Evidence:
    name = name_of(product, desk.language) if product else ""
    if order is None:
        text = desk.say("return_window", days=period.days, name=name, section=period.section)
    else:
        text = _about_order(order, name or order.order_id, period, desk)
    return evidence_of(period.passage, 1.0, desk).model_copy(
        update={
            "text": text,
            "subject": f"order:{order.order_id}" if order else None,
            "names": tuple(part for part in (name, product.name if product else "") if part),
            "complete": True,
            "private": order is not None,
        }
    )


def _about_order(order: Order, name: str, period: Period, desk: Desk) -> str:
    common = {"name": name, "order_id": order.order_id}
    if order.status in _BEYOND_RETURN:
        return desk.say("return_already", **common, status=status_text(order, desk))
    delivered = _delivered(order)
    terms = {"days": period.days, "section": period.section}
    if delivered is None:
        return desk.say("return_not_delivered", **common, **terms, status=status_text(order, desk))
    until = delivered + timedelta(days=period.days)
    phrase = "return_until" if desk.today <= until else "return_over"
    dates = {"delivered": day(delivered, desk.language), "until": day(until, desk.language)}
    return desk.say(phrase, **common, **terms, **dates)


def _delivered(order: Order) -> date | None:
    """The day the last parcel arrived; for goods taken home from a store, the day they were bought."""
    days = [s.delivered_at for s in order.shipments if s.delivered_at]
    if order.status not in ("delivered", "exchange_requested"):
        return None
    if not days:
        return order.placed_at.date() if order.channel == "store" else None
    return max(value.date() if isinstance(value, datetime) else value for value in days)
