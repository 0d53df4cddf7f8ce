"""The portrait: from all channels, newer acts first, nothing from the future, from gaps or from what went back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.recommend.candidates import is_due
from bot.recommend.portrait import NOBODY, Portrait, portrait_of
from bot.recommend.shop_model import shop_model
from tests.bot.recommend.records import catalogue
from tests.bot.shop import ORDERS, order


def event(product_id: str, kind: str, at: str, **fields: Any) -> dict[str, Any]:
    return {"customer_id": "C1", "kind": kind, "product_id": product_id, "at": at, **fields}


def portrait(folder: Path, **tables: list[dict[str, Any]]) -> Portrait:
    made = catalogue(folder / "shop", **tables)
    return portrait_of(made.customer("C1"), made)


def test_tastes_come_from_all_channels_with_their_evidence(tmp_path: Path) -> None:
    found = portrait(
        tmp_path, events=[event("P6", "view", "2026-03-17T10:00:00+00:00", event_id="E1", channel="social")]
    )
    assert {taste.name for taste in found.categories} == {"Tents", "Lighting", "Clothing"}
    assert next(t for t in found.categories if t.name == "Clothing").evidence == ("event:E1",)
    assert next(t for t in found.brands if t.name == "Fell").evidence == ("order:O0001",)
    assert sum(taste.share for taste in found.categories) == pytest.approx(1)


def test_what_was_done_lately_weighs_more(tmp_path: Path) -> None:
    old = order("O0010", "C1", "delivered", "P1", placed_at="2024-01-01T10:00:00+00:00")
    new = order("O0011", "C1", "delivered", "P3", placed_at="2026-03-01T10:00:00+00:00")
    assert portrait(tmp_path, orders=[old, new]).categories[0].name == "Lighting"


def test_future_vanished_and_repeated_acts_say_nothing(tmp_path: Path) -> None:
    told = event("P6", "view", "2026-03-01T10:00:00+00:00")
    acts = [
        told,
        told,
        event("P4", "view", "2027-01-01T10:00:00+00:00"),
        event("GONE", "cart", "2026-03-02T10:00:00+00:00"),
    ]
    found = portrait(tmp_path, orders=[order("O0009", "C2", "delivered", "P1")], events=acts)
    assert [name for name, _ in found.recent] == ["P6"]


def test_what_went_back_or_was_rated_low_is_no_taste(tmp_path: Path) -> None:
    back = order("O0010", "C1", "returned", "P1")
    low = {
        "review_id": "R9",
        "product_id": "P6",
        "customer_id": "C1",
        "rating": 1,
        "text": "No.",
        "created_at": "2026-03-01",
    }
    found = portrait(tmp_path, orders=[back], reviews=[low])
    assert (found.returned, found.disliked) == ({"P1"}, {"P6"})
    assert found.bought == {}
    assert found.categories == ()


def test_a_guest_has_no_portrait(tmp_path: Path) -> None:
    assert portrait_of(None, catalogue(tmp_path / "shop")) is NOBODY


def test_what_is_used_up_is_learned_from_when_it_is_bought_again(tmp_path: Path) -> None:
    days = {"C1": ("2025-10-01", "2025-11-01"), "C2": ("2025-09-01", "2025-10-01")}
    orders = [
        order(f"O1{customer[1]}{n}", customer, "delivered", "P4", placed_at=f"{day}T10:00:00+00:00")
        for customer, bought in days.items()
        for n, day in enumerate(bought)
    ]
    made = catalogue(tmp_path / "shop", orders=[*ORDERS, *orders])
    shop, now = shop_model(made), made.profile.now()
    assert shop.repeat_days == {"P4": 30.5}
    bought = portrait_of(made.customer("C1"), made).bought
    assert is_due("P4", bought["P4"], now, shop)
    assert not is_due("P4", now, now, shop)
    assert not is_due("P1", bought["P1"], now, shop)


def test_few_ratings_count_towards_the_shops_mean(tmp_path: Path) -> None:
    shop = shop_model(catalogue(tmp_path / "shop"))
    assert shop.mean_rating == 3.5
    assert shop.mean_rating < shop.shrunk_rating((5.0, 1)) < shop.shrunk_rating((5.0, 50)) < 5
    assert shop.shrunk_rating(None) == shop.mean_rating
