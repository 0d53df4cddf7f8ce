"""`return_eligibility`: whether and until when something can be returned, computed from policy, order and date."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from bot.grounding.facts import facts_of
from bot.messages import Evidence
from bot.tools.cards import day, name_of, order_card, status_text
from bot.tools.clauses import clauses
from bot.tools.desk import Desk, Findings, as_tool
from bot.tools.evidence import evidence_of
from bot.tools.knowledge import NEAR
from bot.tools.ordered import day_of_delivery
from bot.tools.returned_goods import BEYOND_RETURN, HOW_LONG, Goods, order_of, product_of
from knowledge.passage import Passage
from knowledge.records import Order, Product
from knowledge.search import Hit
from knowledge.sections import STANDARD, membership_code, membership_written, memberships_in, sentences

_DAYS = re.compile(r"(\d+)\s*(?:-\s*)?(?:calendar |working )?(?:days?\b|天|日)")
_RETURNING = re.compile(
    r"return|\b(?:send|bring|take|mail|ship|give)\b[^.]{0,60}\bback\b|\bcomes? back\b|money[- ]back"
    r"|退货|退换|退回|(?:可|能|可以|无理由)退(?!款)",
    re.I,
)
_PERIOD = re.compile(
    r"have|gets?\b|within|period|can return|may return|up to|until|window|退货期|内|可退|可以退|有|可无理由",
    re.I,
)
_REFUSED = re.compile(
    r"not taken back|(?:cannot|can't|not|never) (?:be )?returned?\b|no returns"
    r"|不退货|(?:不能|不可以?|不支持|不接受|不予|无法)(?:无理由|七天无理由|7 ?天无理由)?退",
    re.I,
)
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


@dataclass(frozen=True, slots=True)
class Period:
    """A return period in days and the policy passage that grants it; `section` says to whom.

    `memberships` are those that it is for, empty for everybody.
    """

    days: int
    passage: Passage
    section: str
    memberships: tuple[str, ...]


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
        question or _period_query(desk),
        kinds=("policy",),
        product_ids=(product.product_id,) if product else (),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=8,
    )
    own = [hit for hit in hits if hit.score >= NEAR and _applies(hit.passage, category, desk.membership)]
    asked = {found.group().casefold() for found in _CONDITION.finditer(question)}
    special = [
        hit
        for hit in own
        if _concerns_asker(hit.passage, question, desk)
        and (_is_special(hit.passage, category, desk) or _on_condition(hit.passage, asked))
    ]
    if HOW_LONG.search(question):
        special = [hit for hit in special if hit.passage.memberships]
    return [*special, *_never(category, {hit.passage.source for hit in special}, desk)][:MOST_RULES]


def _never(category: str | None, told: Collection[str], desk: Desk) -> list[Hit]:
    """That goods of a kind do not come back at all, whatever the question's words."""
    return [
        hit
        for hit in _rules_of_returning(desk)
        if _of_category(hit.passage, category)
        and hit.passage.source not in told
        and _REFUSED.search(hit.passage.text)
        and not _grants(hit.passage, desk)
    ]


def _concerns_asker(passage: Passage, question: str, desk: Desk) -> bool:
    """Whether a rule is for everybody, for the customer's membership, or for one that a guest's question names."""
    if not passage.memberships or desk.membership is not None:
        return True
    return bool(set(passage.memberships) & set(desk.knowledge.memberships_named(question)))


def _is_special(passage: Passage, category: str | None, desk: Desk) -> bool:
    if passage.memberships:
        return bool(_REFUSED.search(passage.text))
    own = category and category in passage.categories
    return bool(own) and bool(_REFUSED.search(passage.text)) and _period(passage, desk) is None


def _on_condition(passage: Passage, asked: Collection[str]) -> bool:
    """Whether a rule about returning speaks of the state of the goods that is asked about."""
    about = _RETURNING.search(f"{passage.source} {passage.title} {passage.heading} {passage.text}")
    return bool(about) and any(word in passage.text.casefold() for word in asked)


def _all_refused(special: Sequence[Hit], desk: Desk) -> bool:
    """Whether the goods do not come back at all: by membership, or by rules of their kind that grant no period."""
    refusals = [hit.passage for hit in special if _REFUSED.search(hit.passage.text)]
    return any(p.memberships or (p.categories and not _grants(p, desk)) for p in refusals)


def _grants(passage: Passage, desk: Desk) -> bool:
    """Whether the policy of a passage grants a period anywhere."""
    hits = _rules_of_returning(desk)
    return any(hit.passage.parent == passage.parent and _period(hit.passage, desk) for hit in hits)


def _for_now(order: Order, category: str | None, desk: Desk) -> list[Hit]:
    """A rule with a date that holds for a while only, and held when the order was placed: more time for gifts."""
    return [
        hit
        for hit in _rules_of_returning(desk)
        if (first := hit.passage.valid_from)
        and (last := hit.passage.valid_to)
        and first <= order.placed_at.date() <= last
        and _applies(hit.passage, category, desk.membership)
        and _RETURNING.search(hit.passage.text)
        and any(fact.kind == "date" for fact in facts_of(hit.passage.text))
    ][:1]


def _rules_of_returning(desk: Desk) -> Sequence[Hit]:
    return desk.knowledge.search(
        _period_query(desk),
        kinds=("policy",),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=24,
    )


def _period_query(desk: Desk) -> str:
    return "退货期多少天" if desk.language == "zh" else "how many days to return an item, return period"


def return_periods(category: str | None, desk: Desk, question: str = "") -> tuple[Period, ...]:
    """The return periods that hold for goods of a category: the customer's one, or for a guest one per membership.

    A rule for the category goes before a general one, one for a membership before one for everybody; empty when the
    policies do not say. A guest who names a membership in the question hears of that one alone.
    """
    hits = _rules_of_returning(desk)
    wanted = [hit.passage for hit in hits if _applies(hit.passage, category, desk.membership)]
    periods = [period for passage in wanted for period in _periods(passage, desk)]
    closest = max((_of_category(p.passage, category) for p in periods), default=None)
    best = [p for p in periods if _of_category(p.passage, category) == closest]
    if desk.customer:
        return tuple(sorted(best, key=lambda p: not p.memberships)[:1])
    each = _one_each(best)
    named = desk.knowledge.memberships_named(question)
    return tuple(p for p in each if not named or set(named) & set(p.memberships or (STANDARD,)))


def _one_each(periods: Sequence[Period]) -> list[Period]:
    """One period per membership, the shortest first, all from the policy that was found first.

    What is for everybody counts where the same section goes on to what members get, unless it names those without.
    """
    limited = [p for p in periods if p.memberships]
    if not limited:
        return list(periods[:1])
    policy = limited[0].passage.parent
    own = [p for p in limited if p.passage.parent == policy]
    sections = {(p.passage.parent, p.passage.heading) for p in own}
    general = [p for p in periods if not p.memberships and (p.passage.parent, p.passage.heading) in sections]
    standard = any(STANDARD in p.memberships for p in own)
    first = {p.memberships: p for p in reversed(own if standard else [*general, *own])}
    return sorted(first.values(), key=lambda p: p.days)


def _applies(passage: Passage, category: str | None, membership: str | None) -> bool:
    if passage.categories and category not in passage.categories:
        return False
    return not passage.memberships or membership is None or membership_code(membership) in passage.memberships


def _periods(passage: Passage, desk: Desk) -> Iterator[Period]:
    """The periods that a passage grants: one, or one for each clause with memberships of its own.

    "7 days for everyone, 15 days for Silver" is no period of seven days for Silver.
    """
    whole = _period(passage, desk)
    if whole is None:
        return
    figures = {found.group(1) for found in _DAYS.finditer(passage.text)}
    if len(passage.memberships) < 2 or len(figures) < 2:
        yield whole
        return
    own = membership_code(desk.membership) if desk.customer else None
    for clause in clauses((passage,), desk):
        days = _DAYS.search(clause.text)
        if days and clause.memberships and (own is None or own in clause.memberships):
            written = _as_written(clause.text, (own,) if own else clause.memberships)
            yield Period(int(days.group(1)), passage, written, clause.memberships)


def _period(passage: Passage, desk: Desk) -> Period | None:
    """The period that a passage grants. What members get may lean on what its section says for everybody."""
    days = _DAYS.search(passage.text)
    if not days or _REFUSED.search(passage.text):
        return None
    said = passage.text
    if passage.memberships:
        said = " ".join(p.text for p in (passage, *desk.knowledge.section(passage, desk.membership)))
    subject = f"{passage.source} {passage.title} {passage.heading}"
    at_once = any(_RETURNING.search(one) and _DAYS.search(one) for one in sentences(said))
    if not _PERIOD.search(said) or not (_RETURNING.search(said) if _RETURNING.search(subject) else at_once):
        return None
    return Period(int(days.group(1)), passage, _to_whom(passage), passage.memberships)


def _to_whom(passage: Passage) -> str:
    """Whom a rule is for, as the shop writes it; empty when it is for everybody."""
    if not passage.memberships or memberships_in(passage.heading, passage.memberships):
        return passage.heading if passage.memberships else ""
    return _as_written(passage.text, passage.memberships) or passage.heading


def _as_written(text: str, memberships: Sequence[str]) -> str:
    return ", ".join(written for code in memberships if (written := membership_written(text, code)))


def _of_category(passage: Passage, category: str | None) -> bool:
    return bool(category and category in passage.categories)


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
        text = _about_order(order, name, period, desk)
    fact = evidence_of(period.passage, 1.0, desk).model_copy(
        update={
            "text": text,
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


def _about_order(order: Order, name: str, period: Period, desk: Desk) -> str:
    common = {"name": name, "order_id": order.order_id}
    if order.status in BEYOND_RETURN:
        return desk.say("return_already", **common, status=status_text(order, desk))
    delivered = day_of_delivery(order)
    terms = {"days": period.days, "section": period.section}
    if delivered is None:
        return desk.say("return_not_delivered", **common, **terms, status=status_text(order, desk))
    until = delivered + timedelta(days=period.days)
    phrase = "return_until" if desk.today <= until else "return_over"
    dates = {"delivered": day(delivered, desk.language), "until": day(until, desk.language)}
    return desk.say(phrase, **common, **terms, **dates)
