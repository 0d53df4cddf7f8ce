"""Finished sentences as evidence: what was worked out, said as it stands, with each source that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.messages import Evidence
from bot.tools.cards import order_card, product_card
from bot.tools.desk import Desk, Findings
from bot.tools.evidence import evidence_of
from knowledge.passages import Passage
from knowledge.records import Order, Product


def told(source: str, title: str, text: str, desk: Desk) -> Evidence:
    """A finished sentence that rests on a record."""
    kind = source.partition(":")[0]
    return Evidence(
        source=source,
        title=title,
        text=text,
        subject=source.partition("#")[0] if kind in ("product", "order") else None,
        language=desk.language,
        score=1.0,
        complete=True,
        private=kind == "order",
    )


def of_rule(passage: Passage, text: str, desk: Desk) -> Evidence:
    """A finished sentence that rests on a rule."""
    return evidence_of(passage, 1.0, desk).model_copy(
        update={"text": text, "complete": True, "language": desk.language}
    )


def of_order(order: Order, desk: Desk, text: str = "") -> Evidence:
    """A finished sentence that rests on an order; private to its customer."""
    return told(f"order:{order.order_id}", desk.say("title_order", order_id=order.order_id), text, desk)


def on_all(text: str, sources: Sequence[Evidence], names: Sequence[str] = ()) -> Iterator[Evidence]:
    """One sentence on several sources; private where one of them is."""
    private = any(source.private for source in sources)
    subject = next((source.subject for source in sources if source.private), sources[0].subject)
    update = {"text": text, "private": private, "subject": subject, "names": tuple(names)}
    for source in {each.source: each for each in sources}.values():
        yield source.model_copy(update=update)


def findings(
    facts: Iterable[Evidence], products: Iterable[Product], order: Order | None, desk: Desk
) -> Findings:
    """The facts with the cards of what they are about, which the talk is about then."""
    products = tuple(products)
    about = [f"product:{product.product_id}" for product in products]
    cards = [product_card(product, desk) for product in products]
    if order:
        about.append(f"order:{order.order_id}")
        cards.append(order_card(order, desk))
    return Findings(evidence=tuple(facts), cards=tuple(cards), focus=tuple(about))
