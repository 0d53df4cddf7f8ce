"""What a sentence claims without its evidence: names, days, comparisons, fees, the past, figures of another kind."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from bot.grounding.facts import Fact, unsupported
from bot.grounding.polarity import asks_yes_or_no
from bot.grounding.wording import (
    NEUTRAL,
    asked_about,
    facts_in,
    is_rule,
    not_in,
    prices_among,
    subjects_of,
    words_held,
    words_in,
)
from bot.messages import Evidence
from knowledge.measures import Quantity, asked_for, told_by
from knowledge.words import content_stems, has_cjk

_COUNT = re.compile(
    r"\b\d+ (?:pieces|items|units|left|in stock)\b|\d+\s*[件个只台张把本套瓶盒双条款]", re.IGNORECASE
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)? ?[a-z]{1,3}(?![a-z])", re.IGNORECASE)
"""A figure in a unit that no quantity here is told in: nanometres, hertz."""
_PROPER = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w'-]*[a-z][\w'-]*")
_COMPARED = re.compile(
    r"\b(?:more|less|\w+er) than\b|比.{1,24}(?:更|轻|重|大|小|贵|便宜|高|低|长|短)"
    r"|更(?:[轻重大小贵高低长短宽厚快慢]|便宜)",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|[a-z]{2,}(?<!qu)est)\b|最[轻重大小贵高低长短宽厚快慢多少]|最便宜", re.IGNORECASE
)
_PERCENT = frozenset(
    content_stems(
        "percent percentage per cent share content much many 百分之 百分之多少 百分比 百分之几 比例 多少 含量 占 几"
    )
)
_OF_OWN_UNITS: frozenset[Quantity] = frozenset({"mass", "light", "sound", "temperature"})
_SIZES: frozenset[Quantity] = frozenset({"length", "volume", "power", "charge"})
_PHYSICAL = _OF_OWN_UNITS | _SIZES
_PAST = re.compile(
    r"\byou(?:['’]ve| have)? (?:already )?(?:got|received|paid|ordered|bought|returned)\b"
    r"|\byou were (?:already )?(?:charged|refunded|paid)\b"
    r"|\b(?:i|we)(?:['’]ve| have)? (?:already |just )?(?:paid|refunded|credited|sent|shipped|dispatched|cancell?ed"
    r"|changed|reserved|booked|delivered)\b"
    r"|已经?(?:为|给|帮|向)?[您你](?:退|寄|发|取消|改|预订|预留|办理?)"
    r"|[您你](?:已经?)?(?:收到|支付|付|购买|买|退)(?:了|过)",
    re.IGNORECASE,
)
_WEEKDAYS = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:周|星期)[一二三四五六日天]|\btomorrow\b|\byesterday\b|明天|昨天",
    re.IGNORECASE,
)
_MEASURES = frozenset(
    content_stems("wide long tall high deep thick heavy light big large small warm away total")
)
"""Words that only say what a figure measures."""
MOST_NEW = 2
"""So many words of its own no sentence may have."""
_FEE = re.compile(
    r"\b(?:shipping|postage|deliver(?:y|ies)|courier|assembly|installation)\b.{0,24}\b(?:costs?|fees?|charges?|free)\b"
    r"|\b(?:cost|fee|charge|price)s?\b.{0,24}\b(?:shipping|postage|delivery|assembly|installation)\b|\bpostage\b"
    r"|运费|邮费|配送费|送货费|快递费|安装费|服务费|手续费",
    re.IGNORECASE,
)


def unknown_names(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    """Proper names that neither evidence nor question holds."""
    known = set(
        content_stems(" ".join([question, *(f"{e.title} {e.text} {' '.join(e.names)}" for e in evidence)]))
    )
    return [
        m.group()
        for m in _PROPER.finditer(text.strip())
        if not set(content_stems(m.group())) <= known | NEUTRAL
    ]


def made_up(text: str, resting: Sequence[Evidence], evidence: Sequence[Evidence], question: str) -> list[str]:
    """A sentence's words that neither a fact nor the question holds, where they are two or most of it.

    "The lamp would come to a store or online retailer" tells of neither; "you can pay within 7 days" is not what
    "within 7 days you may return it" says. One that rests on a fact in another language may tell that in any words.
    """
    if not resting or any(e.private or has_cjk(e.text) != has_cjk(text) for e in resting):
        return []
    known = [e for e in evidence if has_cjk(e.text) == has_cjk(text)]
    said = {word for word in asked_about(text) - _MEASURES if word.isalpha()}
    new = not_in(words_held(known) | set(content_stems(question)), said)
    return new if len(new) >= MOST_NEW or 2 * len(new) > len(said) else []


def unknown_days(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """Days of the week that no evidence names."""
    known = " ".join(e.text for e in evidence).casefold()
    return [m.group() for m in _WEEKDAYS.finditer(text) if m.group().casefold().rstrip("s") not in known]


def own_comparison(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """A comparison that the evidence does not make: weighing one figure against another is work for code."""
    known = " ".join(e.text for e in evidence)
    compared = [m.group() for m in _COMPARED.finditer(text) if not _COMPARED.search(known)]
    if len([s for s in subjects_of(evidence) if s.startswith("product:")]) < 2:
        return compared
    return [*compared, *(m.group() for m in _SUPERLATIVE.finditer(text) if m.group() not in known)]


def other_quantity(text: str, question: str) -> list[str]:
    """A sentence that tells figures of other quantities alone than the one that is asked, or told in the question.

    Asked counts what is told in units of its own; a screen of 34 inches is not spoken of in kilograms.
    """
    of_own_units = asked_for(question) & _OF_OWN_UNITS
    asked = of_own_units or told_by(question) & _PHYSICAL
    told = told_by(text)
    if of_own_units and not told:
        return [m.group() for m in (*_COUNT.finditer(text), *_FIGURE.finditer(text))]
    return [text] if asked and told and (asked | asked_for(question)).isdisjoint(told) else []


def share_of_another_thing(said: Collection[Fact], evidence: Sequence[Evidence], question: str) -> list[str]:
    """The percentages that a product's record gives of something else than what is asked about.

    How much of a cat food is salmon does not tell how much protein is in it.
    """
    shares = frozenset(fact for fact in said if fact.unit == "%")
    holding = [
        e for e in evidence if any(fact.supported_by(known) for fact in shares for known in facts_in([e]))
    ]
    if not holding or asks_yes_or_no(question) or any(is_rule(e) for e in holding):
        return []
    names = {stem for e in holding for name in e.names for stem in content_stems(name)}
    asked = {word for word in asked_about(question) - names if word not in _PERCENT}
    held = words_held(holding)
    return (
        [fact.written or fact.value for fact in shares] if asked and asked <= set(not_in(held, asked)) else []
    )


def paid_for_another_thing(
    text: str, said: Collection[Fact], evidence: Sequence[Evidence], question: str
) -> list[str]:
    """The question's words that a sentence joins to a rule's price though no rule with that price holds them.

    What delivery costs is not what each instalment comes to.
    """
    held = [
        e
        for e in evidence
        if any(f.supported_by(known) for f in prices_among(said) for known in facts_in([e]))
    ]
    rules = [e for e in held if is_rule(e) and has_cjk(e.text) == has_cjk(text)]
    if not rules or len(rules) < len(held):
        return []
    asked = asked_about(question)
    return not_in(words_in(rules), {w for w in asked & set(content_stems(text)) if len(w) > 1})


def fee_of_nothing(text: str, said: Collection[Fact], evidence: Sequence[Evidence]) -> list[str]:
    """The figures of a sentence about a fee that no evidence about a fee holds: a lamp's price is not its postage."""
    if not _FEE.search(text):
        return []
    known = facts_in([e for e in evidence if _FEE.search(f"{e.title} {e.text}")])
    numbers = frozenset(fact for fact in said if fact.kind == "number")
    return [fact.written or fact.value for fact in unsupported(numbers, known)]


def own_past(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """What a sentence says that the shopper did or got, where no evidence is the shopper's own."""
    if any(e.private for e in evidence):
        return []
    known = " ".join(e.text for e in evidence)
    return [m.group() for m in _PAST.finditer(text) if not _PAST.search(known)]
