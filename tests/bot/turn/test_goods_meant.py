"""A product that is described and not named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.turn.about import About
from bot.turn.goods_meant import goods_meant, with_goods_meant
from knowledge.search import Knowledge
from tests.bot.shop import product, shop_of

TOML = 'name = "Bothy"\ncurrency = "EUR"\nlanguages = ["en"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
GOODS = [
    product("G1", "Millhand C3", "79.00", category="Kitchen", description="A hand mill that grinds coffee."),
    product("G2", "Alder Kettle", "49.00", category="Kitchen", description="Boils water for a family."),
    product("G3", "Brook Board", "19.00", category="Kitchen", description="An oak board for bread."),
    product("G4", "Kestrel Dry Bag", "22.00", category="Bags", description="Keeps clothes dry in a boat."),
]
MILL = "took my hand mill apart, now the coffee it grinds is uneven"


@pytest.fixture(scope="module")
def bothy(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("bothy"), TOML, GOODS)


def test_the_product_that_a_story_describes_is_meant(bothy: Knowledge) -> None:
    meant = goods_meant(MILL, bothy)
    assert meant is not None
    assert meant.product_id == "G1"
    assert goods_meant("is there anything new", bothy) is None


@pytest.mark.parametrize(
    ("subject", "talked", "products"),
    [
        (About(), (), ("G1",)),
        (About(("G4",), kind=True), (), ("G1",)),
        (About(unclear=("G1", "G2")), (), ("G1",)),
        (About(("G4",), named=True, sure=True), (), ("G4",)),
        (About(recent=("G2",)), ("G2",), ()),
    ],
)
def test_it_takes_the_place_of_what_is_not_surely_named(
    bothy: Knowledge, subject: About, talked: tuple[str, ...], products: tuple[str, ...]
) -> None:
    assert with_goods_meant(subject, MILL, talked, bothy).products == products


def test_which_of_several_is_asked_is_no_description_of_one(bothy: Knowledge) -> None:
    assert not with_goods_meant(About(), f"{MILL}, which one is better?", (), bothy).products


KETTLES = [
    *GOODS,
    product("G5", "Birch Kettle", "39.00", category="Kitchen", description="Folds flat to go in a rucksack."),
]


def test_of_the_kind_that_is_named_the_one_described_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the words around the noun picked another; not where the asker's own is meant."""
    monkeypatch.setattr("bot.turn.goods_meant.AHEAD_OF_POINTED", 3.0)
    shop = shop_of(tmp_path, TOML, KETTLES)
    picked = About(("G2",), kind=True)
    folded = "would {} kettle be the one to fold"
    assert with_goods_meant(picked, folded.format("the"), (), shop).products == ("G5",)
    assert with_goods_meant(picked, folded.format("my"), (), shop).products == ("G2",)
