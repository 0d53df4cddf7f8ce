"""Which goods of an order the price is asked of, where they are called by what they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.orders import orders_tool
from tests.bot.tools.calling import call, texts
from tests.bot.tools.shops import desk_of

STOVE = {
    "product_id": "P1", "name": "Trail Burner", "price": "44.90", "category": "Camping",
    "description": "A small gas stove that carries any pot.",
}  # fmt: skip
POTS = {
    "product_id": "P2", "name": "Nest Cookset", "price": "52.00", "category": "Camping",
    "description": "Two pots and a lid that stack into one another.",
}  # fmt: skip
LINES = [
    {"line_id": "1", "product_id": "P1", "name": "Trail Burner", "quantity": 1, "unit_price": "44.90"},
    {"line_id": "2", "product_id": "P2", "name": "Nest Cookset", "quantity": 1, "unit_price": "52.00"},
]


@pytest.mark.parametrize(
    ("question", "price"),
    [
        ("the wee burner order: what did I pay for just the pots", "Nest Cookset cost €52.00"),
        ("how much was it for the burner alone", "Trail Burner cost €44.90"),
    ],
)
def test_the_price_of_just_the_pots(tmp_path: Path, question: str, price: str) -> None:
    order = {"lines": LINES, "placed_at": "2026-11-02", "delivered_at": "2026-11-05"}
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[STOVE, POTS], policies={}, order=order)
    assert price in texts(call(orders_tool(desk), question=question, product_ids=["P1"]))
