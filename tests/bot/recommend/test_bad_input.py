"""Bad input, one test for each kind: nothing breaks, and nothing is made up."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.recommend.interactions import Interactions
from bot.recommend.portrait import portrait_of
from bot.recommend.shop_interactions import shop_interactions
from bot.tools.recommend import recommend_tool
from knowledge.records import Customer
from knowledge.shop_folder import read_shop
from tests.bot.conftest import MakeDesk
from tests.bot.recommend.records import catalogue
from tests.bot.shop import PRODUCTS, write_shop
from tests.bot.tools.calling import call

STRANGER = Customer.model_validate({"customer_id": "NOBODY"})


def event(at: str, product_id: str) -> dict[str, str]:
    return {"customer_id": "C2", "at": at, "kind": "purchase", "product_id": product_id, "channel": "web"}


def test_a_customer_nobody_knows_is_treated_like_a_guest(desk: MakeDesk) -> None:
    guest = call(recommend_tool(desk()), need="recommend me something")
    stranger = call(recommend_tool(replace(desk(), customer=STRANGER)), need="recommend me something")
    assert [card.id for card in stranger.cards] == [card.id for card in guest.cards]
    assert portrait_of(STRANGER, desk().knowledge.catalogue).bought == {}


@pytest.mark.parametrize("need", ["", "   ", "?!", "🙂", "吧"])
def test_an_empty_wish_is_a_wish_for_anything(desk: MakeDesk, need: str) -> None:
    found = call(recommend_tool(desk("C1")), need=need)
    assert found.cards
    assert not {"P1", "P3", "P5"} & {card.id for card in found.cards}


@pytest.mark.parametrize("need", ["a tent over 300 and under 100 euros", "300元以上、100元以内的帐篷"])
def test_a_contradictory_wish_finds_nothing_and_says_so(desk: MakeDesk, need: str) -> None:
    found = call(recommend_tool(desk()), need=need)
    assert (found.cards, found.abstains) == ((), True)
    assert "nothing in stock" in found.said[-1]


def test_events_of_the_future_and_of_vanished_items_are_not_learned_from(tmp_path: Path) -> None:
    rows = [event("2026-03-01T10:00:00+00:00", "P1"), event("2031-01-01T10:00:00+00:00", "P2")]
    rows.append(event("2026-03-02T10:00:00+00:00", "GONE"))
    found = shop_interactions(catalogue(tmp_path, events=rows, orders=[]))
    assert (found.items, len(found)) == (("P1",), 1)


def test_an_event_told_twice_counts_once(tmp_path: Path) -> None:
    rows = [event("2026-03-01T10:00:00+00:00", "P1")] * 2
    assert len(shop_interactions(catalogue(tmp_path, events=rows, orders=[]))) == 1
    assert len(Interactions.of([("u", "a", 1.0)] * 2)) == 1


@pytest.mark.parametrize("price", ["NaN", "nan", "Infinity", "-3.00", ""])
def test_a_product_without_a_sound_price_is_reported_and_never_suggested(tmp_path: Path, price: str) -> None:
    root = write_shop(tmp_path / "shop")
    bad = {**PRODUCTS[0], "product_id": "BAD", "price": price}
    with (root / "products.jsonl").open("a", encoding="utf-8") as file:
        file.write(f"\n{json.dumps(bad)}\n")
    shop = read_shop(root)
    assert "BAD" not in {product.product_id for product in shop.products}
    assert any("products.jsonl" in str(report) and "price" in str(report) for report in shop.reports)


@pytest.mark.parametrize("price", ["NaN", "Infinity", "cheap"])
def test_a_price_limit_that_is_none_is_refused_by_name(desk: MakeDesk, price: str) -> None:
    tool = recommend_tool(desk())
    with pytest.raises(ValueError, match=price):
        call(tool, need="a lamp", max_price=price)
