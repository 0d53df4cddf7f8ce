"""What delivery of certain goods costs the asker: the charge, from which price it is free, what a region adds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision

from bot.messages import Evidence
from bot.tools.basket import Line, basket
from bot.tools.cards import name_of
from bot.tools.clauses import Clause, clauses, own_membership, rules_of
from bot.tools.desk import Desk, Findings
from bot.tools.returned_goods import Goods
from bot.tools.told import of_rule, on_all
from knowledge.money import Money
from knowledge.sections import STANDARD
from knowledge.words import content_stems

_ASKED = re.compile(
    r"(?:how much|what|cost|price|fee|charge|pay|free).{0,40}\b(?:deliver\w*|shipping|postage|post|send|sending"
    r"|next[- ]day|two[- ]day|express)\b|\b(?:deliver\w*|shipping|postage|post|send|sending|next[- ]day)\b.{0,60}"
    r"\b(?:how much|cost|fee|charge|pay|free)\b|\bpostage\b"
    r"|运费|邮费|快递费|配送费|包邮|(?:送货|配送|快递|顺丰|寄).{0,10}(?:多少|收费|要钱|免费|加钱)",
    re.IGNORECASE,
)
_NOT_ASKED = re.compile(
    r"\breturn|\bsend\w*\b.{0,30}\bback\b|\bexchang|\bswap|\bwhen\b|\bhow (?:long|soon)\b|\bmy (?:order|parcel)"
    r"|退|换|多久|几天|什么时候|订单",
    re.IGNORECASE,
)
_DELIVERY = re.compile(
    r"\bdeliver\w*|\bshipping\b|\bpostage\b|\bgetting it\b|配送|运费|邮费|快递|发货|送货|包邮", re.I
)
_OTHER = re.compile(
    r"\breturn|\bsend(?:ing)? (?:things |it )?back\b|\blabel\b|\bcollect|\bwrap|\bsecond\b|退|自提|寄修|转寄|报修|换",
    re.I,
)
_FAST = r"express|next[- ]day|two[- ]day|overnight|priority|courier|顺丰|特快|加急|次日|急送"
_SERVICE = re.compile(rf"(?P<fast>{_FAST})|(?P<plain>standard|ground|normal|普通快递|标准)", re.IGNORECASE)
_MONEY = re.compile(
    r"(?:[€£$¥￥]|\b(?:EUR|GBP|USD|CNY|RMB)\b)\s?(?P<a>\d+(?:[.,]\d{1,2})?)|(?P<b>\d+(?:\.\d{1,2})?)\s*"
    r"(?:元|块|英镑|欧元|美元|euros?\b|pounds?\b|dollars?\b)",
    re.IGNORECASE,
)
_FREE = re.compile(r"\bfree\b|包邮|免邮|免运费|免费|不收", re.IGNORECASE)
_FROM = re.compile(r"\b(?:from|over|above)\b|满|起", re.IGNORECASE)
_EXTRA = re.compile(r"\bextra\b|\bmore\b|\bsurcharge\b|加收|另加|另收|多收", re.IGNORECASE)
_PLACE = re.compile(r"(?-i:[A-Z])\w+|[\u4e00-\u9fff]{2,}")
_TO = re.compile(
    r"\b(?:to|in|from) (?:the )?(?P<en>(?-i:[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)*)"
    r"|(?:(?:寄|送|发)(?:到|往|去|至)?|邮(?:到|往|去|至|寄))(?!顺丰|货|快递)(?P<zh>[\u4e00-\u9fff]{2,3}?)(?=[，,。？?一两个的多要邮运\d]|$)"
)


@dataclass(frozen=True, slots=True)
class Rate:
    """One clause on what delivery costs: a `fee`, or `free` from a price on (None: from any); `extra` comes on top."""

    clause: Clause
    service: str
    fee: Money | None = None
    free: bool = False
    free_from: Money | None = None
    extra: bool = False


def asks_postage(question: str) -> bool:
    """Whether the charge of delivery is asked for."""
    return bool(_ASKED.search(question)) and not _NOT_ASKED.search(question)


def postage(goods: Goods, desk: Desk) -> Findings | None:
    """The charge for the goods; None where the goods, the place or the charge cannot be read surely."""
    lines = basket(goods.question, goods.product_ids, desk)
    if not lines:
        return None
    read = list(rates(goods.product_ids, desk))
    place = _of_place(read, goods.question, desk)
    if place is None:
        return None
    charge = _charge(_for_goods(read, lines, desk), lines, goods.question, desk)
    if charge is None:
        return None
    fee, used = charge
    added = next((rate.fee for rate in place if rate.extra and rate.fee), None)
    flat = next((rate.fee for rate in place if not rate.extra and rate.fee), None)
    if flat is not None:
        fee, used, added = flat, [], None
    return Findings(
        evidence=tuple(_told(lines, fee, added, [*used, *place], desk)),
        focus=tuple(f"product:{line.product.product_id}" for line in lines),
    )


def rates(product_ids: Sequence[str], desk: Desk) -> Iterator[Rate]:
    """Every clause of today's rules on what delivery costs, in order."""
    passage, service = "", ""
    for clause in clauses(rules_of(desk, product_ids), desk):
        if not _DELIVERY.search(f"{clause.topic} {clause.text}") or _OTHER.search(clause.text):
            continue
        if _OTHER.search(clause.passage.heading):
            continue
        service = "" if clause.passage.source != passage else service
        passage = clause.passage.source
        said = _SERVICE.search(clause.text) or (None if service else _SERVICE.search(clause.passage.heading))
        service = _service(said) if said else service
        about_it = _DELIVERY.search(f"{clause.passage.title} {clause.passage.source}") or _DELIVERY.search(
            clause.text
        )
        rate = _rate(clause, service, desk) if about_it else None
        if rate:
            yield rate


def _service(said: re.Match[str]) -> str:
    return (said["fast"] or "").lower().replace("-", " ")


def _rate(clause: Clause, service: str, desk: Desk) -> Rate | None:
    money = [_money(found, desk) for found in _MONEY.finditer(clause.text)]
    if _FREE.search(clause.text):
        limit = money[0] if money and _FROM.search(clause.text) else None
        return Rate(clause, service, free=True, free_from=limit) if limit or not money else None
    return Rate(clause, service, fee=money[0], extra=bool(_EXTRA.search(clause.text))) if money else None


def _money(found: re.Match[str], desk: Desk) -> Money:
    currency = desk.knowledge.catalogue.profile.currency
    amount = Decimal((found["a"] or found["b"]).replace(",", "."))
    return Money(minor=int(amount.scaleb(get_currency_precision(currency))), currency=currency)


def _of_place(read: Sequence[Rate], question: str, desk: Desk) -> list[Rate] | None:
    """The rates of the place that the question names; empty where it names none, None where no rule knows it."""
    asked = {m.start() for m in _PLACE.finditer(question)}
    regional = [rate for rate in read if _place_words(rate, desk)]
    named = [rate for rate in regional if asked and _place_words(rate, desk) & set(content_stems(question))]
    if named:
        own = own_membership(question, desk)
        mine = [rate for rate in named if own in rate.clause.memberships]
        return (mine or [rate for rate in named if not rate.clause.memberships])[:1]
    to = _TO.search(question)
    spans = [(m.start, m.end) for m in desk.knowledge.mentions(question)]
    start = to.start("en" if to["en"] else "zh") if to else -1
    return None if to and not any(a <= start < b for a, b in spans) else []


def _place_words(rate: Rate, desk: Desk) -> set[str]:
    """The words by which a regional rate names its places; empty for a rate that is for the shop's usual region."""
    clause = rate.clause
    if not (
        rate.extra or (rate.fee and re.search(r"\bto (?:the )?[A-Z]|寄往|\b[A-Z]\w+ orders\b", clause.text))
    ):
        return set()
    text = f"{clause.passage.heading} {clause.sentence}"
    return set(content_stems(" ".join(found.group() for found in _PLACE.finditer(text)))) - _usual(desk)


def _usual(desk: Desk) -> set[str]:
    return set(content_stems(desk.say("words_of_delivery")))


def _for_goods(read: Sequence[Rate], lines: Sequence[Line], desk: Desk) -> list[Rate]:
    """The rates of the goods' kind where there are such; else those that name no kind and no place."""
    kinds = {line.product.category for line in lines}
    of_kind = [rate for rate in read if kinds & _kinds(rate, desk) and rate.fee]
    return of_kind or [r for r in read if not _kinds(r, desk) and not _place_words(r, desk)]


def _kinds(rate: Rate, desk: Desk) -> set[str | None]:
    """The kinds of goods that a rate's section is for, by its heading."""
    return {m.id for m in desk.knowledge.mentions(rate.clause.passage.heading) if m.kind == "category"}


def _charge(
    read: Sequence[Rate], lines: Sequence[Line], question: str, desk: Desk
) -> tuple[Money, list[Rate]] | None:
    """The charge of the service that is asked for, and the rates that it follows from."""
    said = re.search(_FAST, question, re.IGNORECASE)
    wanted = said.group().lower().replace("-", " ") if said else ""
    served = [rate for rate in read if rate.service == wanted]
    own = own_membership(question, desk)
    mine = [rate for rate in served if own in rate.clause.memberships]
    common = [rate for rate in served if not rate.clause.memberships]
    others = [rate for rate in served if STANDARD in rate.clause.memberships]
    total = _total(lines)
    frees = [rate for rate in mine if rate.free] or [
        rate for rate in common if rate.free and not any(r.fee for r in mine)
    ]
    free = next((r for r in frees if r.free_from is None or not total < r.free_from), None)
    if free:
        return total * 0, [free]
    fees = [rate for rate in (*mine, *common, *others) if rate.fee]
    return (fees[0].fee, [*frees[:1], fees[0]]) if fees and fees[0].fee else None


def _told(
    lines: Sequence[Line], fee: Money, added: Money | None, used: Sequence[Rate], desk: Desk
) -> Iterator[Evidence]:
    names = [name_of(line.product, desk.language) for line in lines]
    whole = fee + added if added else fee
    text = desk.say(
        "postage",
        names=names,
        price=_total(lines).format(desk.language),
        fee="" if not fee.minor else fee.format(desk.language),
        added=added.format(desk.language) if added else "",
        whole="" if not whole.minor else whole.format(desk.language),
    )
    passages = {rate.clause.passage.source: rate.clause.passage for rate in used}
    yield from on_all(text, [of_rule(p, "", desk) for p in passages.values()], names)
    yield from (of_rule(p, p.text, desk) for p in passages.values())


def _total(lines: Sequence[Line]) -> Money:
    totals = [line.total for line in lines]
    return sum(totals[1:], start=totals[0])
