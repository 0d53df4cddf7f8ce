"""Rules that differ by membership: said as the shop wrote them, with what holds for the asker's own."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from bot.messages import Evidence
from bot.tools.desk import Desk
from knowledge.passage import Passage
from knowledge.search import Hit

ABOUT_AS_NEAR = 0.85
_TIERS = re.compile(
    r"\b(?:what|which|how) (?:\w+ ){0,3}(?:memberships?|tiers?|levels?)\b(?! (?:do|am|have) i\b)"
    r"|\b(?:become|becoming|join|reach|upgrade)\b|\bmembership (?:levels?|tiers?|benefits?|programme|program|work)"
    r"|(?:哪些|什么|几种|几个|多少)(?:种|个)?(?:会员)?等级|(?:成为|怎么当|升级|加入)[^，。？?]{0,6}(?:会员|卡)|会员(?:制度|等级有|权益有|有哪些)",
    re.IGNORECASE,
)

_SUPPOSES = re.compile(
    r"\b(?:if|suppose|supposing|imagine)\b|\bwould (?:it|i|we|that) (?:\w+ )?(?:be|have)\b|如果|要是|假如|假设|的话",
    re.IGNORECASE,
)
"""What asks how it would be, not how it is."""


class Sections(Protocol):
    """The part of the knowledge that is needed here."""

    def section(self, passage: Passage, membership: str | None = None) -> tuple[Passage, ...]:
        """The parts of the passage's section that the membership may see."""
        ...


def membership_said(question: str, desk: Desk) -> str | None:
    """The one membership that a guest speaks of: "as a Gold member", "I'm not a member"."""
    named = desk.knowledge.memberships_named(question)
    return named[0] if len(named) == 1 else None


def membership_supposed(question: str, desk: Desk) -> str | None:
    """The membership that a question supposes the asker to have: "and if I were Silver?"."""
    return membership_said(question, desk) if _SUPPOSES.search(question) else None


def asks_about_tiers(question: str) -> bool:
    """Whether a question is about the memberships themselves, so that those of others concern the asker too."""
    return _TIERS.search(question) is not None


def with_whole_sections(hits: Sequence[Hit], membership: str | None, knowledge: Sections) -> tuple[Hit, ...]:
    """The hits, each part of a section that is cut by membership followed by the parts that were not found.

    "It costs €11.90" without "Gold members pay €3.90" would be untrue for a Gold member.
    """
    found = {hit.passage.source for hit in hits}
    whole: list[Hit] = []
    for hit in hits:
        whole.append(hit)
        for part in knowledge.section(hit.passage, membership) if hit.passage.kind == "policy" else ():
            if part.source not in found:
                found.add(part.source)
                whole.append(replace(hit, passage=part, matched=()))
    return tuple(whole)


def by_membership(facts: Sequence[Evidence], hits: Sequence[Hit]) -> list[Evidence]:
    """Facts of one section joined again, as far as they hold for the asker; such a fact is complete as it stands.

    `hits` are where the facts come from, one for each. A small model that is given one sentence for each membership
    mixes them up.
    """
    sections: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number, hit in enumerate(hits):
        sections[hit.passage.parent or hit.passage.source, hit.passage.heading].append(number)
    limited = {key for key, numbers in sections.items() if any(_limited(hits[n].passage) for n in numbers)}
    joined: list[Evidence] = []
    for number, (fact, hit) in enumerate(zip(facts, hits, strict=True)):
        key = (hit.passage.parent or hit.passage.source, hit.passage.heading)
        if key not in limited:
            joined.append(fact)
        elif sections[key][0] == number:
            joined.append(_joined([facts[n] for n in _in_order(sections[key], hits)], fact))
    return _with_general(joined, {key[0] for key in limited})


def _with_general(facts: Sequence[Evidence], policies: Collection[str]) -> list[Evidence]:
    """What such a policy says for everybody stands beside what it grants to a membership, when it is about as near."""
    best = max((fact.score for fact in facts), default=0.0)

    def beside(fact: Evidence) -> bool:
        return fact.source.partition("#")[0] in policies and fact.score >= ABOUT_AS_NEAR * best

    return [fact.model_copy(update={"complete": True}) if beside(fact) else fact for fact in facts]


def _limited(passage: Passage) -> bool:
    return passage.kind == "policy" and bool(passage.memberships)


def _in_order(numbers: Sequence[int], hits: Sequence[Hit]) -> list[int]:
    """What is for everybody first."""
    return sorted(numbers, key=lambda n: (_limited(hits[n].passage), n))


def _joined(facts: Sequence[Evidence], best: Evidence) -> Evidence:
    own = facts[-1]
    shared = tuple(dict.fromkeys(word for fact in facts for word in fact.shared))
    return own.model_copy(
        update={
            "text": " ".join(f.text.strip() for f in facts),
            "score": best.score,
            "complete": True,
            "shared": shared,
        }
    )
