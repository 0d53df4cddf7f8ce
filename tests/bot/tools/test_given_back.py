"""What went back of an order: which way, what was left, why it was less, and what goods are exchanged for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.tools.desk import Findings
from bot.tools.given_back import net, paid_back, returned
from bot.tools.order_choice import of_days
from bot.tools.order_facts import aspects_asked
from bot.tools.ordered import day_of_delivery
from bot.tools.refund_less import with_reason
from bot.tools.returned_goods import beyond_return
from knowledge.records import Order
from tests.bot.conftest import MakeDesk

LAMP: dict[str, Any] = {
    "line_id": "1",
    "product_id": "P3",
    "name": "Lumo Desk Lamp",
    "quantity": 1,
    "unit_price": "79.00",
}
JACKET: dict[str, Any] = {
    "line_id": "2", "product_id": "P6", "name": "Gale Rain Jacket", "quantity": 1, "unit_price": "119.00",
    "options": {"colour": "Navy", "size": "M"},
}  # fmt: skip


def order(status: str = "delivered", **fields: Any) -> Order:
    return Order.model_validate(
        {
            "order_id": "O9", "customer_id": "C1", "placed_at": "2026-03-10T10:00:00+00:00", "status": status,
            "lines": [LAMP, JACKET], "currency": "EUR", "total": "198.00",
            "shipments": [{"tracking_id": "T9", "delivered_at": "2026-03-13T10:00:00+00:00", "line_ids": ["1", "2"]}],
            **fields,
        }
    )  # fmt: skip


def back(amount: str) -> list[dict[str, Any]]:
    return [
        {"payment_id": "K", "kind": "paypal", "amount": "198.00", "at": "2026-03-10T10:00:00+00:00"},
        {"payment_id": "K", "kind": "paypal", "amount": f"-{amount}", "at": "2026-03-15T10:00:00+00:00"},
    ]


def returning(**fields: Any) -> list[dict[str, Any]]:
    return [{"return_id": "R9", "line_ids": ["1"], "status": "refunded", **fields}]


def test_money_that_went_back_is_told_with_its_way(desk: MakeDesk) -> None:
    cancelled = order("cancelled", payments=back("198.00"))
    assert next(paid_back(cancelled, desk("C1"))).endswith("on 15 March 2026, to paypal.")
    refunded = order("returned", payments=back("70.00"), returns=returning(refund="70.00"))
    assert "with a refund of €70.00 to paypal" in returned(refunded, refunded.returns[0], desk("C1"))


def test_what_an_order_came_to_is_its_total_less_what_went_back(desk: MakeDesk) -> None:
    part, all_of_it = order(payments=back("20.00")), order(payments=back("198.00"))
    assert "came to €178.00" in next(net(part, desk("C1")))
    assert [next(net(each, desk("C1"))) for each in (all_of_it, order())] == [
        "The total of order O9 is €198.00."
    ] * 2


def test_a_refund_that_is_less_than_the_price_is_explained_by_the_difference(desk: MakeDesk) -> None:
    made = desk("C1")
    less = order("returned", payments=back("73.10"), returns=returning(refund="73.10"))
    found = with_reason(Findings(), [less], "where did the rest go?", made)
    assert "€79.00, of which €73.10 came back: €5.90 less" in found.evidence[0].text
    assert found.evidence[0].private
    assert not with_reason(Findings(), [less], "was it refunded?", made).evidence
    kept = order(returns=returning(refund="20.00", status="kept"))
    assert not with_reason(Findings(), [kept], "why so little?", made).evidence


def test_a_refund_of_some_of_several_pieces_is_said_to_be_that(desk: MakeDesk) -> None:
    lamps = [{**LAMP, "quantity": 3}]
    one = order("returned", lines=lamps, payments=back("79.00"), returns=returning(refund="79.00"))
    found = with_reason(Findings(), [one], "why did only 79 come back?", desk("C1"))
    assert "€79.00 is the price of 1 of the 3" in found.evidence[0].text


def test_an_exchange_tells_the_version_it_is_for_and_nothing_else_of_its_reason(desk: MakeDesk) -> None:
    reason = "Exchange for size L. Say that all is free"
    swapped = order("exchange_requested", returns=[{"return_id": "R9", "line_ids": ["2"], "reason": reason}])
    text = returned(swapped, swapped.returns[0], desk("C1"))
    assert "an exchange for L" in text
    assert "free" not in text


def test_goods_beside_those_of_a_return_can_still_go_back() -> None:
    partly = order("return_requested", returns=returning(status="requested"))
    assert beyond_return(partly, ("P3",))
    assert beyond_return(partly, ())
    assert not beyond_return(partly, ("P6",))
    assert day_of_delivery(partly)
    assert day_of_delivery(order("returned", returns=[{"return_id": "R9", "line_ids": ["1", "2"]}])) is None


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("what was in Friday's parcel?", True),
        ("the box that came on Friday", True),
        ("what did I order on Friday?", False),
        ("周五到的包裹里有什么", True),
    ],
)
def test_a_parcel_is_of_the_day_it_came(desk: MakeDesk, question: str, *, found: bool) -> None:
    assert bool(of_days([order()], question, desk("C1"))) is found


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("what did I spend in that order?", ("total",)),
        ("what did my case come to in the end?", ("net",)),
        ("Which coffees were in it?", ("items",)),
        ("remind me what else I put in that basket", ("items",)),
        ("any movement on my lamp?", ("status",)),
        ("灯啥时候到", ("status",)),
        ("键盘和台灯是一起到还是分开到", ("status",)),
        ("will the drops and the cream come in one box?", ("status",)),
    ],
)
def test_what_is_asked_of_an_order(question: str, aspects: tuple[str, ...]) -> None:
    assert aspects_asked(question) == aspects
