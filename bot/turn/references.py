"""What a question is about: the products it names, points at, or shares with what was said before."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.conversations import StoredTurn
from bot.recommend.candidates import owned_by
from bot.turn.asks import is_follow_up, ordinal
from knowledge.constraints import Constraints
from knowledge.mention import Mention
from knowledge.records import Customer, Product
from knowledge.search import Knowledge
from knowledge.words import content_stems

SURE_NAME = 0.8
"""A mention of this score is a name; below it, a description that fits one product ("the desk lamp")."""
MEMORY = 4
"""How many turns back a pronoun can point."""

_MINE = re.compile(r"\b(?:my|mine|i bought|i ordered|i got|i have)\b|我的|我买的|我订的|我那|我上次", re.I)


COMPARING = re.compile(
    r"\b(?:compare[ds]?|comparison|difference|versus|vs\.?|which (?:one )?(?:is|has|of)|better|lighter|heavier|cheaper"
    r"|larger|bigger|smaller)\b|比较|对比|区别|比.{1,20}(?:更|重|轻|大|小|贵|便宜|好)|哪个更|哪款更|哪一?个|更轻|更重|更便宜",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class About:
    """Product ids a question is about.

    `unclear` are equally likely readings to ask back about; `recent` is what the talk was about before, for a
    question that needs a product and points at none. `named` products may be described only; `sure` ones are named.
    """

    products: tuple[str, ...] = ()
    order_id: str | None = None
    unclear: tuple[str, ...] = ()
    recent: tuple[str, ...] = ()
    named: bool = False
    sure: bool = False


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
    known = _products(focus)
    if named:
        sure = any(m.kind == "product" and m.score >= SURE_NAME for m in mentions)
        return About(_with_other(named, question, known), order_id, named=True, sure=sure)
    counted = _counted(question, known)
    if counted:
        return About(counted, order_id)
    members = _kind_named(question, knowledge)
    if members:
        owned = owned_by(customer, knowledge.catalogue) if _MINE.search(question) else frozenset[str]()
        return replace(_of_kind(members, known, owned), order_id=order_id)
    return About(known if is_follow_up(question) else (), order_id, recent=known)


def carried_over(subject: About, before: About, question: str) -> About:
    """What a question of a longer message is about: its "it" is what the question before it named."""
    own = subject.named or bool(subject.order_id and subject.order_id in question)
    if own or not is_follow_up(question) or not (before.products or before.order_id):
        return subject
    return replace(subject, products=before.products, order_id=before.order_id, unclear=())


def _with_other(named: tuple[str, ...], question: str, known: Sequence[str]) -> tuple[str, ...]:
    """The named products; "compare it with the Ridge 3" adds what "it" is."""
    if len(named) == 1 and COMPARING.search(question) and is_follow_up(question):
        return (*(p for p in known[:1] if p not in named), *named)
    return named


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


def _kind_named(question: str, knowledge: Knowledge) -> tuple[str, ...]:
    """The products of the kind that a question names ("the tent", "那双鞋"); empty when it names none."""
    said = knowledge.constraints(question)
    if not said.category and not said.product_word:
        return ()
    kind = Constraints(category=said.category, product_word=said.product_word)
    members = knowledge.filter_products(kind)
    words = set(content_stems(question))
    shared = {
        p.product_id: len(words & {s for name in _names(p) for s in content_stems(name)}) for p in members
    }
    most = max(shared.values(), default=0)
    return tuple(product_id for product_id, count in shared.items() if count == most)


def _names(product: Product) -> list[str]:
    return [product.name, *(t.name for t in product.translations.values() if t.name)]


def _of_kind(members: Sequence[str], known: Sequence[str], owned: Collection[str]) -> About:
    """Products of a kind that is named instead of a product: the ones talked about, owned, or the only one."""
    mine = tuple(p for p in members if p in owned)
    talked = tuple(p for p in known if p in members)
    chosen = talked or mine or (tuple(members) if len(members) == 1 else ())
    return About(chosen, unclear=() if chosen else tuple(members))
