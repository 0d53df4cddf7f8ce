"""The words that describe a thing beside the noun that names its kind: "that little round speaker", 榉木的那张大床."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.mention import Mention
from knowledge.words import has_cjk

MOST_WORDS = 4
"""English words before a noun that may describe it."""
_CLAUSE = re.compile(r"[，。；？！、,;?!…]|(?<!\d)\.|\.(?!\d)")
_THAT = re.compile(r"[那这]")
_BREAK = frozenset(
    """a an any some which what that the this these those your you my our his her their its it i we he she they is are
    was were am be been do does did can could will would shall should may might has have had and or but so if when how
    why who where of in on at to for from with without by about under over into onto than as like not just got get
    bought want need love buying using please hi hello hey also then""".split()  # noqa: SIM905 - read more easily in a row
)
_ANY = frozenset({"a", "an", "any", "some", "which", "what"})
_AFTER = re.compile(
    r"\s+(?:with|without|for|that (?:has|comes with|takes))\s+(?!me\b|us\b|it\b)(?:[\w'-]+\s*){1,4}",
    re.IGNORECASE,
)
_POINTED = re.compile(
    r"[^，。？！；,?!;]{0,12}[那这]一?[个款件双条台只种些张把本套盒顶口盏]"
    r"(?:[\u4e00-\u9fff]{1,4}的)?[\u4e00-\u9fff]{1,8}?(?=[是能会要有可在吗呢]|[^\u4e00-\u9fff]|$)"
)
_AND_THAT = re.compile(r"[\u4e00-\u9fff]{1,6}?[那这]一?[个款件双条台只种些张把本套盒顶口盏]")
_ANY_ZH = re.compile(
    r"有没有|有什么|哪|什么|啥|[一几]?[个款件双条台只种张把本套盒顶]?(?:推荐|想[要买]|求)|有[^，]{0,8}的"
)


def phrase_of(question: str, mentions: Sequence[Mention]) -> str:
    """The words around the first noun for goods that the question names as one that is known; "" where it is any.

    `mentions` are those of categories and of products that are not named for sure.
    """
    clauses = _clauses(question, mentions)
    first = next((c for c in clauses if _THAT.search(c[0])), next(iter(clauses), None))
    pointed = _POINTED.search(question)
    if pointed and (first is None or not _THAT.search(first[0])):
        return pointed.group()
    if first is None:
        return ""
    clause, spans = first
    return _chinese(clause, spans) if has_cjk(clause) else _english(clause, spans)


Span = tuple[int, int]


def _clauses(question: str, mentions: Sequence[Mention]) -> list[tuple[str, list[Span]]]:
    """The clauses that name goods, each with the places where it does."""
    found: list[tuple[str, list[Span]]] = []
    start = 0
    for end in (*(m.start() for m in _CLAUSE.finditer(question)), len(question)):
        spans = [(m.start - start, m.end - start) for m in mentions if start <= m.start and m.end <= end]
        if spans:
            found.append((question[start:end], sorted(set(spans))))
        start = end + 1
    return found


def _chinese(clause: str, spans: Sequence[Span]) -> str:
    end = spans[-1][1]
    pointed = _AND_THAT.match(clause, end)
    said = clause[: pointed.end() if pointed else end]
    return "" if _ANY_ZH.search(said) and not _THAT.search(said) else said


def _english(clause: str, spans: Sequence[Span]) -> str:
    start, end = spans[0][0], max(e for s, e in spans if s <= spans[0][1])
    before = list(re.finditer(r"[\w'’&-]+", clause[:start]))
    for word in reversed(before[-MOST_WORDS:]):
        if word.group().lower() in _BREAK:
            break
        start = word.start()
    led = re.search(r"([\w']+)\s*$", clause[:start])
    if led and led.group(1).lower() in _ANY:
        return ""
    after = _AFTER.match(clause, end)
    return clause[start : after.end() if after else end]
