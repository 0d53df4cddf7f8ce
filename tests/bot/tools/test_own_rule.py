"""A policy's section for the very goods asked about goes before the general one."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.desk import Desk
from bot.tools.own_rule import own_rule_first
from knowledge.search import Hit
from tests.bot.tools.shops import desk_of

DELIVERY = """# Delivery

## Express
Express arrives on the next working day.

## Desks and family tents
They come by appointment, to the kerb, for €29. They are not sent by express.

## Small goods
Lamps, stools and rugs come by courier.

## Other rules
Lamps and desks have rules of their own.

## Taking goods away
We take old furniture away for €20, desks, tents and all.
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    names = {"P1": "Basecamp Family Tent", "P2": "Ridge Tent", "P3": "Rise Standing Desk", "P4": "Arc Lamp"}
    goods = [
        {
            "product_id": key,
            "name": name,
            "category": "Goods",
            "price": "20.00",
            "currency": "EUR",
            "stock": 5,
        }
        for key, name in names.items()
    ]
    return desk_of(tmp_path, language="en", currency="EUR", products=goods, policies={"delivery": DELIVERY})


def first_for(product_id: str, desk: Desk, score: float = 0.6, heading: str = "Express") -> str:
    rules = desk.knowledge.rules(language="en", today=desk.today)
    near = next(passage for passage in rules if passage.heading == heading)
    hits = own_rule_first((Hit(near, score, (), 0.5, 0.5),), (product_id,), desk)
    assert {hit.passage.heading for hit in hits} >= {heading}
    return hits[0].passage.heading


@pytest.mark.parametrize(
    ("product_id", "heading"),
    [
        ("P1", "Desks and family tents"),
        ("P2", "Express"),
        ("P3", "Desks and family tents"),
        ("P4", "Small goods"),
    ],
)
def test_the_section_that_lists_the_goods_goes_first(desk: Desk, product_id: str, heading: str) -> None:
    assert first_for(product_id, desk) == heading


def test_where_nothing_near_is_found_nothing_goes_first(desk: Desk) -> None:
    assert first_for("P1", desk, score=0.2) == "Express"


def test_what_was_found_already_is_not_told_twice(desk: Desk) -> None:
    rules = [
        p for p in desk.knowledge.rules(language="en", today=desk.today) if p.source.startswith("policy:")
    ]
    hits = tuple(Hit(p, 0.6 - 0.1 * at, (), 0.5, 0.5) for at, p in enumerate(rules))
    found = own_rule_first(hits, ("P1",), desk)
    assert len(found) == len(hits)
    assert found[0].passage.heading == "Desks and family tents"
    assert found[0].score == hits[0].score
