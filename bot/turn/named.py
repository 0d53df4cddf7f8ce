"""Which products a question names, where names stand beside each other or are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from knowledge.mention import Mention
from knowledge.search import Knowledge

SURE_NAME = 0.8
"""A mention of this score is a name; below it, a description that fits one product ("the desk lamp")."""

LIKELY = 0.65
"""A mention of this score in one of two names that are compared is the other product."""
_JOINS = re.compile(r"\b(?:and|or|vs\.?|versus|with|than|to)\b|[,/&+、，和跟与及比]|还是|或", re.IGNORECASE)

COMPARING = re.compile(
    r"\b(?:compare[ds]?|comparison|difference|versus|vs\.?|which (?:one )?(?:is|has|of)|better|lighter|heavier|cheaper"
    r"|larger|bigger|smaller)\b"
    r"|\b(?:which(?: (?:one|of (?:them|these|those|the two)))?|who)\b.{0,24}\b(?:best|most|least|more|less|further"
    r"|farther|longer|longest|faster|fastest|higher|highest|lower|lowest|stronger|warmer|quieter|brighter|on top|ahead"
    r"|wins?|won)\b"
    r"|\b(?!(?:rath|oth|nev|aft|und|ov|ev)er\b)\w{2,}er\b[^,.?!]{0,30}\bthan (?:the|your|my)\b"
    r"|比较|对比|区别|比.{1,20}(?:更|重|轻|大|小|贵|便宜|好)|哪一?[个款种件双]|更轻|更重|更便宜|谁.{0,6}[更最高低好强]|差哪|差在哪",
    re.IGNORECASE,
)


def products_named(question: str, found: Sequence[Mention]) -> list[Mention]:
    """The products named, in the text's order; where one is named for sure, a mere likeness to another is none.

    It is one where the words join the two: "the Ridge 2 or the family tent".
    """
    sure = [m for m in found if m.score >= SURE_NAME]
    found = [m for m in found if not any(_goes_before(question, other, m) for other in sure)]
    if sure and not COMPARING.search(question):
        found = [m for m in found if m in sure or any(_joined(question, m, other) for other in sure)]
    return sorted(found, key=lambda m: m.start)


def other_of_two(question: str, found: Sequence[Mention], knowledge: Knowledge) -> list[Mention]:
    """What is compared with the only product found, read by itself: "the Ridge 2 or the family one"."""
    if len(found) != 1 or found[0].score < SURE_NAME or not COMPARING.search(question):
        return []
    end = found[0].end
    after = _JOINS.match(question, end + len(question[end:]) - len(question[end:].lstrip()))
    text = re.split("[，,。？?]", question[after.end() :])[0] if after else ""
    others = [m for m in knowledge.mentions(text) if m.kind == "product" and m.id != found[0].id]
    best = max((m.score for m in others), default=0.0)
    alike = [m for m in others if m.score == best]
    return [replace(alike[0], start=end, end=end + len(text))] if len(alike) == 1 and best >= LIKELY else []


def _goes_before(question: str, one: Mention, other: Mention) -> bool:
    """Whether `other` is only read into the words after `one`: a word of it there, and nothing that joins the two."""
    within = one.start <= other.start < one.end < other.end and one.score >= other.score
    return within and not _JOINS.search(question[one.start : other.end])


def _joined(question: str, one: Mention, other: Mention) -> bool:
    first, second = sorted((one, other), key=lambda m: m.start)
    return first.end <= second.start and bool(_JOINS.search(question[first.end : second.start]))
