"""The return periods that a shop's policies grant: for whom, for which goods, from which rule."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.tools.clauses import clauses
from bot.tools.desk import Desk
from bot.tools.tiers import membership_supposed
from knowledge.passage import Passage
from knowledge.search import Hit
from knowledge.sections import STANDARD, membership_code, membership_written, memberships_in, sentences

DAYS = re.compile(r"(\d+)\s*(?:-\s*)?(?:calendar |working )?(?:days?\b|天|日)")
RETURNING = re.compile(
    r"return|\b(?:send|bring|take|mail|ship|give)\b[^.]{0,60}\bback\b|\bcomes? back\b|money[- ]back"
    r"|退货|退换|退回|(?:可|能|可以|无理由)退(?!款)",
    re.I,
)
_PERIOD = re.compile(
    r"have|gets?\b|within|period|can return|may return|up to|until|window|退货期|内|可退|可以退|有|可无理由",
    re.I,
)
REFUSED = re.compile(
    r"not taken back|(?:cannot|can't|not|never) (?:be )?returned?\b|no returns"
    r"|不退货|(?:不能|不可以?|不支持|不接受|不予|无法)(?:无理由|七天无理由|7 ?天无理由)?退",
    re.I,
)
CASE = re.compile(r"\b(?:if|as long as|provided)\b|如果|只要|若", re.I)
"""What grants something in one case only."""


@dataclass(frozen=True, slots=True)
class Period:
    """A return period in days and the policy passage that grants it; `section` says to whom.

    `memberships` are those that it is for, empty for everybody.
    """

    days: int
    passage: Passage
    section: str
    memberships: tuple[str, ...]


def rules_of_returning(desk: Desk, membership: str | None = None) -> Sequence[Hit]:
    """The policies near the question of how long goods may be returned, for the asker or another membership."""
    return desk.knowledge.search(
        period_query(desk),
        kinds=("policy",),
        language=desk.language,
        membership=membership or desk.membership,
        today=desk.today,
        k=24,
    )


def period_query(desk: Desk) -> str:
    """That question, in the language of the talk."""
    return "退货期多少天" if desk.language == "zh" else "how many days to return an item, return period"


def return_periods(category: str | None, desk: Desk, question: str = "") -> tuple[Period, ...]:
    """The return periods that hold for goods of a category: the customer's one, or for a guest one per membership.

    A rule for the category goes before a general one, one for a membership before one for everybody; empty when the
    policies do not say. A guest who names a membership in the question hears of that one alone.
    """
    membership = (membership_supposed(question, desk) if desk.customer else None) or desk.membership
    hits = rules_of_returning(desk, membership)
    wanted = [hit.passage for hit in hits if applies(hit.passage, category, membership)]
    periods = [period for passage in wanted for period in _periods(passage, desk, membership)]
    closest = max((of_category(p.passage, category) for p in periods), default=None)
    best = [p for p in periods if of_category(p.passage, category) == closest]
    best.sort(key=lambda p: bool(CASE.search(p.passage.text)))
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


def applies(passage: Passage, category: str | None, membership: str | None) -> bool:
    """Whether a rule holds for goods of the category and for the customer's membership."""
    if passage.categories and category not in passage.categories:
        return False
    return not passage.memberships or membership is None or membership_code(membership) in passage.memberships


def _periods(passage: Passage, desk: Desk, membership: str | None) -> Iterator[Period]:
    """The periods that a passage grants: one, or one for each clause with memberships of its own.

    "7 days for everyone, 15 days for Silver" is no period of seven days for Silver.
    """
    whole = period_of(passage, desk)
    if whole is None:
        return
    figures = {found.group(1) for found in DAYS.finditer(passage.text)}
    if len(passage.memberships) < 2 or len(figures) < 2:
        yield whole
        return
    own = membership_code(membership) if desk.customer else None
    for clause in clauses((passage,), desk):
        days = DAYS.search(clause.text)
        if days and clause.memberships and (own is None or own in clause.memberships):
            written = _as_written(clause.text, (own,) if own else clause.memberships)
            yield Period(int(days.group(1)), passage, written, clause.memberships)


def period_of(passage: Passage, desk: Desk) -> Period | None:
    """The period that a passage grants. What members get may lean on what its section says for everybody."""
    days = DAYS.search(passage.text)
    if not days or REFUSED.search(passage.text):
        return None
    said = passage.text
    if passage.memberships:
        said = " ".join(p.text for p in (passage, *desk.knowledge.section(passage, desk.membership)))
    subject = f"{passage.source} {passage.title} {passage.heading}"
    at_once = any(RETURNING.search(one) and DAYS.search(one) for one in sentences(said))
    if not _PERIOD.search(said) or not (RETURNING.search(said) if RETURNING.search(subject) else at_once):
        return None
    return Period(int(days.group(1)), passage, _to_whom(passage), passage.memberships)


def _to_whom(passage: Passage) -> str:
    """Whom a rule is for, as the shop writes it; empty when it is for everybody."""
    if not passage.memberships or memberships_in(passage.heading, passage.memberships):
        return passage.heading if passage.memberships else ""
    return _as_written(passage.text, passage.memberships) or passage.heading


def _as_written(text: str, memberships: Sequence[str]) -> str:
    return ", ".join(written for code in memberships if (written := membership_written(text, code)))


def of_category(passage: Passage, category: str | None) -> bool:
    """Whether a rule is for the category and not for all goods."""
    return bool(category and category in passage.categories)
