"""Shops that Shopkeeper was not made on, and their dialogs: sound, and unlike the shops that it ships to be run."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

import eval as evaluation
from eval.dialog_files import read_dialogs
from eval.worlds import SHOPS, built_in_worlds, world_folders
from knowledge.shop_folder import Shop, read_shop
from tests.eval.test_dialog_built_in import faults

OTHER = Path(evaluation.__file__).parent / "shops"


class Size(NamedTuple):
    """How much a shop has at least, how many dialogs take place in it, and how many of those are held out."""

    products: int
    reviews: int
    orders: int
    dialogs: int
    held_out: int


SMALL = Size(products=18, reviews=60, orders=20, dialogs=30, held_out=10)
LARGER = Size(products=24, reviews=90, orders=30, dialogs=60, held_out=0)
SIZES = {
    "skincare": SMALL,
    "tea": SMALL,
    "bicycles": LARGER,
    "tea_house": LARGER,
    "cosmetics": LARGER,
    "appliances": LARGER,
}


def test_every_shop_is_listed() -> None:
    assert {folder.name for folder in OTHER.iterdir() if folder.is_dir()} == set(SIZES)


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_the_folder_reads_without_a_report(name: str, size: Size) -> None:
    shop = read_shop(OTHER / name, strict=True)
    assert shop.reports == ()
    assert len(shop.products) >= size.products
    assert (len(shop.reviews), len(shop.orders)) == (size.reviews, size.orders)


@pytest.mark.parametrize("name", ["skincare", "tea"])
def test_it_shares_no_tier_and_no_category_with_the_shipped_shops(name: str) -> None:
    other = read_shop(OTHER / name, strict=True)
    for shipped in map(read_shop, (SHOPS / world for world in built_in_worlds())):
        assert not tiers(other) & tiers(shipped)
        assert not {p.category for p in other.products} & {p.category for p in shipped.products}


def tiers(shop: Shop) -> set[str]:
    return {customer.membership for customer in shop.customers if customer.membership}


@pytest.mark.parametrize(("name", "size"), SIZES.items())
def test_its_dialogs_name_only_what_it_has(name: str, size: Size) -> None:
    dialogs = read_dialogs([OTHER / f"{name}.yaml"])
    assert len(dialogs) == size.dialogs
    assert sum(placed.dialog.heldout for placed in dialogs) == size.held_out
    assert world_folders(dialogs) == {name: (OTHER / name).resolve()}
    assert [fault for placed in dialogs for fault in faults(placed)] == []


def test_no_two_of_their_dialogs_have_one_id() -> None:
    dialogs = read_dialogs([OTHER / f"{name}.yaml" for name in SIZES])
    assert len(dialogs) == sum(size.dialogs for size in SIZES.values())
