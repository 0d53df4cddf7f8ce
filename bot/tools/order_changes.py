"""Whether an order can still be cancelled or changed: the shop's rule for where the order stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.messages import Evidence
from bot.tools.desk import Desk, Findings
from bot.tools.evidence import evidence_of, shared_words
from bot.tools.knowledge import NEAR
from knowledge.records import Order
from knowledge.search import Hit
from knowledge.words import content_stems

_BEFORE = frozenset({"pending", "processing"})
_AFTER = frozenset({"shipped"})
CLOSE, SHARED = 0.5, 2
"""Score, and number of shared words, from which a rule on another matter is told beside that on changes."""
PLAIN = 0.6
"""Score from which a rule answers a question about an order that nothing can be changed of any more."""


def with_change(found: Findings, question: str, desk: Desk) -> Findings:
    """What was found of orders, with the rule that holds for the first of them, and who can carry it out."""
    order_id = next((s.removeprefix("order:") for s in found.focus if s.startswith("order:")), "")
    customer = desk.customer.customer_id if desk.customer else ""
    order = desk.knowledge.catalogue.order_of(order_id, customer)
    rule = _rule(order, question, desk) if order else ()
    first = tuple(e for e in found.evidence if e.source == f"order:{order_id}") or found.evidence
    return replace(
        found, evidence=(*first, *rule), said=(*found.said, desk.say("order_change")), offers_person=True
    )


def _query(order: Order, question: str, desk: Desk) -> str:
    if order.status in _BEFORE:
        return desk.say("query_change_before")
    return desk.say("query_change_after") if order.status in _AFTER else question


def _rule(order: Order, question: str, desk: Desk) -> tuple[Evidence, ...]:
    """The nearest section of a policy that speaks of cancelling or changing, before or after dispatch.

    What has arrived is neither cancelled nor redirected: there the rule counts that is near the question itself.
    """
    hits = _hits(_query(order, question, desk), desk)
    under_way = order.status in _BEFORE | _AFTER
    words = set(content_stems(desk.say("query_change_words") if under_way else question))
    least = NEAR if under_way else PLAIN
    fitting = [h for h in hits if h.score >= least and words & set(content_stems(h.passage.text))]
    nearest = _of_another_matter(question, desk) if under_way else []
    return tuple(
        evidence_of(hit.passage, hit.score, desk).model_copy(update={"complete": True})
        for hit in [*nearest, *fitting[:1]]
    )


def _of_another_matter(question: str, desk: Desk) -> list[Hit]:
    """The rule near the question itself, where that is about something else than cancelling or changing: an invoice."""
    words = set(content_stems(desk.say("query_change_words")))
    return [
        hit
        for hit in _hits(question, desk)[:1]
        if hit.score >= CLOSE
        and len(shared_words(hit, ())) >= SHARED
        and not words & set(content_stems(hit.passage.text))
    ]


def _hits(query: str, desk: Desk) -> Sequence[Hit]:
    return desk.knowledge.search(
        query,
        kinds=("policy", "faq"),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=3,
    )
