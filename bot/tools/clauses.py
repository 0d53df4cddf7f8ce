"""The rules of a shop clause by clause, each with the memberships that it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.tools.desk import Desk
from bot.tools.tiers import membership_said
from knowledge.passages import Passage
from knowledge.sections import STANDARD, membership_code, memberships_in, sentences

_CUT = re.compile(r"[;；，。]|,(?!\d)|\.(?=\s|$)|[()（）]|\s+(?:and|but) (?=\w+ (?:is|are|costs?|for)\b)")
_BESIDE = re.compile(r"\s*[(（]([^()（）\d]*)[)）]")
"""Another name for what stands before it: "Leaf (绿叶)"; with a figure in it, it is a clause of its own."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a rule; empty `memberships` mean: for everybody."""

    text: str
    passage: Passage
    sentence: str
    memberships: tuple[str, ...] = ()

    @property
    def topic(self) -> str:
        """What the rule it stands in is called."""
        return f"{self.passage.source} {self.passage.title} {self.passage.heading}"


def rules_of(desk: Desk, product_ids: Sequence[str] = ()) -> tuple[Passage, ...]:
    """The policies' passages that hold today, for every membership; of kinds of goods those of the products' kinds."""
    return desk.knowledge.rules(language=desk.language, today=desk.today, product_ids=product_ids)


def clauses(passages: Sequence[Passage], desk: Desk) -> Iterator[Clause]:
    """The clauses of passages, in order."""
    for passage in passages:
        for sentence in sentences(passage.text):
            yield from _of_sentence(sentence, passage, desk)


def own_membership(question: str, desk: Desk) -> str:
    """The asker's membership: the customer's, else the one that the question names, else none."""
    if desk.customer is not None:
        return membership_code(desk.membership)
    return membership_said(question, desk) or STANDARD


def _memberships(text: str, desk: Desk) -> tuple[str, ...]:
    """The memberships that a text names, those of customers that no whole rule is for among them."""
    of_customers = {membership_code(c.membership) for c in desk.knowledge.catalogue.whole.customers()}
    named = (*desk.knowledge.memberships_named(text), *memberships_in(text, of_customers))
    return tuple(dict.fromkeys(named))


def _of_sentence(sentence: str, passage: Passage, desk: Desk) -> Iterator[Clause]:
    """A clause that names no membership goes on about the one before; the first ones are for everybody then."""
    pieces = [piece.strip() for piece in _CUT.split(_BESIDE.sub(r" \1", sentence)) if piece.strip()]
    named = [_memberships(piece, desk) for piece in pieces]
    current = () if any(named) else passage.memberships
    for piece, codes in zip(pieces, named, strict=True):
        current = codes or current
        yield Clause(piece, passage, sentence, tuple(current))
