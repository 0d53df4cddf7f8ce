"""The last day of a time that a rule counts from an order, its payment or its delivery: price protection, exchange."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.tools.cards import day
from bot.tools.clauses import Clause, clauses, own_membership
from bot.tools.desk import Desk, Findings
from bot.tools.guarantee import worded
from bot.tools.lengths import Length, lengths
from bot.tools.ordered import Start, first_day, start_in
from bot.tools.return_periods import return_periods
from bot.tools.returned_goods import Goods, order_of, product_of
from bot.tools.told import findings, of_order, of_rule, on_all
from knowledge.passages import Passage
from knowledge.records import Order
from knowledge.search import Hit

LEAST, LEAST_IN = 0.45, {"zh": 0.35}
"""How near a rule must be to be the one that is asked about, where that is neither price nor exchange; by language."""
MOST_LOOKED_AT = 4
_BY_WHEN = re.compile(
    r"\b(?:until|by) when\b|\bdeadline\b|\btoo late\b|\b(?:can|could|may) (?:i|we) still\b|\blast day\b|\bin time\b"
    r"|\bhow long (?:have i (?:got )?|do i have )|\btime left\b"
    r"|最[晚迟].{0,4}(?:什么时候|哪天|几[号天]|多久)|到(?:哪一?天|几号)(?:为止|之?前|\W|$)|来得及|几号(?:之?前|为止)"
    r"|哪天(?:之?前|为止)|还[能可]以?.{0,3}[补开换报登]",
    re.IGNORECASE,
)
_OF_PRICE = re.compile(
    r"\b(?:became|becomes?|got|gets|gone|went|now|since)\b.{0,15}\bcheaper\b|\bcheaper\b.{0,20}\b(?:now|since|afterwards)\b"
    r"|\bprice (?:drop\w*|fell|went down|cut)|\b(?:dropp?ed|lowered|reduced|cut) (?:the |in )?price"
    r"|\b(?:is|be|was|were|got|gets?|gone) (?:reduced|marked down|lowered|on sale)\b.{0,40}"
    r"\b(?:i|we) (?:bought|ordered|paid)"
    r"|\b(?:get|pay|refund|give|back)\b.{0,20}\bthe difference\b|\bprice[- ](?:protect\w*|match\w*)"
    r"|降价|降了|便宜了|差价|价保|保价|跌[了价]",
    re.IGNORECASE,
)
_PROTECTS = re.compile(
    r"\bcheaper\b|\bprice\b.{0,40}\b(?:drop|fall|lower|protect|differ)|\bdifference\b|降价|差价|价保|保价",
    re.I,
)
_SWAP = re.compile(
    r"\bswap\w*|\bexchang\w*|\b(?:another|different|wrong|other) (?:size|colou?r|shade)\b|换(?!货单)",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\breturn(?:ed|ing)?\b|\bsend\b.{0,20}\bback\b|\brefund|\bcancel|\bcall off\b|退(?!差)|取消",
    re.IGNORECASE,
)
_AROUND = 30
_SAME_TIME = re.compile(
    r"\bsame (?:number of days|period|time|days)\b|同样(?:的)?(?:时间|期限|天数)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Term:
    """A length of time, the event that it begins with, and the passages that say so."""

    length: Length
    start: Start
    passages: tuple[Passage, ...]


def asks_by_when(question: str) -> bool:
    """Whether it is asked until when, or whether still, something may be done; the return of goods is not meant."""
    if _OF_PRICE.search(question):
        return True
    return bool(_BY_WHEN.search(question)) and not _BACK.search(question)


def since_order(goods: Goods, desk: Desk) -> Findings | None:
    """The last day by the rule that is nearest to the question; None without an order, or where no rule is near."""
    order = order_of(goods, desk)
    if order is None:
        return None
    product = product_of(goods, order, desk)
    term = next(_terms(goods, order, desk), None)
    first = first_day(order, term.start) if term else None
    if term is None or first is None:
        return None
    until = term.length.after(first)
    text = desk.say(
        "term_until",
        order_id=order.order_id,
        start=term.start,
        since=day(first, desk.language),
        length=worded(term.length, desk),
        until=day(until, desk.language),
        over=until < desk.today,
    )
    sources = [of_rule(term.passages[-1], "", desk), of_order(order, desk)]
    evidence = (*on_all(text, sources), *(of_rule(p, p.text, desk) for p in term.passages))
    return findings(evidence, [product] if product else [], order, desk)


def _terms(goods: Goods, order: Order, desk: Desk) -> Iterator[Term]:
    """The terms of the rules near the question, nearest first."""
    for hit in _near(goods, desk):
        if not _fits(hit.passage, goods.question):
            continue
        parts = desk.knowledge.section(hit.passage)
        read = list(clauses(parts, desk))
        found = _started(read)
        if found is None:
            if _SWAP.search(goods.question) and _SAME_TIME.search(hit.passage.text):
                yield from _of_returning(goods, order, hit.passage, desk)
            continue
        clause, length, start = found
        own = _of_membership(read, own_membership(goods.question, desk))
        if own:
            yield Term(own[1], start, tuple({p.source: p for p in (clause.passage, own[0].passage)}.values()))
        else:
            yield Term(length, start, (clause.passage,))


def _near(goods: Goods, desk: Desk) -> Sequence[Hit]:
    query = goods.question
    if _OF_PRICE.search(query):
        query = f"{query} {desk.say('query_price_protection')}"
    elif _SWAP.search(query):
        query = f"{query} {desk.say('query_exchange')}"
    hits = desk.knowledge.search(
        query,
        kinds=("policy",),
        product_ids=goods.product_ids,
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=MOST_LOOKED_AT,
    )
    named = _OF_PRICE.search(goods.question) or _SWAP.search(goods.question)
    return [hit for hit in hits if named or hit.score >= LEAST_IN.get(desk.language, LEAST)]


def _fits(passage: Passage, question: str) -> bool:
    """Whether a rule is about prices or exchanges where these are asked about."""
    text = f"{passage.source} {passage.title} {passage.heading} {passage.text}"
    price = _OF_PRICE.search(question) is None or _PROTECTS.search(text) is not None
    return price and (_SWAP.search(question) is None or _SWAP.search(text) is not None)


def _started(read: Sequence[Clause]) -> tuple[Clause, Length, Start] | None:
    """The first length for everybody that a clause counts from something."""
    for clause in read:
        for length in lengths(clause.text) if not clause.memberships else ():
            around = clause.text[max(0, length.start - _AROUND) : length.end + _AROUND]
            start = start_in(around)
            if start:
                return clause, length, start
    return None


def _of_membership(read: Sequence[Clause], membership: str) -> tuple[Clause, Length] | None:
    """What the same section grants to a membership."""
    own = (c for c in read if membership in c.memberships)
    return next(((clause, length) for clause in own for length in lengths(clause.text)), None)


def _of_returning(goods: Goods, order: Order, passage: Passage, desk: Desk) -> Iterator[Term]:
    """The time for a return, where a rule says that it holds for exchanges too."""
    product = product_of(goods, order, desk)
    for period in return_periods(product.category if product else None, desk, goods.question)[:1]:
        yield Term(Length(period.days, "day"), "delivery", (passage, period.passage))
