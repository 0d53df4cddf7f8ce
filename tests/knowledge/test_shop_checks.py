"""The checks of the shipped shops find what is wrong."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from knowledge.money import Money
from knowledge.records import Order
from tests.knowledge.shop_checks import ShippedShop, from_the_future, moments, order_faults

SHOP = ShippedShop("sample")


def order(order_id: str) -> Order:
    return next(o for o in SHOP.records["orders"] if o.order_id == order_id)


@pytest.mark.parametrize(
    ("order_id", "change", "fault"),
    [
        ("O0001", {"total": Money(minor=1, currency="EUR")}, "the total is not the sum of the lines"),
        ("O0001", {"status": "pending"}, "is pending, its parcels are ['delivered']"),
        ("O0001", {"status": "returned"}, "is returned, its returns are []"),
        ("O0001", {"customer_id": "C002"}, "paid by a method that is not the customer's"),
        ("O0047", {"returns": ()}, "what was paid back is not what was refunded"),
        ("O0002", {"placed_at": datetime.fromisoformat("2026-01-01T00:00:00Z")}, "left before the order"),
    ],
)
def test_a_wrong_order_is_found(order_id: str, change: dict[str, Any], fault: str) -> None:
    wrong = order(order_id).model_copy(update=change)
    assert any(fault in found for found in order_faults(wrong, SHOP))


def test_a_line_that_is_not_in_the_catalogue_is_found() -> None:
    good = order("O0001")
    dear = good.lines[0].model_copy(update={"unit_price": Money(minor=1, currency="EUR"), "name": "Pan"})
    found = order_faults(good.model_copy(update={"lines": (dear, *good.lines[1:])}), SHOP)
    assert [text.partition(": ")[2] for text in found] == [
        "Pan is not what P014 is called",
        "O0001-1 costs 0.01, in the catalogue 54.00",
        "the total is not the sum of the lines",
    ]


def test_a_parcel_with_half_the_lines_is_found() -> None:
    good = order("O0001")
    half = good.shipments[0].model_copy(update={"line_ids": ("O0001-1",)})
    assert order_faults(good.model_copy(update={"shipments": (half,)}), SHOP) == [
        "O0001: its parcels hold ['O0001-1']"
    ]


def test_days_are_found_at_any_depth() -> None:
    row = {"at": "2026-01-02", "parts": [{"eta": "2026-03-04T05:06:00+01:00"}], "size": "2026-01"}
    assert moments(row) == [date(2026, 1, 2), date(2026, 3, 4)]
    assert len(from_the_future(SHOP, "orders", date(2026, 3, 15))) > 0
