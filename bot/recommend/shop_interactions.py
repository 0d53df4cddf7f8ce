"""What a shop's customers took, from its orders and purchase events on all channels."""

from __future__ import annotations

from collections.abc import Iterator

from bot.recommend.interactions import SECONDS_A_DAY, Interactions
from knowledge.catalogue import Catalogue

_NOT_TAKEN = frozenset({"cancelled", "returned"})


def shop_interactions(catalogue: Catalogue) -> Interactions:
    """Purchases up to the shop's present moment of products it still has; cancelled and returned orders left out."""
    return Interactions.of(_rows(catalogue))


def present_day(catalogue: Catalogue) -> float:
    """The shop's present moment in days from 1970, with fractions."""
    return catalogue.profile.now().timestamp() / SECONDS_A_DAY


def product_texts(catalogue: Catalogue) -> dict[str, str]:
    """What products are called and are, by id."""
    return {
        p.product_id: " ".join(filter(None, (p.name, p.brand, p.category, p.description)))
        for p in catalogue.products()
    }


def _rows(catalogue: Catalogue) -> Iterator[tuple[str, str, float]]:
    now = present_day(catalogue)
    for order in catalogue.orders():
        day = order.placed_at.timestamp() / SECONDS_A_DAY
        if order.status not in _NOT_TAKEN and day <= now:
            yield from (
                (order.customer_id, i.product_id, day) for i in order.lines if catalogue.product(i.product_id)
            )
    for event in catalogue.events():
        day = event.at.timestamp() / SECONDS_A_DAY
        if (
            event.kind == "purchase"
            and event.product_id
            and day <= now
            and catalogue.product(event.product_id)
        ):
            yield event.customer_id, event.product_id, day
