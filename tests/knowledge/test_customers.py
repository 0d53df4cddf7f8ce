"""Everything a customer did, on one timeline."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from knowledge.catalogue import Catalogue
from knowledge.customers import Entry, timeline
from knowledge.records import Order, Review, ShopEvent
from tests.knowledge.small_shop import small_shop


def order(order_id: str, channel: str, placed_at: str, **more: Any) -> Order:
    line = {"product_id": "P001", "name": "Alder Trail 2 Tent", "quantity": 1, "unit_price": "189.00"}
    return Order.model_validate(
        {
            "order_id": order_id, "customer_id": "C001", "channel": channel, "placed_at": placed_at,
            "status": "delivered", "lines": [line], "total": "189.00", "currency": "EUR", **more,
        }
    )  # fmt: skip


def event(kind: str, at: str, channel: str = "web", **more: Any) -> ShopEvent:
    return ShopEvent.model_validate(
        {"event_id": f"E{at}", "customer_id": "C001", "kind": kind, "at": at, "channel": channel, **more}
    )


WEB = order(
    "O1",
    "web",
    "2026-01-10T09:00:00+00:00",
    shipments=[
        {"tracking_id": "T1", "carrier": "Anchor", "delivered_at": "2026-01-13"},
        {"tracking_id": "T2"},
    ],
    returns=[
        {
            "return_id": "R1",
            "status": "refunded",
            "reason": "Too small",
            "refund": "189.00",
            "at": "2026-01-20T10:00:00Z",
        }
    ],
)
STORE = order("O2", "store", "2026-02-01T15:00:00+00:00")
SOCIAL = Review(
    review_id="P001-R9", product_id="P001", text="Light.", rating=4, customer_id="C001",
    channel="social", created_at=datetime(2026, 1, 15, tzinfo=UTC),
)  # fmt: skip
UNDATED = Review(review_id="P003-R9", product_id="P003", text="Sags.", customer_id="C001")
EVENTS = (
    event("view", "2026-02-10T08:00:00Z", product_id="P001"),
    event("view", "2026-02-10T08:05:00Z", product_id="P003"),
    event("view", "2026-02-10T08:09:00Z", product_id="P001"),
    event("view", "2026-02-10T09:00:00Z", channel="mobile", product_id="P004"),
    event("search", "2026-02-11T08:00:00Z", query="iron pan"),
    event("purchase", "2026-02-01T15:00:00Z", channel="store", product_id="P001"),
    event("purchase", "2026-02-12T15:00:00Z", channel="store", product_id="P004"),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(small_shop(orders=(WEB, STORE), reviews=(UNDATED, SOCIAL), events=EVENTS))


@pytest.fixture(scope="module")
def entries(catalogue: Catalogue) -> tuple[Entry, ...]:
    return timeline("C001", catalogue)


def test_all_channels_are_on_one_line_newest_first_and_undated_last(entries: tuple[Entry, ...]) -> None:
    assert [(entry.kind, entry.channel) for entry in entries] == [
        ("purchase", "store"),
        ("search", "web"),
        ("view", "mobile"),
        ("view", "web"),
        ("order", "store"),
        ("return", "web"),
        ("review", "social"),
        ("delivery", "web"),
        ("order", "web"),
        ("review", None),
    ]
    times = [entry.at for entry in entries if entry.at]
    assert times == sorted(times, reverse=True)
    assert entries[-1].at is None


def test_every_entry_names_its_record(entries: tuple[Entry, ...]) -> None:
    sources = {entry.kind: entry.source for entry in entries if entry.channel == "web"}
    assert sources["order"] == sources["delivery"] == sources["return"] == "order:O1"
    assert sources["view"] == "event:E2026-02-10T08:09:00Z"
    assert entries[-1].source == "review:P003-R9"


def test_a_day_of_looking_is_one_entry_for_each_channel(entries: tuple[Entry, ...]) -> None:
    looked = {entry.channel: entry.text for entry in entries if entry.kind == "view"}
    assert looked == {
        "web": "Looked at Alder Trail 2 Tent, Firefly Desk Lamp",
        "mobile": "Looked at Hearth Iron Skillet",
    }


def test_a_purchase_that_an_order_holds_is_told_once(entries: tuple[Entry, ...]) -> None:
    assert [entry.text for entry in entries if entry.kind == "purchase"] == ["Bought Hearth Iron Skillet"]


def test_deliveries_and_returns_say_what_is_known(entries: tuple[Entry, ...]) -> None:
    told = {entry.kind: entry.text for entry in entries}
    assert told["delivery"] == "Parcel T1 (Anchor) of order O1 was delivered."
    assert told["return"] == "Return R1 of order O1: refunded, because: Too small, refund €189.00."
    assert sum(entry.kind == "delivery" for entry in entries) == 1


def test_a_day_counts_in_the_shops_zone() -> None:
    shop = small_shop(orders=(WEB,), reviews=())
    tokyo = shop.profile.model_copy(update={"timezone": "Asia/Tokyo"})
    moved = Catalogue(type(shop)(**{**vars(shop), "profile": tokyo}))
    delivered = next(entry for entry in timeline("C001", moved) if entry.kind == "delivery")
    assert delivered.at is not None
    assert delivered.at.isoformat() == "2026-01-13T00:00:00+09:00"


def test_many_things_are_counted_rather_than_listed() -> None:
    searches = tuple(event("search", f"2026-02-10T08:0{n}:00Z", query=f"q{n}") for n in range(8))
    (only,) = timeline("C001", Catalogue(small_shop(orders=(), reviews=(), events=searches)))
    assert only.text == "Searched for “q0”, “q1”, “q2”, “q3”, “q4” and 3 more"


def test_it_is_told_in_chinese_with_the_products_chinese_names(catalogue: Catalogue) -> None:
    told = {entry.kind: entry.text for entry in timeline("C001", catalogue, "zh")}
    assert told["delivery"] == "订单 O1 的包裹 T1（Anchor）已送达。"
    assert "浏览：Alder Trail 2 双人帐篷、Firefly Desk Lamp" in {
        entry.text for entry in timeline("C001", catalogue, "zh")
    }


def test_nobody_elses_things_are_on_it(catalogue: Catalogue) -> None:
    assert timeline("C002", catalogue) == ()
    assert timeline("C404", catalogue) == ()
