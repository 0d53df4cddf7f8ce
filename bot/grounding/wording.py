"""The words and facts that texts and evidence hold, beside product names and words that claim nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from bot.grounding.facts import Fact, facts_of
from bot.grounding.polarity import LIGHT
from bot.grounding.units import CURRENCIES, unit_of
from bot.messages import Evidence
from knowledge.words import content_stems, has_cjk

_CODE = re.compile(r"[A-Za-z]+\d+[A-Za-z0-9]*")
_AFFIX = re.compile(r"[子儿头下上来去进出掉好完着过]+$")
_NEUTRAL_EN = """yes no not the product products item items order orders shop shopper customer customers buyer buyers
    review reviews reviewer reviewers people some one ones found find finds mention mentions mentioned note noted
    complain complains complained complaint complaints praise praised like likes say says said according information
    data available comes come came made make makes provide provides include includes feature features weigh weighs cost
    costs price priced hold holds last lasts take takes offer offers sorry unfortunately however also while other
    another new both each can may sure of course"""
_NEUTRAL_ZH = """是 不是 没有 有 评价 顾客 买家 商品 产品 这款 订单 可以 不 也
    提到 表示 认为 觉得 提供 包括 价格 重量 支持 适合 采用"""
NEUTRAL = frozenset(content_stems(_NEUTRAL_EN)) | frozenset(_NEUTRAL_ZH.split())
"""Words that carry a sentence but claim nothing by themselves."""


def without_names(text: str, names: Collection[str]) -> str:
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


def topic_of(evidence: Evidence) -> set[str]:
    """What a piece of evidence speaks of: its stems beside names, numbers and words that claim nothing."""
    bare = without_names(f"{evidence.title} {evidence.text}", evidence.names)
    return {stem for stem in content_stems(bare) if not stem.isdecimal()} - NEUTRAL


def words_in(evidence: Sequence[Evidence]) -> set[str]:
    """The stems of the evidence and its titles."""
    return {stem for e in evidence for stem in content_stems(f"{e.title} {e.text}")}


def words_held(evidence: Sequence[Evidence]) -> set[str]:
    """The stems of the evidence, and the question's words that search found it to share in words of its own."""
    return words_in(evidence) | {word for e in evidence for word in e.shared}


RULE_SOURCES = ("policy:", "faq:")
"""How the sources of the shop's rules begin."""


def is_rule(evidence: Evidence) -> bool:
    """Whether it is a rule of the shop, or an answer to a common question, and no record of goods."""
    return evidence.source.startswith(RULE_SOURCES)


def facts_in(evidence: Sequence[Evidence]) -> frozenset[Fact]:
    """The checkable facts of the evidence, product names left out."""
    return frozenset(
        fact for e in evidence for fact in facts_of(without_names(f"{e.title} ; {e.text}", tuple(e.names)))
    )


def asked_about(question: str) -> set[str]:
    """What a question asks about: its words without numbers, units and those that ask for nothing by themselves."""
    return {w for w in content_stems(question) if not (w.isdecimal() or unit_of(w))} - NEUTRAL - LIGHT


def not_in(held: Collection[str], words: Collection[str]) -> list[str]:
    """The words that are none of those held; a Chinese one may be a part of one, its ending left out: 拆下来, 套子."""
    return sorted(w for w in words if not any(_is_held(w, known) for known in held))


def _is_held(word: str, known: str) -> bool:
    if word == known or not has_cjk(word):
        return word == known
    core = _AFFIX.sub("", word) or word
    return core in known


def subjects_of(evidence: Sequence[Evidence]) -> set[str]:
    """The products, orders and the like that the evidence is about."""
    return {e.subject for e in evidence if e.subject}


def prices_among(facts: Collection[Fact]) -> frozenset[Fact]:
    """Those of the facts that are amounts of money."""
    return frozenset(fact for fact in facts if fact.unit in CURRENCIES)
