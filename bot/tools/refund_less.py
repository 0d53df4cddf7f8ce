"""Why less came back for returned goods than they cost: the difference, and the rule that names the same sum."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.grounding.facts import facts_of
from bot.messages import Evidence
from bot.tools.cards import line_text
from bot.tools.desk import Desk, Findings
from bot.tools.evidence import evidence_of
from bot.tools.given_back import lines_of
from bot.tools.told import of_order
from knowledge.money import Money, sum_of
from knowledge.records import Order, OrderLine, Return

_ASKS = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhere\b.{0,20}\b(?:rest|remainder|difference)\b|\bthe (?:rest|remainder) (?:go|gone|of)\b"
    r"|\b(?:short|less|missing|puzzled|deduct\w*)\b|\bonly\b.{0,30}\bback\b"
    r"|为什么|为啥|怎么(?:才|只|少)|少[了退]|[只才]退|剩下的|其余|差的|扣",
    re.IGNORECASE,
)


def with_reason(found: Findings, orders: Sequence[Order], question: str, desk: Desk) -> Findings:
    """What was found of orders, and how much less came back than was paid, where that is asked."""
    if not _ASKS.search(question):
        return found
    told = [each for order in orders for item in order.returns for each in _told(order, item, desk)]
    return replace(found, evidence=(*found.evidence, *told))


def _told(order: Order, item: Return, desk: Desk) -> Iterator[Evidence]:
    less = _less(order, item)
    if less is None or item.refund is None:
        return
    pieces = _pieces(order, item)
    if pieces:
        yield of_order(order, desk, _of_pieces(lines_of(order, item)[0], item.refund, pieces, desk))
        return
    text = desk.say(
        "refund_less",
        items=desk.say("list_join_raw", items=[line_text(line, desk) for line in lines_of(order, item)]),
        refund=item.refund.format(desk.language),
        less=less.format(desk.language),
        price=(item.refund + less).format(desk.language),
    )
    yield of_order(order, desk, text)
    yield from _rules(less, desk)


def _pieces(order: Order, item: Return) -> int:
    """How many of several pieces the refund pays; 0 where it is not the price of so many."""
    lines = lines_of(order, item)
    refund, price = item.refund, lines[0].unit_price
    whole = len(lines) == 1 and refund is not None and price.minor > 0 and refund.minor % price.minor == 0
    return refund.minor // price.minor if whole and refund else 0


def _of_pieces(line: OrderLine, refund: Money, pieces: int, desk: Desk) -> str:
    shown = refund.format(desk.language)
    return desk.say("refund_pieces", refund=shown, count=pieces, quantity=line.quantity, name=line.name)


def _less(order: Order, item: Return) -> Money | None:
    """How much less was refunded than the goods cost; None where they were kept, or all of it was refunded."""
    prices = [line.unit_price * line.quantity for line in lines_of(order, item)]
    price = sum_of(prices) if prices else None
    kept = item.status is not None and item.status.casefold() == "kept"
    if price is None or item.refund is None or kept or not item.refund < price:
        return None
    return price - item.refund


def _rules(less: Money, desk: Desk) -> Iterator[Evidence]:
    """The rule near returns that names the very sum; none where no rule does."""
    hits = desk.knowledge.search(
        desk.say("query_refund_less"),
        kinds=("policy", "faq"),
        language=desk.language,
        membership=desk.membership,
        today=desk.today,
        k=12,
    )
    sums = {fact.value for fact in facts_of(less.format(desk.language)) if fact.kind == "number"}
    for hit in hits:
        if sums & {fact.value for fact in facts_of(hit.passage.text) if fact.unit}:
            yield evidence_of(hit.passage, hit.score, desk).model_copy(update={"complete": True})
            return
