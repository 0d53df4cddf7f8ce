"""Does the evidence support a sentence? The gate every written sentence passes before a shopper sees it.

A sentence passes when each of its checkable facts stands in the evidence of the thing it speaks about, each product
it names is one the evidence speaks about, each proper name is known, and enough of its words are found there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.grounding.bounds import turned_around
from bot.grounding.facts import Fact, facts_of, unsupported
from bot.grounding.polarity import LIGHT, asks_yes_or_no, contradicts, denies_otherwise, polarity
from bot.grounding.units import CURRENCIES, unit_of
from bot.messages import Evidence
from knowledge.bilingual import to_english
from knowledge.measures import Quantity, asked_for, told_by
from knowledge.words import content_stems, has_cjk

MIN_COVERAGE = 0.5
MIN_COVERAGE_ACROSS, NEAR_ACROSS = 0.34, 0.55
"""The same for evidence in another language, brought word by word into English, and how near that must be."""
VERY_NEAR = 0.85
"""Score from which a fact may answer a yes-or-no question that it shares no words with."""
ANSWERING = 0.75
"""Share of the best score below which no yes or no may rest on a rule."""
NEAREST = 0.05
"""How much worse than the nearest a piece of evidence may score and still speak of the same thing."""
_PROPER = re.compile(r"(?<![.!?:\"“] )(?<!^)\b[A-Z][\w'-]*[a-z][\w'-]*")
_COMPARED = re.compile(
    r"\b(?:more|less|\w+er) than\b|比.{1,24}(?:更|轻|重|大|小|贵|便宜|高|低|长|短)"
    r"|更(?:[轻重大小贵高低长短宽厚快慢]|便宜)",
    re.IGNORECASE,
)
_SUPERLATIVE = re.compile(
    r"\b(?:most|least|[a-z]{2,}(?<!qu)est)\b|最[轻重大小贵高低长短宽厚快慢多少]|最便宜", re.IGNORECASE
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
_FEE = re.compile(
    r"\b(?:shipping|postage|deliver(?:y|ies)|courier|assembly|installation)\b.{0,24}\b(?:costs?|fees?|charges?|free)\b"
    r"|\b(?:cost|fee|charge|price)s?\b.{0,24}\b(?:shipping|postage|delivery|assembly|installation)\b|\bpostage\b"
    r"|运费|邮费|配送费|送货费|快递费|安装费|服务费|手续费",
    re.IGNORECASE,
)
_AFFIX = re.compile(r"[子儿头下上来去进出掉好完着过]+$")
_COUNT = re.compile(
    r"\b\d+ (?:pieces|items|units|left|in stock)\b|\d+\s*[件个只台张把本套瓶盒双条款]", re.IGNORECASE
)
_ABLE = re.compile("[能可会要该得]|适合")
_EXISTENCE = re.compile(
    r"(?:自带|附带|配有|包含|附赠|有没有|有无|含不含|带不带|送不送|带有|含有|带(?![上着去出到走进下来回])|含|附|送|配|(?<!没)有)"
    r"(?P<thing>[\u4e00-\u9fffA-Za-z0-9 -]{1,10}?)(?:功能)?(?:的)?[吗嘛么不没]?[?？]?$"
)
_CODE = re.compile(r"[A-Za-z]+\d+[A-Za-z0-9]*")
_NEUTRAL_EN = """yes no not the product products item items order orders shop shopper customer customers buyer buyers
    review reviews reviewer reviewers people some one ones found find finds mention mentions mentioned note noted
    complain complains complained complaint complaints praise praised like likes say says said according information
    data available comes come came made make makes provide provides include includes feature features weigh weighs cost
    costs price priced hold holds last lasts take takes offer offers sorry unfortunately however also while other
    another new both each can may sure of course"""
_NEUTRAL_ZH = """是 不是 没有 有 评价 顾客 买家 商品 产品 这款 订单 可以 不 也
    提到 表示 认为 觉得 提供 包括 价格 重量 支持 适合 采用"""
_NEUTRAL = frozenset(content_stems(_NEUTRAL_EN)) | frozenset(_NEUTRAL_ZH.split())
"""Words that carry a sentence but claim nothing by themselves."""


@dataclass(frozen=True, slots=True)
class Named:
    """A product that a text names: its id as a subject (`product:P001`) and the words that name it."""

    subject: str
    written: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one sentence: `faults` are what it says without support, `cited` the evidence it rests on.

    `cited` holds positions in the evidence, best first; a supported sentence that claims nothing cites nothing.
    """

    faults: tuple[str, ...]
    cited: tuple[int, ...]

    @property
    def supported(self) -> bool:
        """Whether the sentence may be shown."""
        return not self.faults


def check(
    sentence: str, evidence: Sequence[Evidence], *, named: Collection[Named] = (), question: str = ""
) -> Verdict:
    """Hold `sentence` against `evidence`; `named` are the catalogue's products that the sentence names."""
    about = _about(evidence, named)
    bare = _without_names(sentence, [*(n.written for n in named), *(name for e in about for name in e.names)])
    said = facts_of(bare)
    faults = [
        *(fact.written or fact.value for fact in unsupported(said, _known(_on_topic(bare, about, question)))),
        *(fact.written for fact in unsupported(_prices(said), _known(_own(about, named)))),
        *(n.written for n in named if n.subject not in _subjects(evidence)),
        *_unknown_names(bare, about, question),
        *_unknown_days(bare, about),
        *_own_comparison(bare, about),
        *_own_past(bare, about),
        *_unheard_of(bare, about, _without_names(question, [n for e in about for n in e.names])),
        *_other_quantity(bare, question),
        *_paid_for_another_thing(bare, said, about, question),
        *_fee_of_nothing(bare, said, about),
        *turned_around(bare, " ; ".join(e.text for e in about)),
    ]
    if not faults and not said and not _covered(bare, about):
        faults = [sentence]
    cited = _cited(bare, said, evidence, about)
    resting = [evidence[i] for i in cited[:1]]
    answering = [*resting, *_speaking_of(question, about)]
    if not faults and any(contradicts(sentence, e.text) for e in answering):
        faults = [sentence]
    if not faults and asks_yes_or_no(question):
        faults = [sentence] if _yes_from_afar(sentence, resting, about) else []
        faults += [] if said else _repeated(sentence, resting, about, question)
    faults += _denied_otherwise(bare, answering, question)
    return Verdict(tuple(dict.fromkeys(faults)), cited)


def _denied_otherwise(text: str, answering: Sequence[Evidence], question: str) -> list[str]:
    if not asks_yes_or_no(question):
        return []
    asked = {word for word in _asked_about(question) if len(word) > 1}
    return [word for e in answering for word in denies_otherwise(text, e.text, asked)]


def _yes_from_afar(text: str, resting: Sequence[Evidence], evidence: Sequence[Evidence]) -> bool:
    """Whether a yes or a no rests on a rule while another is much nearer to the question.

    That invoices cannot be deleted does not tell whether one is written.
    """
    best = max((e.score for e in evidence), default=0.0)
    rules = [e for e in resting if e.source.startswith(("policy:", "faq:"))]
    return polarity(text) is not None and any(e.score < ANSWERING * best for e in rules)


def _repeated(
    text: str, resting: Sequence[Evidence], evidence: Sequence[Evidence], question: str
) -> list[str]:
    """The question's words that a bare yes or no, resting on a rule, says again though no evidence holds them."""
    rules = [
        e for e in resting if e.source.startswith(("policy:", "faq:")) and has_cjk(e.text) == has_cjk(text)
    ]
    if polarity(text) is None or not rules:
        return []
    held = _words(evidence) | {word for e in evidence for word in e.shared}
    return _not_in(held, {w for w in _asked_about(question) & set(content_stems(text)) if len(w) > 1})


def _speaking_of(question: str, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The facts that a yes-or-no question speaks of, whichever of them a sentence rests on."""
    if not asks_yes_or_no(question):
        return []
    asked = set(content_stems(question)) - _NEUTRAL - LIGHT
    return [e for e in evidence if asked & (set(e.shared) | _topic(e))]


def _about(evidence: Sequence[Evidence], named: Collection[Named]) -> list[Evidence]:
    """The evidence of what the sentence speaks about: of the products it names, and of no product in particular."""
    subjects = {n.subject for n in named} & _subjects(evidence)
    if not subjects:
        return list(evidence)
    return [e for e in evidence if e.subject in subjects or not (e.subject or "").startswith("product:")]


def _on_topic(text: str, evidence: Sequence[Evidence], question: str) -> list[Evidence]:
    """The evidence that a figure may come from: the nearest, and what shares a word with sentence or question.

    A charging time does not support what is said of the battery's life.
    """
    best = max((e.score for e in evidence), default=0.0)
    spoken = (set(content_stems(text)) | set(content_stems(question))) - _NEUTRAL
    words = {word for word in spoken if not unit_of(word)}
    return [e for e in evidence if e.score >= best - NEAREST or words & _topic(e)]


def _topic(evidence: Evidence) -> set[str]:
    bare = _without_names(f"{evidence.title} {evidence.text}", evidence.names)
    return {stem for stem in content_stems(bare) if not stem.isdecimal()} - _NEUTRAL


def _own(evidence: Sequence[Evidence], named: Collection[Named]) -> list[Evidence]:
    """The evidence of the named products alone: a price that a policy mentions is not the product's price."""
    subjects = {n.subject for n in named} & _subjects(evidence)
    return [e for e in evidence if not subjects or e.subject in subjects]


def _prices(facts: Collection[Fact]) -> frozenset[Fact]:
    return frozenset(fact for fact in facts if fact.unit in CURRENCIES)


def _subjects(evidence: Sequence[Evidence]) -> set[str]:
    return {e.subject for e in evidence if e.subject}


def _known(evidence: Sequence[Evidence]) -> frozenset[Fact]:
    return frozenset(
        fact for e in evidence for fact in facts_of(_without_names(f"{e.title} ; {e.text}", tuple(e.names)))
    )


def _without_names(text: str, names: Collection[str]) -> str:
    """The text without product names, whose digits (`Ridge 2`) are no claims."""
    forms = {form for name in names for form in _forms(name)}
    for form in sorted(forms, key=len, reverse=True):
        text = re.sub(
            rf"(?<![A-Za-z0-9]){re.escape(form)}(?![A-Za-z0-9]|\.\d)", " ", text, flags=re.IGNORECASE
        )
    return text


def _forms(name: str) -> Iterator[str]:
    """What a product is called: by its whole name, by the word and number in it (`Ridge 2`), by a code (`C3`)."""
    if name:
        yield name
    parts = name.split()
    yield from (f"{a} {b}" for a, b in pairwise(parts) if b[:1].isdigit() and a[:1].isupper())
    yield from (f"{a} {b}" for a, b in pairwise(parts) if _CODE.fullmatch(b))
    yield from (part for part in parts if _CODE.fullmatch(part))


def _unknown_names(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    known = set(
        content_stems(" ".join([question, *(f"{e.title} {e.text} {' '.join(e.names)}" for e in evidence)]))
    )
    return [
        m.group()
        for m in _PROPER.finditer(text.strip())
        if not set(content_stems(m.group())) <= known | _NEUTRAL
    ]


def _unknown_days(text: str, evidence: Sequence[Evidence]) -> list[str]:
    known = " ".join(e.text for e in evidence).casefold()
    return [m.group() for m in _WEEKDAYS.finditer(text) if m.group().casefold().rstrip("s") not in known]


def _own_comparison(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """A comparison that the evidence does not make: weighing one figure against another is work for code."""
    known = " ".join(e.text for e in evidence)
    compared = [m.group() for m in _COMPARED.finditer(text) if not _COMPARED.search(known)]
    if len([s for s in _subjects(evidence) if s.startswith("product:")]) < 2:
        return compared
    return [*compared, *(m.group() for m in _SUPERLATIVE.finditer(text) if m.group() not in known)]


def _other_quantity(text: str, question: str) -> list[str]:
    """A sentence that tells figures of other quantities alone than the one that is asked, or told in the question.

    Asked counts what is told in units of its own; a screen of 34 inches is not spoken of in kilograms.
    """
    asked = asked_for(question) & _OF_OWN_UNITS or told_by(question) & _PHYSICAL
    told = told_by(text)
    if asked_for(question) & _OF_OWN_UNITS and not told:
        return [m.group() for m in _COUNT.finditer(text)]
    return [text] if asked and told and (asked | asked_for(question)).isdisjoint(told) else []


def _unheard_of(text: str, evidence: Sequence[Evidence], question: str) -> list[str]:
    """What a sentence answers of a yes-or-no question about a product though no fact of it speaks of that.

    "Is it chew proof?" has no answer in what it is made of: neither a yes or a no, nor a sentence that repeats the
    words. A fact that is very near may say it in words of its own.
    """
    evidence = _of_products(evidence)
    if not asks_yes_or_no(question) or not all((e.subject or "").startswith("product:") for e in evidence):
        return []
    held = _words(evidence) | {word for e in evidence for word in e.shared}
    asked = _asked_about(question)
    thing = _thing_asked(question)
    if thing and len(_not_in(held, thing)) == len(thing) and all(e.score < VERY_NEAR for e in evidence):
        return sorted(thing)
    settled = polarity(text) is not None and all(e.score < VERY_NEAR for e in evidence)
    repeated = asked & set(content_stems(text))
    taken = repeated | {w for w in asked if len(w) > 1} if settled else repeated
    return _not_in(held, taken)


def _paid_for_another_thing(
    text: str, said: Collection[Fact], evidence: Sequence[Evidence], question: str
) -> list[str]:
    """The question's words that a sentence joins to a rule's price though no rule with that price holds them.

    What delivery costs is not what each instalment comes to.
    """
    held = [e for e in evidence if any(f.supported_by(known) for f in _prices(said) for known in _known([e]))]
    rules = [e for e in held if e.source.startswith(("policy:", "faq:")) and has_cjk(e.text) == has_cjk(text)]
    if not rules or len(rules) < len(held):
        return []
    asked = _asked_about(question)
    return _not_in(_words(rules), {w for w in asked & set(content_stems(text)) if len(w) > 1})


def _fee_of_nothing(text: str, said: Collection[Fact], evidence: Sequence[Evidence]) -> list[str]:
    """The figures of a sentence about a fee that no evidence about a fee holds: a lamp's price is not its postage."""
    if not _FEE.search(text):
        return []
    known = _known([e for e in evidence if _FEE.search(f"{e.title} {e.text}")])
    numbers = frozenset(fact for fact in said if fact.kind == "number")
    return [fact.written or fact.value for fact in unsupported(numbers, known)]


def _asked_about(question: str) -> set[str]:
    """What a question asks about: its words without numbers, units and those that ask for nothing by themselves."""
    return {w for w in content_stems(question) if not (w.isdecimal() or unit_of(w))} - _NEUTRAL - LIGHT


def _thing_asked(question: str) -> set[str]:
    """What a Chinese question asks the existence of, as stems: 锁 of 抽屉带锁吗. Empty for any other question."""
    found = _EXISTENCE.search(question.strip())
    if found and _ABLE.search(question[: found.start()]):
        return set()
    return set(content_stems(found["thing"])) - _NEUTRAL - LIGHT if found else set()


def _not_in(held: Collection[str], words: Collection[str]) -> list[str]:
    """The words that are none of those held; a Chinese one may be a part of one, its ending left out: 拆下来, 套子."""
    return sorted(w for w in words if not any(_is_held(w, known) for known in held))


def _is_held(word: str, known: str) -> bool:
    if word == known or not has_cjk(word):
        return word == known
    core = _AFFIX.sub("", word) or word
    return core in known


def _of_products(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence without answers to others' questions about no product, where a product's own is among it.

    That old batteries are taken back does not tell that a lamp runs on them.
    """
    own = [e for e in evidence if (e.subject or "").startswith("product:") or not e.source.startswith("faq:")]
    return own or list(evidence)


def _own_past(text: str, evidence: Sequence[Evidence]) -> list[str]:
    """What a sentence says that the shopper did or got, where no evidence is the shopper's own."""
    if any(e.private for e in evidence):
        return []
    known = " ".join(e.text for e in evidence)
    return [m.group() for m in _PAST.finditer(text) if not _PAST.search(known)]


def _covered(text: str, evidence: Sequence[Evidence]) -> bool:
    """Whether enough of the sentence's words stand in the evidence, in its own language or in English."""
    said = set(content_stems(text)) - _NEUTRAL
    if not said:
        return bool(evidence)
    same = [e for e in evidence if has_cjk(e.text) == has_cjk(text)]
    if same:
        return len(said) - len(_not_in(_words(same), said)) >= MIN_COVERAGE * len(said)
    english = set(content_stems(to_english(text))) - _NEUTRAL
    known = {stem for e in evidence for stem in content_stems(to_english(f"{e.title} {e.text}"))}
    near = max((e.score for e in evidence), default=0.0) >= NEAR_ACROSS
    return near and len(english & known) >= MIN_COVERAGE_ACROSS * len(english)


def _words(evidence: Sequence[Evidence]) -> set[str]:
    return {stem for e in evidence for stem in content_stems(f"{e.title} {e.text}")}


def _cited(
    text: str, said: frozenset[Fact], evidence: Sequence[Evidence], about: Sequence[Evidence]
) -> tuple[int, ...]:
    """Which evidence the sentence rests on: for each fact one that has it, then those that share most words."""
    chosen: list[int] = []
    scored = {i: _overlap(text, said, e) for i, e in enumerate(evidence) if e in about}
    left = set(said)
    for position in sorted(scored, key=lambda i: (-scored[i], not _own_record(evidence[i]), i)):
        known = _known([evidence[position]])
        carried = {fact for fact in left if any(fact.supported_by(other) for other in known)}
        if carried or (not said and scored[position] > 0 and len(chosen) < _most_cited(evidence)):
            chosen.append(position)
            left -= carried
    return tuple(chosen or sorted(scored, key=lambda i: (-scored[i], i))[:1])


def _own_record(evidence: Evidence) -> bool:
    return evidence.source.startswith("product:")


def _most_cited(evidence: Sequence[Evidence]) -> int:
    return 3 if all(e.source.startswith("review:") for e in evidence) else 1


def _overlap(text: str, said: frozenset[Fact], evidence: Evidence) -> float:
    facts = sum(1 for fact in said if any(fact.supported_by(other) for other in _known([evidence])))
    if facts:
        return 2.0 * facts + (1.0 if _own_record(evidence) else 0.0) + evidence.score
    stems = set(content_stems(text)) - _NEUTRAL
    shared = stems & set(content_stems(f"{evidence.title} {evidence.text}"))
    return len(shared) / max(len(stems), 1)
