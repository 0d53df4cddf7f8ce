"""What a question is about: the products it names, points at, or shares with what was said before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.conversations import StoredTurn
from bot.recommend.candidates import owned_by
from bot.turn.asks import is_follow_up, ordinal
from knowledge.mentions import Mention
from knowledge.records import Customer
from knowledge.search import Knowledge

MEMORY = 4
"""How many turns back a pronoun can point."""

_MINE = re.compile(r"\b(?:my|mine|i bought|i ordered|i got|i have)\b|我的|我买的|我订的|我那|我上次", re.I)


@dataclass(frozen=True, slots=True)
class About:
    """Product ids a question is about; `unclear` are equally likely readings to ask back about."""

    products: tuple[str, ...] = ()
    order_id: str | None = None
    unclear: tuple[str, ...] = ()
    named: bool = False


def focus_of(history: Sequence[StoredTurn]) -> tuple[str, ...]:
    """What the conversation is about: the focus of the latest turn that had one."""
    return next((turn.focus for turn in reversed(history[-MEMORY:]) if turn.focus), ())


def about(
    question: str, history: Sequence[StoredTurn], customer: Customer | None, knowledge: Knowledge
) -> About:
    """Resolve what `question` is about: names first, then "the second one", "my tent", and at last "it"."""
    mentions = knowledge.mentions(question)
    focus = focus_of(history)
    order_id = _order(mentions, question, focus)
    named = tuple(dict.fromkeys(m.id for m in mentions if m.kind == "product"))
    if named:
        return About(named, order_id, named=True)
    known = _products(focus)
    counted = _counted(question, known)
    if counted:
        return About(counted, order_id)
    category = next((m.id for m in mentions if m.kind == "category"), None)
    if category:
        return _of_category(question, category, known, customer, knowledge, order_id)
    return About(known if is_follow_up(question) else (), order_id)


def _order(mentions: Sequence[Mention], question: str, focus: Sequence[str]) -> str | None:
    named = next((m.id for m in mentions if m.kind == "order"), None)
    if named or not is_follow_up(question):
        return named
    first = focus[0] if focus else ""
    return first.removeprefix("order:") if first.startswith("order:") else None


def _products(focus: Sequence[str]) -> tuple[str, ...]:
    return tuple(s.removeprefix("product:") for s in focus if s.startswith("product:"))


def _counted(question: str, known: Sequence[str]) -> tuple[str, ...]:
    n = ordinal(question)
    if n is None or not known:
        return ()
    index = n - 1 if n > 0 else n
    return (known[index],) if -len(known) <= index < len(known) else ()


def _of_category(
    question: str,
    category: str,
    known: Sequence[str],
    customer: Customer | None,
    knowledge: Knowledge,
    order_id: str | None,
) -> About:
    """Products of a category that is named instead of a product: the ones owned, talked about, or the only one."""
    members = [p.product_id for p in knowledge.catalogue.products() if p.category == category]
    owned = owned_by(customer, knowledge.catalogue)
    mine = [p for p in members if p in owned] if _MINE.search(question) else []
    talked = [p for p in known if p in members]
    chosen = talked or mine or (members if len(members) == 1 else [])
    if mine and not talked:
        return About(tuple(mine), order_id)
    return About(tuple(chosen), order_id, unclear=() if chosen else tuple(members))
