"""Shops that Shopkeeper was not made on, and their dialogs: sound, and unlike the shops that it ships to be run."""

from __future__ import annotations

from pathlib import Path

import pytest

import eval as evaluation
from eval.dialog_files import read_dialogs
from eval.worlds import SHOPS, built_in_worlds, world_folders
from knowledge.shop_folder import Shop, read_shop
from tests.eval.test_dialog_built_in import faults

OTHER = Path(evaluation.__file__).parent / "shops"
NAMES = ("skincare", "tea")


def read(folder: Path) -> Shop:
    """Raises where any record has a fault."""
    return read_shop(folder, strict=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_folder_reads_without_a_report(name: str) -> None:
    shop = read(OTHER / name)
    assert shop.reports == ()
    assert len(shop.products) >= 18 and len(shop.reviews) == 60 and len(shop.orders) == 20


@pytest.mark.parametrize("name", NAMES)
def test_it_shares_no_tier_and_no_category_with_the_shipped_shops(name: str) -> None:
    other = read(OTHER / name)
    for shipped in map(read_shop, (SHOPS / world for world in built_in_worlds())):
        assert not tiers(other) & tiers(shipped)
        assert not {p.category for p in other.products} & {p.category for p in shipped.products}


def tiers(shop: Shop) -> set[str]:
    return {customer.membership for customer in shop.customers if customer.membership}


@pytest.mark.parametrize("name", NAMES)
def test_its_dialogs_name_only_what_it_has(name: str) -> None:
    dialogs = read_dialogs([OTHER / f"{name}.yaml"])
    assert len(dialogs) == 30
    assert sum(placed.dialog.heldout for placed in dialogs) == 10
    assert world_folders(dialogs) == {name: (OTHER / name).resolve()}
    assert [fault for placed in dialogs for fault in faults(placed)] == []
