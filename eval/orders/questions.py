"""Questions about orders with exact answers, made from a shop's records: each a dialog of one turn. Pure."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.dialog import Dialog, DialogTurn, Expect
from eval.orders.patterns import amount, exactly, one_of
from eval.orders.phrasings import Kind, Language, Phrasings
from knowledge.catalogue import Catalogue
from knowledge.money import Money
from knowledge.records import Order, OrderLine

PER_KIND = 50
CHINESE_EVERY = 3
ASKED = "question"


@dataclass(frozen=True, slots=True)
class Question:
    """One fact of a customer's order; `answer` are the patterns that a right reply holds, by language."""

    kind: Kind
    order: Order
    answer: Mapping[Language, tuple[str, ...]]
    product: str = ""


def questions(
    catalogue: Catalogue, phrases: Phrasings, seed: int, per_kind: int = PER_KIND
) -> tuple[Question, ...]:
    """At most `per_kind` questions of each kind, drawn with `seed`."""
    draw = random.Random(seed)  # noqa: S311 - not for secrets
    chosen: list[Question] = []
    for kind, make in _KINDS.items():
        of_kind = [q for order in catalogue.orders() for q in make(kind, order, catalogue, phrases)]
        chosen += draw.sample(of_kind, min(per_kind, len(of_kind)))
    return tuple(chosen)


def question_dialogs(
    asked: Sequence[Question], catalogue: Catalogue, phrases: Phrasings, world: str, languages: Iterable[str]
) -> tuple[Dialog, ...]:
    """Every question in its three phrasings; where the shop speaks it, each third question is in Chinese."""
    chinese = "zh" in languages
    return tuple(
        _dialog(question, number, phrasing, catalogue, phrases, world, "zh" if zh else "en")
        for number, question in enumerate(asked)
        for zh in [chinese and number % CHINESE_EVERY == CHINESE_EVERY - 1]
        for phrasing in range(3)
    )


def _dialog(  # noqa: PLR0913, PLR0917 - all that a dialog is made of
    question: Question,
    number: int,
    phrasing: int,
    catalogue: Catalogue,
    phrases: Phrasings,
    world: str,
    language: Language,
) -> Dialog:
    order = question.order
    template = phrases.questions[question.kind][language][phrasing]
    expect = Expect(
        abstains=False,
        says_all=question.answer[language],
        says_none=tuple(
            exactly(other.order_id)
            for other in catalogue.orders_of(order.customer_id)
            if other.order_id != order.order_id
        ),
        cites=(f"order:{order.order_id}",),
    )
    return Dialog(
        id=f"{world}-{question.kind}-{number:04}-{phrasing + 1}",
        tags=(ASKED, question.kind),
        lang=language,
        world=world,
        channel=(catalogue.profile.channels[0],),
        customer=order.customer_id,
        turns=(
            DialogTurn(
                user=template.format(order=order.order_id, product=question.product),
                expect=expect,
            ),
        ),
    )


Make = Callable[[Kind, Order, Catalogue, Phrasings], Iterator[Question]]


def _both(*patterns: str) -> dict[Language, tuple[str, ...]]:
    return {"en": patterns, "zh": patterns}


def _status(kind: Kind, order: Order, _: Catalogue, phrases: Phrasings) -> Iterator[Question]:
    words = phrases.words.status[order.status]
    yield Question(kind, order, {language: (one_of(text),) for language, text in words.items()})


def _total(kind: Kind, order: Order, _: Catalogue, __: Phrasings) -> Iterator[Question]:
    yield Question(kind, order, _both(amount(total_of(order).decimal)))


def _options(kind: Kind, order: Order, _: Catalogue, __: Phrasings) -> Iterator[Question]:
    names = Counter(line.name for line in order.lines)
    for line in order.lines:
        if line.options and names[line.name] == 1:
            values = (str(value) for value in line.options.values())
            yield Question(kind, order, _both(*map(exactly, values)), line.name)


def _tracking(kind: Kind, order: Order, _: Catalogue, __: Phrasings) -> Iterator[Question]:
    if order.shipments:
        yield Question(kind, order, _both(*(exactly(s.tracking_id) for s in order.shipments)))


def _refund(kind: Kind, order: Order, _: Catalogue, __: Phrasings) -> Iterator[Question]:
    told = [item.refund for item in order.returns if item.refund]
    paid = [p.amount for p in order.payments if p.amount and p.amount.minor < 0]
    if told or paid:
        yield Question(kind, order, _both(*(amount(money.decimal) for money in told or paid)))


def _payment(kind: Kind, order: Order, _: Catalogue, phrases: Phrasings) -> Iterator[Question]:
    means = dict.fromkeys(p.kind for p in order.payments if p.kind and (not p.amount or p.amount.minor > 0))
    if means:
        known = phrases.words.payment
        yield Question(kind, order, _both(*(one_of(known.get(m, m.replace("_", " "))) for m in means)))


def _holds(kind: Kind, order: Order, catalogue: Catalogue, _: Phrasings) -> Iterator[Question]:
    """Only where one of several orders of the customer holds the product, or one of its name."""
    others = [o for o in catalogue.orders_of(order.customer_id) if o.order_id != order.order_id]
    elsewhere = {name for other in others for line in other.lines for name in _names(line)}
    for line in {line.name: line for line in order.lines}.values():
        if others and not elsewhere.intersection(_names(line)):
            yield Question(kind, order, _both(exactly(order.order_id)), line.name)


def total_of(order: Order) -> Money:
    """What the order came to; the sum of its lines where it does not say."""
    lines = [line.unit_price * line.quantity for line in order.lines]
    return order.total or sum(lines[1:], start=lines[0])


def _names(line: OrderLine) -> tuple[str, str]:
    return line.product_id, line.name


_KINDS: Mapping[Kind, Make] = {
    "status": _status,
    "total": _total,
    "options": _options,
    "tracking": _tracking,
    "refund": _refund,
    "payment": _payment,
    "holds": _holds,
}
