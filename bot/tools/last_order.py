"""The last day to order so that it arrives by a day that the shop names: before Christmas, before the New Year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.grounding.facts import facts_of
from bot.tools.cards import day
from bot.tools.clauses import Clause, clauses, rules_of
from bot.tools.desk import Desk, Findings
from bot.tools.returned_goods import Goods
from bot.tools.told import of_rule
from knowledge.passages import Passage

_ASKED = re.compile(
    r"\b(?:last|latest) (?:possible )?(?:day|date|time|moment)\b.{0,30}\b(?:order|buy|arriv|deliver|get it)"
    r"|\blast orders?\b|\blatest (?:\w+ ){0,3}(?:order|buy)\b"
    r"|\b(?:order|buy) (?:it |this |that |one )?(?:by|before) (?:when|what|which)\b"
    r"|\b(?:by|until|till) (?:when|(?:what|which) (?:day|date))\b.{0,30}\b(?:order|buy)"
    r"|\bwhen (?:do|must|should|would) (?:i|we)\b.{0,16}\b(?:order|buy)\b.{0,40}\b(?:by|before|in time|for)\b"
    r"|\bhow (?:late|long) can (?:i|we) (?:\w+ ){0,2}(?:leave|wait|order|put)|\border deadline\b|\bcut[- ]?off\b"
    r"|最[晚迟后].{0,10}(?:下单|拍|买|订)|(?:几号|哪一?天)(?:之?前|截止|以前)?.{0,4}(?:下单|拍|买|订)"
    r"|(?:下单|拍|订)[^，,。？?]{0,8}(?:最[晚迟]|截止|来得及|几号|哪一?天)",
    re.IGNORECASE,
)
_IN_TIME = re.compile(
    r"\bbefore\b|\bby\b|\bin time\b|\bfor (?:the )?(?:christmas|xmas|easter|new year|holidays?)|\bunder the tree\b"
    r"|\bso (?:that )?it(?:'s|’s| is| gets| arrives| comes)|\barriv|\bhere\b|前|到|赶|年货|收到|来得及",
    re.IGNORECASE,
)
_OTHER = re.compile(
    r"\breturn|\bsend\b.{0,20}\bback\b|\bcancel|\bcodes?\b|\btoday\b|\btomorrow\b|\bmy (?:order|parcel)"
    r"|退|取消|优惠|当天|今天|明天|几点|我的订单",
    re.IGNORECASE,
)
_DEADLINE = re.compile(
    r"\border(?:s|ed)?\b.{0,60}\bby\b|\blast (?:day|order)|\border (?:before|until)\b"
    r"|前.{0,3}(?:下单|拍下|订)|下单.{0,6}(?:截止|最[晚后])|最[晚后].{0,6}(?:下单|一天)",
    re.IGNORECASE,
)
_EVENTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bchristmas\b|\bxmas\b|\bunder the tree\b|\bsanta\b|圣诞|聖誕",
        r"\beaster\b|\bgood friday\b|复活节",
        r"\b(?:chinese|lunar) new year\b|\bspring festival\b|年货|春节|过年|年前|除夕",
        r"\bmid-?autumn\b|中秋",
        r"\bvalentine|情人节",
        r"\bmother['’]?s day\b|母亲节",
        r"\bfather['’]?s day\b|父亲节",
        r"\bdragon boat\b|端午",
    )
)
"""What a day is called in questions and rules; one pattern an event."""
_WAYS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\b(?:standard|normal|regular|ordinary|usual|ground|economy)\b|标准|普通|一般快递",
        r"\b(?:express|next[- ]day|priority|overnight|fast(?:est)?|quick(?:est)?)\b|特快|加急|次日|最快|顺丰",
        r"\bcollect\w*|\bpick(?:ing)? (?:it )?up\b|自提|自取",
    )
)
_TO = re.compile(
    r"\b(?:for|to|in) (?:the )?(?P<en>(?-i:[A-Z])[\w'’-]+(?: (?:of )?(?-i:[A-Z])[\w'’-]+)*)"
    r"|(?:(?:(?<!配)送|寄|发)(?:到|往|去|至)|寄)(?P<zh>[\u4e00-\u9fff]{2,4}?)(?=[，,。？?一最几哪要的]|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clause of a rule that names the last day for orders of one way, place or kind of goods."""

    clause: Clause
    last: date


def asks_last_order(question: str) -> bool:
    """Whether it is asked until when to order for a thing to arrive in time."""
    return bool(_ASKED.search(question) and _IN_TIME.search(question)) and not _OTHER.search(question)


def last_order(goods: Goods, desk: Desk) -> Findings | None:
    """The shop's own rule, and before it the day of the way, place or goods asked for; None without such a rule."""
    for passage in rules_of(desk, goods.product_ids):
        found = list(_deadlines(passage, desk))
        if not found or not _of_event(passage, goods.question):
            continue
        facts = [of_rule(passage, passage.text, desk)]
        chosen = _chosen(found, goods, desk)
        if chosen:
            text = desk.say("last_order", day=day(chosen.last, desk.language), over=chosen.last < desk.today)
            facts = [of_rule(passage, text, desk), of_rule(passage, chosen.clause.sentence, desk)]
        return Findings(evidence=tuple(facts))
    return None


def _deadlines(passage: Passage, desk: Desk) -> Iterator[Deadline]:
    """The clauses that name one day each, in a passage about the last days to order."""
    read = list(clauses((passage,), desk))
    if not any(_DEADLINE.search(clause.sentence) for clause in read):
        return
    for clause in read:
        days = {fact.value for fact in facts_of(clause.text) if fact.kind == "date"}
        last = _dated(next(iter(days)), passage, desk) if len(days) == 1 else None
        if last and _DEADLINE.search(clause.sentence):
            yield Deadline(clause, last)


def _dated(value: str, passage: Passage, desk: Desk) -> date | None:
    """The day; one without a year is the first since the rule holds, or since today."""
    year, month, number = value.rsplit("-", 2)
    since = passage.valid_from or desk.today
    try:
        found = date(int(year) if year.isdigit() else since.year, int(month), int(number))
        return found if year.isdigit() or found >= since else found.replace(year=found.year + 1)
    except ValueError:
        return None


def _of_event(passage: Passage, question: str) -> bool:
    """Whether a rule is for the event that the question names, if it names one."""
    asked = [event for event in _EVENTS if event.search(question)]
    text = f"{passage.title} {passage.heading} {passage.text}"
    return not asked or any(event.search(text) for event in asked)


def _chosen(found: Sequence[Deadline], goods: Goods, desk: Desk) -> Deadline | None:
    """The only clause for the place, the goods or the way of delivery that is asked for, in this order."""
    place = _place(goods.question)
    if place:
        return _only([d for d in found if place.casefold() in d.clause.text.casefold()])
    here = [d for d in found if not _place(d.clause.text)]
    own = _kinds(goods, desk)
    of_kind = [d for d in here if own & _kinds_in(d.clause.text, desk)]
    if of_kind:
        return _only(of_kind)
    ways = [way for way in _WAYS if way.search(goods.question)]
    return (
        _only([d for d in here if any(way.search(d.clause.text) for way in ways)]) if len(ways) == 1 else None
    )


def _only(found: Sequence[Deadline]) -> Deadline | None:
    return found[0] if len({deadline.last for deadline in found}) == 1 else None


def _place(text: str) -> str:
    """The place that a text names; an event is none."""
    names = (found["en"] or found["zh"] for found in _TO.finditer(text))
    return next((name for name in names if name and not any(e.search(name) for e in _EVENTS)), "")


def _kinds(goods: Goods, desk: Desk) -> set[str]:
    """The categories of the goods, and those that the question names."""
    products = (p for p in map(desk.knowledge.catalogue.product, goods.product_ids) if p)
    return {p.category for p in products if p.category} | _kinds_in(goods.question, desk)


def _kinds_in(text: str, desk: Desk) -> set[str]:
    return {mention.id for mention in desk.knowledge.mentions(text) if mention.kind == "category"}
