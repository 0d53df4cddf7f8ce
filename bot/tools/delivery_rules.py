"""What the shop's rules say about the cost of delivery: each price, limit, surcharge and refusal with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Literal, cast

from babel.numbers import get_currency_precision

from bot.tools.clauses import Clause, clauses, rules_of
from bot.tools.desk import Desk
from knowledge.money import Money
from knowledge.passages import Passage
from knowledge.places import Area, areas
from knowledge.query import LINK_SCORE
from knowledge.sections import sentences

Kind = Literal["price", "free_from", "free", "extra"]
Service = Literal["standard", "express"]
FAQS_LOOKED_AT = 6
_DELIVERY = re.compile(
    r"\bdeliver(?:y|ies|ed|ing)?\b|\bshipping\b|\bship\b|\bpostage\b|\bdispatch\b|\bsend to\b|\bcarriage\b"
    r"|配送|运费|邮费|包邮|快递|送货|寄往|送往|发货",
    re.IGNORECASE,
)
_EXPRESS = re.compile(
    r"\bexpress\b|\b(?:next|same|two|one)[- ]day\b|\bovernight\b|\bpriority\b|\bfast(?:er|est)?\b|\bquick(?:er|est)?\b"
    r"|加急|特快|次日|隔日|顺丰|急送",
    re.IGNORECASE,
)
_STANDARD = re.compile(
    r"\b(?:standard|ordinary|normal|regular|ground|economy)\b|普通快递|普通配送|标准配送|标准运费|平邮",
    re.IGNORECASE,
)
_COST = re.compile(
    r"\bcosts?\b|\bcharges?\b|\bfees?\b|\bpostage\b|\bfree\b|运费|费用|邮费|包邮|免费", re.IGNORECASE
)
_NO_DELIVERY = re.compile(
    r"\breturn|\b(?:sen[dt]|post|ship|mail)(?:p?(?:ing|ed))?\b.{0,30}\bback\b|\brefund|\bexchang|\bswap|\bcollecting\b"
    r"|\bcollect(?:ion|ing)? (?:in|from|at|is)\b|\bpick(?:ed)?[- ]?up\b|\brepair|\bcancel|\bchang(?:e|ing)\b"
    r"|退|换货|自提|自取|取件|上门取|寄回|取消|修改|改[期址地]",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\bfree\b(?! of\b)|\bno (?:charge|cost)|\b(?:pay|costs?) nothing\b|\bfor nothing\b"
    r"|包邮|免(?:收)?(?:标准)?(?:运|邮)?费|免邮",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"\bfrom\b|\bover\b|\babove\b|\bat least\b|\bspend\b|\bmore than\b|\breach|(?<!不)[满超]", re.IGNORECASE
)
_BELOW = re.compile(r"(?:\bbelow|\bunder|不[满足到]|未满|低于)\s*(?:[€$£¥￥]|[A-Z]{3})?\s*\d", re.IGNORECASE)
_EXTRA = re.compile(
    r"\bextra\b|\bmore\b(?! than)|\bsurcharge|\bon top\b|\badditional|加收|另收|另加|附加", re.IGNORECASE
)
_PLUS_SIGN = r"€|\$|£|¥|￥|CNY|EUR|GBP|USD|RMB"
_AND_FREE = re.compile(
    r"\s+(?:and|but) (?=(?:(?:is|are|it is|it['’]s)\s+)?(?:always\s+)?free\b)", re.IGNORECASE
)
_MONEY = re.compile(
    rf"(?:{_PLUS_SIGN})\s?(\d[\d,]*(?:\.\d+)?)"
    r"|(\d[\d,]*(?:\.\d+)?)\s?(?:元|块|欧元|欧|英镑|镑|美元|€|£|(?:euros?|pounds?|quid|dollars?|bucks|yuan)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Fee:
    """One thing that a rule says a parcel costs; `area` None: wherever the shop delivers as a matter of course."""

    kind: Kind
    amount: Money | None
    service: Service
    area: Area | None
    clause: Clause


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence has spoken of so far."""

    sentence: str
    service: Service | None
    extra: bool


def money_in(text: str, currency: str) -> Iterator[tuple[re.Match[str], Money]]:
    """The amounts of money that a text names, in the shop's currency."""
    for found in _MONEY.finditer(text):
        yield found, money_of((found[1] or found[2]).replace(",", ""), currency)


def money_of(number: str, currency: str) -> Money:
    """An amount as it was typed; what is finer than the currency's smallest unit is left out."""
    return Money(minor=int(Decimal(number).scaleb(get_currency_precision(currency))), currency=currency)


def home_of(desk: Desk) -> str | None:
    """The country that the shop is in, where it says."""
    contact = desk.knowledge.catalogue.profile.contact
    country = cast("dict[str, Any]", contact).get("country") if isinstance(contact, dict) else None
    return country.upper() if isinstance(country, str) else None


def area_of(text: str, desk: Desk) -> Area | None:
    """All places that a rule names, taken together."""
    named = areas(text, home_of(desk))
    codes = frozenset(code for area in named for code in area.codes)
    return Area(" ".join(area.written for area in named), codes) if codes else None


def delivery_passages(question: str, desk: Desk) -> tuple[Passage, ...]:
    """The rules of today that speak of delivery, and the answers to common questions that come near."""
    rules = [p for p in rules_of(desk) if _speaks_of_delivery(p)]
    query = f"{question} {desk.say('query_delivery')}"
    hits = desk.knowledge.search(
        query, kinds=("faq",), language=desk.language, today=desk.today, k=FAQS_LOOKED_AT
    )
    faqs = [h.passage for h in hits if h.passage.product_id is None and _DELIVERY.search(h.passage.text)]
    return (*rules, *faqs)


def said_in(passage: Passage) -> tuple[str, ...]:
    """The sentences of a passage; of a common question, those of its answer."""
    text = passage.text.removeprefix(passage.heading).strip() if passage.kind == "faq" else passage.text
    return sentences(text)


def for_goods(text: str, desk: Desk) -> tuple[str, ...]:
    """The goods that a rule is for alone, as it names them."""
    found = desk.knowledge.mentions(text)
    sure = (m for m in found if m.kind == "category" or (m.kind == "product" and m.score >= LINK_SCORE))
    return tuple(text[m.start : m.end] for m in sure)


def fees(passages: Sequence[Passage], desk: Desk) -> Iterator[Fee]:
    """Every cost of delivery that the rules state for goods of any kind."""
    general: dict[tuple[str, str], Fee] = {}
    for passage in sorted(passages, key=lambda p: bool(p.memberships)):
        if passage.kind != "policy" or for_goods(passage.heading, desk):
            continue
        section = (passage.parent or "", passage.heading)
        for fee in _of_passage(passage, general.get(section), desk):
            if not passage.memberships:
                general.setdefault(section, fee)
            yield fee


def _speaks_of_delivery(passage: Passage) -> bool:
    named = f"{passage.title} {passage.heading}"
    return not _NO_DELIVERY.search(named) and bool(
        _DELIVERY.search(f"{named} {passage.source} {passage.text}")
    )


def _of_passage(passage: Passage, general: Fee | None, desk: Desk) -> Iterator[Fee]:
    """The fees of a passage; what is for a membership goes on about the same as what its section says for all."""
    said, pending = _Said("", None, False), ""
    for clause in clauses((passage,), desk):
        if said.sentence != clause.sentence:
            service, extra = (general.service, general.kind == "extra") if general else (None, False)
            said, pending = _Said(clause.sentence, service, extra), ""
        for piece in _pieces(clause.text):
            if not _of_delivery(piece, clause, desk):
                continue
            said = replace(said, service=service_of(piece) or said.service)
            fee = _read(pending + piece, clause, said, general, desk)
            pending = piece if fee is None and _is_limit(piece, desk) else ""
            said = replace(said, extra=said.extra or bool(fee and fee.kind == "extra"))
            if fee:
                yield fee


def _of_delivery(piece: str, clause: Clause, desk: Desk) -> bool:
    """Whether a piece of a rule speaks of what delivery costs, whatever the goods."""
    part = next((p for p in re.split("[;；]", clause.sentence) if clause.text in p), clause.sentence)
    if _NO_DELIVERY.search(piece) or for_goods(part if len(_pieces(clause.text)) == 1 else piece, desk):
        return False
    passage = clause.passage
    if _DELIVERY.search(f"{passage.heading} {piece}") or service_of(piece):
        return True
    section = " ".join(part.text for part in desk.knowledge.section(passage))
    titled = _DELIVERY.search(f"{passage.title} {passage.source}")
    return bool(
        titled and (_COST.search(f"{passage.heading} {section}") or area_of(passage.heading + section, desk))
    )


def _is_limit(piece: str, desk: Desk) -> bool:
    return bool(_LIMIT.search(piece)) and any(money_in(piece, _currency(desk)))


def _pieces(text: str) -> list[str]:
    """A clause cut where it goes on with another amount: at list marks, at "and is free from"."""
    cut = [piece for piece in text.split("、") if piece]
    listed = cut if sum(bool(re.search(r"\d|免", piece)) for piece in cut) > 1 else [text]
    return [piece for part in listed for piece in _AND_FREE.split(part)]


def _read(text: str, clause: Clause, said: _Said, general: Fee | None, desk: Desk) -> Fee | None:
    """What a piece of a rule says of costs; None where it says nothing or more than one thing."""
    found = [money for _, money in money_in(text, _currency(desk))]
    kind = _kind(bool(found), text, said.extra)
    if kind is None or len(found) > 1:
        return None
    heading = clause.passage.heading
    area = area_of(clause.sentence, desk) or area_of(heading, desk) or (general.area if general else None)
    service = said.service or service_of(heading) or "standard"
    return Fee(kind, found[0] if found else None, service, area, clause)


def _kind(money: bool, text: str, extra: bool) -> Kind | None:
    limit = bool(_LIMIT.search(text))
    if _FREE.search(text):
        return ("free_from" if limit else None) if money else "free"
    if not money or _BELOW.search(text):
        return None
    return "extra" if extra or _EXTRA.search(text) else None if limit else "price"


def service_of(text: str) -> Service | None:
    """The way of delivery that a text names; None where it names none or both."""
    express, standard = _EXPRESS.search(text), _STANDARD.search(text)
    if bool(express) == bool(standard):
        return None
    return "express" if express else "standard"


def _currency(desk: Desk) -> str:
    return desk.knowledge.catalogue.profile.currency
