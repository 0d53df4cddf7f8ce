"""A question asked again in other words: its thing, number, colour, version or membership changed for another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from bot.grounding.facts import facts_of
from bot.tools.cards import name_of
from bot.tools.options import Said, differing, exchanged, values_said
from bot.turn.memory import Asked
from knowledge.amounts import chinese_number
from knowledge.records import Product
from knowledge.search import Knowledge
from knowledge.words import content_stems, has_cjk

_NUMBER = re.compile(r"(?<![A-Za-z0-9.,])\d+(?:[.,]\d+)?(?![A-Za-z0-9]|[.,]\d)")
_MEASURE = re.compile(
    r"(?P<n>(?<![\d.])\d+(?:\.\d+)?|[一二两三四五六七八九十百千零]+)\s*"
    r"(?P<unit>公斤|千克|斤|克|厘米|公分|毫米|米|寸|升|毫升|瓦|岁|个人|人|(?:kg|kilos?|lbs?|stone|cm|mm|inch|litres?|watts?|w)\b)",
    re.IGNORECASE,
)
MEMBER = re.compile(r"会员|客户|\bmember|\bcustomers?\b", re.IGNORECASE)
_MEMBERSHIP_SAID = re.compile(
    r",?\s*\b(?:without (?:a |any )?membership"
    r"|(?:as|for|with) (?:a |an )?(?:guests?|non-members?|\w+ members?(?:hip)?))\b"
    r"|(?:没有?|非|不是|普通|\w{1,2}卡)会员(?:的话)?",
    re.IGNORECASE,
)
LED_BY_PREPOSITION = re.compile(
    r"^(?:in|for|to|with|without|as|under|over|from|by|on|at|if|size)\b|^(?:送到|寄到|发到|到|给|用)|会员|\bmembers?\b",
    re.IGNORECASE,
)
_BARE = re.compile(r"\b(?:the|in|one|ones|size|colou?r)\b|[的码号色款]", re.IGNORECASE)
GO_ON = frozenset({"policy", "returns", "promotion", "store_info", "account", "order_change"})
"""Intents about the shop's rules, where a fragment that names anything goes on with the same rule."""


def renamed(question: str, name: str, knowledge: Knowledge) -> str:
    """The question asked of something else: its products' names replaced, or the name put before it."""
    spans = named_spans(question, knowledge)
    if not spans:
        return f"{name}{'：' if has_cjk(question) else ': '}{question}"
    (start, end), *others = spans
    for s, e in reversed(others):
        question = question[:s] + question[e:]
    return f"{question[:start]}{name}{question[end:]}"


def with_goods(question: str, products: Sequence[str], knowledge: Knowledge, language: str) -> str:
    """The question with the name of the one product that it only points at, by which rules for it are found."""
    product = knowledge.catalogue.product(products[0]) if len(products) == 1 else None
    if product is None or named_spans(question, knowledge):
        return question
    return f"{question} ({name_of(product, language)})"


def tier_named(text: str, knowledge: Knowledge) -> str | None:
    """The membership that a text names by its own name."""
    tiers = {c.membership for c in knowledge.catalogue.customers() if c.membership and c.membership != "none"}
    said = {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    return next((tier for tier in sorted(tiers) if tier.lower() in said), None)


def _exchanged(question: str, rest: str, product: Product, knowledge: Knowledge) -> tuple[str, str]:
    """The question with the versions that a fragment names instead of its own, and what else the fragment says."""
    spoken = values_said(rest, product, named_spans(rest, knowledge))
    said = values_said(question, product, named_spans(question, knowledge))
    other = () if spoken else other_version(rest, product, said)
    for each in other:
        return f"{question[: each.start]}{each.value}{question[each.end :]}", ""
    words = {each.option: rest[each.start : each.end] for each in spoken}
    question, taken = exchanged(question, said, spoken, words)
    for each in sorted(spoken, key=lambda each: each.start, reverse=True):
        if each.option in taken:
            rest = f"{rest[: each.start]}{rest[each.end :]}"
    return question, rest if content_stems(_BARE.sub(" ", rest)) else ""


def with_measure(question: str, rest: str) -> str:
    """The question with the only measure of a fragment in place of its own of the same unit; "" without both.

    "I weigh 80 kg, will it hold me?", and my husband, he is 130 kg.
    """
    new, old = list(_MEASURE.finditer(rest)), list(_MEASURE.finditer(question))
    if len(new) != 1 or len(old) != 1 or new[0]["unit"].lower() != old[0]["unit"].lower():
        return ""
    said = new[0]["n"]
    number = said if said[0].isdigit() else str(chinese_number(said))
    return f"{question[: old[0].start()]}{number}{question[old[0].end('n') :]}"


def other_version(rest: str, product: Product, said: Sequence[Said]) -> tuple[Said, ...]:
    """The version that differs by the one number of a fragment from the one spoken of: "the one 20 cm longer"."""
    numbers = [Decimal(fact.value) for fact in facts_of(rest) if fact.kind == "number"]
    return differing(product, said, numbers[0]) if len(numbers) == 1 and len(said) == 1 else ()


def _without_subject(question: str, knowledge: Knowledge) -> str:
    """A question about rules without the things it asks about, for others to take their place."""
    kinds = [(m.start, m.end) for m in knowledge.mentions(question) if m.kind == "category"]
    for start, end in sorted({*named_spans(question, knowledge), *kinds}, reverse=True):
        question = f"{question[:start]}{question[end:]}"
    return question


def named_spans(text: str, knowledge: Knowledge) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted((m.start, m.end) for m in knowledge.mentions(text) if m.kind == "product"):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def is_value(rest: str, knowledge: Knowledge) -> bool:
    said = knowledge.constraints(rest)
    return bool(said.colour or said.size or _NUMBER.fullmatch(rest.strip()))


def with_value(asked: Asked, rest: str, product: Product | None, knowledge: Knowledge) -> str:
    """The question with a number, colour, version or membership changed for the fragment's; or the fragment added."""
    question = asked.question
    if product:
        question, rest = _exchanged(question, rest, product, knowledge)
        if not content_stems(rest):
            return question
    new = _NUMBER.findall(rest)
    names = named_spans(question, knowledge)
    old = [m for m in _NUMBER.finditer(question) if not any(s <= m.start() < e for s, e in names)]
    if len(new) == 1 and len(old) == 1:
        return f"{question[: old[0].start()]}{new[0]}{question[old[0].end() :]}"
    was, now = knowledge.constraints(question).colour, knowledge.constraints(rest).colour
    if was and now and re.search(re.escape(was), question, re.IGNORECASE):
        return re.sub(re.escape(was), now, question, count=1, flags=re.IGNORECASE)
    tier = tier_named(rest, knowledge)
    other = tier_named(question, knowledge) if tier else None
    if tier and other and tier != other:
        return re.sub(rf"\b{re.escape(other)}\b", tier, question, flags=re.IGNORECASE)
    if MEMBER.search(rest):
        question = _MEMBERSHIP_SAID.sub("", question)
    elif asked.intent in GO_ON and not (new or LED_BY_PREPOSITION.search(rest)):
        question = _without_subject(question, knowledge)
    question = asked.topic or question
    return f"{question.rstrip('?？. ')}{'，' if has_cjk(question) else ', '}{rest}"
