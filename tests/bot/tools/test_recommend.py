"""Suggestions: constraints hold exactly, nothing owned, nothing out of stock, a reason that is true."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from bot.database import open_database
from bot.recommend.collaborative import fit
from bot.recommend.interactions import Interactions
from bot.recommend.opinions import OpinionBook
from bot.recommend.people import for_people
from bot.recommend.portrait import NOBODY
from bot.recommend.rank import Ranker
from bot.recommend.shelf import shelf_of
from bot.recommend.wish import Wish, asks_what_goes_with
from bot.tools.desk import Desk
from bot.tools.recommend import RecommendArguments, of_its_kind, recommend_tool, wish_of
from knowledge.catalogue import Catalogue
from knowledge.constraints import Constraints
from knowledge.shop_folder import read_shop
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts
from tests.bot.tools.shops import desk_of

SHOPS = Path(__file__).resolve().parents[3] / "knowledge"


def suggested(found: object) -> list[str]:
    return [card.id for card in found.cards]  # type: ignore[attr-defined]


def test_under_a_price_means_under_it(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a lamp under 60 euros")
    assert suggested(found) == ["P4"]
    assert "€49.00" in texts(found)


def test_what_is_out_of_stock_is_not_suggested(desk: MakeDesk) -> None:
    assert "P5" not in suggested(call(recommend_tool(desk()), need="a lamp"))


def test_what_the_customer_owns_is_not_suggested(desk: MakeDesk) -> None:
    assert "P3" in suggested(call(recommend_tool(desk()), need="a lamp"))
    assert "P3" not in suggested(call(recommend_tool(desk("C1")), need="a lamp"))


def test_a_cheaper_one_says_by_how_much(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="something cheaper", similar_to="P3", cheaper=True)
    assert suggested(found) == ["P4"]
    assert "€30.00 cheaper than Lumo Desk Lamp" in texts(found)


@pytest.mark.parametrize(
    ("need", "said"),
    [
        ("a tent for up to 150 euros", "the cheapest is Fell Ridge 2 Tent at €189.00"),
        ("5元以内的帐篷", "the cheapest is Fell Ridge 2 Tent at €189.00"),
        ("a tent under $5", "the cheapest is Fell Ridge 2 Tent at €189.00"),
        ("a tent for up to 200 euros", ""),
    ],
)
def test_a_kind_that_costs_more_than_the_limit_is_said_so(desk: MakeDesk, need: str, said: str) -> None:
    found = call(recommend_tool(desk()), need=need)
    assert ("within your limit" in texts(found)) == bool(said)
    assert said in texts(found)
    assert not said or (found.focus, found.cards) == (("product:P1",), ())


def test_nothing_that_fits_is_said_so(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="a tent over 500 euros")
    assert found.abstains
    assert not found.cards


@pytest.mark.parametrize("need", ["a rain jacket in red, size L", "a navy rain jacket in size M"])
def test_one_version_must_meet_all_that_is_asked(desk: MakeDesk, need: str) -> None:
    """There is red in M and navy in L; navy in M is sold out."""
    assert "P6" not in suggested(call(recommend_tool(desk()), need=need))


def test_a_version_that_is_in_stock_is_suggested(desk: MakeDesk) -> None:
    assert suggested(call(recommend_tool(desk()), need="a rain jacket in red, size M")) == ["P6"]


def test_what_is_closest_but_sold_out_is_said_to_be(desk: MakeDesk) -> None:
    assert "Lumo Spot Lamp is out of stock." in texts(call(recommend_tool(desk()), need="a spot lamp"))


def test_a_present_may_be_what_the_customer_owns(desk: MakeDesk) -> None:
    assert "P3" in suggested(call(recommend_tool(desk("C1")), need="a lamp as a gift for my mother"))
    assert "P3" in suggested(call(recommend_tool(desk("C1")), need="a lamp", for_whom="a friend"))


def test_a_product_that_is_only_described_may_be_the_answer(desk: MakeDesk) -> None:
    described = call(recommend_tool(desk()), need="which of your desk lamps is it to be?", similar_to="P3")
    assert "P3" in suggested(described)
    assert "P3" not in suggested(call(recommend_tool(desk()), need="another lamp like this", similar_to="P3"))


def test_what_goes_with_a_tent_is_no_tent(desk: MakeDesk) -> None:
    found = suggested(call(recommend_tool(desk()), need="what goes with it?", similar_to="P1"))
    assert found
    assert not {"P1", "P2"} & set(found)


def test_not_for_me_holds_from_then_on_and_on_every_channel(desk: MakeDesk, book: OpinionBook) -> None:
    web = replace(desk("C2"), opinions=book)
    assert "P4" in suggested(call(recommend_tool(web), need="a lamp"))
    turned_down = call(recommend_tool(web), need="that one is not for me", similar_to="P4")
    assert "P4" not in suggested(turned_down)
    assert "I won't suggest Lumo Glow Lamp again" in texts(turned_down)
    mobile = replace(desk("C2"), opinions=book, session_id="another")
    assert "P4" not in suggested(call(recommend_tool(mobile), need="a lamp"))
    somebody_else = replace(desk("C1"), opinions=book, session_id="a third")
    assert "P4" in suggested(call(recommend_tool(somebody_else), need="a lamp"))


def test_more_like_this_changes_the_order(desk: MakeDesk, book: OpinionBook) -> None:
    web = replace(desk(), opinions=book)
    before = suggested(call(recommend_tool(web), need="recommend something"))
    call(recommend_tool(web), need="more like this", similar_to="P2")
    after = suggested(call(recommend_tool(web), need="recommend something"))
    assert before != after
    assert after[0] in ("P1", "P2")


def test_an_unknown_product_to_compare_with_does_no_harm(desk: MakeDesk) -> None:
    assert "P4" in suggested(call(recommend_tool(desk()), need="a lamp", similar_to="GONE"))


@pytest.fixture
def book(tmp_path: Path) -> OpinionBook:
    return OpinionBook(open_database(f"sqlite:///{tmp_path / 'opinions.sqlite'}"))


def test_the_name_of_a_product_limits_nothing_that_is_to_be_like_it(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="something similar to the Lumo Desk Lamp", similar_to="P3")
    assert suggested(found) == ["P4"]


def test_like_a_tent_are_tents_where_the_category_holds_more() -> None:
    catalogue = Catalogue(read_shop(SHOPS / "sample"))
    shelf = shelf_of(catalogue)
    places = np.array([shelf.place[name] for name in ("P002", "P003", "P004")])
    desk = cast("Desk", SimpleNamespace(knowledge=SimpleNamespace(catalogue=catalogue)))
    wish = Wish("something like it", Constraints(), similar_to="P001", relation="similar")
    alike = of_its_kind(places, wish, desk).tolist()
    assert [shelf.products[at].product_id for at in alike] == ["P002", "P003"]
    assert of_its_kind(places[2:], wish, desk).tolist() == places[2:].tolist()  # nothing else is called so
    assert of_its_kind(places, replace(wish, relation="goes_with"), desk).tolist() == places.tolist()


@pytest.mark.parametrize(
    "need",
    [
        "送朋友的礼物，60欧以内",
        "朋友搬新家，想送个60欧以内的礼物，有推荐吗？",
        "a gift for my sister under 60 euros",
        "a housewarming present under 60 euros",
    ],
)
def test_a_present_of_any_kind_is_found_within_the_price(desk: MakeDesk, need: str) -> None:
    assert suggested(call(recommend_tool(desk()), need=need)) == ["P4"]


def test_a_trained_recommender_changes_the_order(desk: MakeDesk) -> None:
    """Whoever has a tent and a desk lamp is given what others with a tent took."""
    rows = [(f"u{n}", name, float(n % 30)) for n in range(60) for name in ("P1", "P6")]
    learned = fit(Interactions.of([*rows, *((f"v{n}", "P2", 1.0) for n in range(5))]), {}, 40000.0)
    plain, trained = desk("C1"), replace(desk("C1"), learned=learned)
    before, after = (
        suggested(call(recommend_tool(d), need="recommend me something")) for d in (plain, trained)
    )
    assert before[0] != "P6"
    assert after[0] == "P6"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("I just got the gas stove, what goes well with it?", True),
        ("what would go with my tent", True),
        ("长物餐桌搭配什么好？", True),
        ("does it go with a round table?", False),
        ("which filter works with the cone?", False),
        ("配送要多久？", False),
    ],
)
def test_what_goes_with_a_thing_is_told_from_whether_something_does(text: str, asks: bool) -> None:
    assert asks_what_goes_with(text) is asks


def test_what_its_own_words_are_nearest_to_goes_first_though_it_is_not_called_so(tmp_path: Path) -> None:
    food = {"category": "Pets", "currency": "EUR", "stock": 5}
    goods = [
        {"product_id": "D1", "name": "Hill Lamb Dog Food", "price": "32.00", **food,
         "description": "Dry food for grown dogs.", "attributes": {"For": "Adult dogs over 12 months"}},
        {"product_id": "D2", "name": "Hill Chicken & Oats", "price": "28.00", **food,
         "description": "Dry food for a puppy.", "attributes": {"For": "A puppy of 2 to 12 months"}},
    ]  # fmt: skip
    desk = desk_of(tmp_path, language="en", currency="EUR", products=goods, policies={})
    found = call(
        recommend_tool(desk), need="our collie puppy is 5 months old, which of your foods is for him"
    )
    assert suggested(found)[0] == "D2"


def test_what_only_a_fact_says_of_a_product_brings_it_near(tmp_path: Path) -> None:
    beans = {"category": "Coffee", "currency": "EUR", "stock": 5, "description": "Whole beans."}
    goods = [
        {"product_id": "B1", "name": "Bay Beans", "price": "12.00", **beans},
        {"product_id": "B2", "name": "Cove Beans", "price": "12.00", **beans,
         "attributes": {"Caffeine": "nearly none"}},
    ]  # fmt: skip
    desk = desk_of(tmp_path, language="en", currency="EUR", products=goods, policies={})
    wish = wish_of(RecommendArguments(need="beans with nearly none of that caffeine"), desk)
    near = Ranker(desk.knowledge, NOBODY).closeness(wish).near
    assert near["B2"] > near["B1"]


def test_a_tent_for_three_is_for_three(tmp_path: Path) -> None:
    tents = [
        {"product_id": f"T{n}", "name": f"Fell {n} Tent", "price": f"{n}00.00", "stock": 5,
         "category": "Tents", "attributes": {"Capacity": f"{n} people"}}
        for n in (2, 3, 4)
    ]  # fmt: skip
    mat = {"product_id": "M1", "name": "Float Mat", "price": "60.00", "stock": 5, "category": "Tents"}
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[*tents, mat], policies={})
    shelf = shelf_of(desk.knowledge.catalogue)
    places = for_people(np.arange(4), "all three of us have to sleep inside", shelf)
    assert [shelf.products[at].product_id for at in places.tolist()] == ["T3"]
    assert len(for_people(np.arange(4), "a tent", shelf)) == 4


def test_a_category_named_by_its_whole_name_holds_whatever_is_closer(desk: MakeDesk) -> None:
    found = call(recommend_tool(desk()), need="something from Lighting for a tent, a tent of little weight")
    assert {"P3", "P4"} >= set(suggested(found)) > set()
