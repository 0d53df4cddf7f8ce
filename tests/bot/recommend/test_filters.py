"""The columns that filter a whole shop say of each product what the rule for one product says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bot.recommend.filters import Filters
from knowledge.catalogue import Catalogue
from knowledge.constraints import COLOUR_OPTIONS, SIZE_OPTIONS, Constraints, meets
from knowledge.money import Money
from knowledge.records import Product
from knowledge.shop_folder import read_shop

SHOPS = Path(__file__).resolve().parents[3] / "knowledge"


@pytest.fixture(scope="module", params=["sample", "sample_furniture"])
def catalogue(request: pytest.FixtureRequest) -> Catalogue:
    return Catalogue(read_shop(SHOPS / request.param))


def expected(catalogue: Catalogue, wanted: Constraints) -> list[int]:
    return [at for at, p in enumerate(catalogue.products()) if one_by_one(p, wanted, catalogue)]


def one_by_one(product: Product, wanted: Constraints, catalogue: Catalogue) -> bool:
    """In stock; or, unless that is demanded, of a product whose stock nobody states."""
    stated = [product.stock, *(v.stock for v in product.variants)]
    unstated = not wanted.in_stock and all(stock is None for stock in stated)
    return meets(product, replace(wanted, in_stock=None if unstated else True), catalogue)


def drawn(catalogue: Catalogue, random: Random) -> Constraints:
    product = random.choice(catalogue.products())
    options = {k: v for variant in product.variants for k, v in variant.options.items()} | product.attributes

    def value(names: set[str]) -> str | None:
        return next((v for k, v in options.items() if k.casefold() in names), None)

    price = Money(minor=product.price.minor, currency=product.price.currency)
    demands = {
        "price_min": price, "price_max": price, "category": product.category, "brand": product.brand,
        "product_word": product.name.split()[-1].casefold(), "rating_min": 4.2, "in_stock": True,
        "colour": value(COLOUR_OPTIONS), "size": value(SIZE_OPTIONS),
    }  # fmt: skip
    kept = random.sample(sorted(demands), random.randint(0, 3))
    return Constraints(**{name: demands[name] for name in kept})  # type: ignore[arg-type]


def test_what_meets_constraints_is_what_meets_them_one_by_one(catalogue: Catalogue) -> None:
    filters, random, found = Filters.of(catalogue), Random(3), 0
    for _ in range(300):
        wanted = drawn(catalogue, random)
        places = filters.meeting(wanted).tolist()
        assert places == expected(catalogue, wanted), wanted
        anyway = filters.meeting(wanted, sold_out=True).tolist()
        assert anyway == [at for at, p in enumerate(catalogue.products()) if meets(p, wanted, catalogue)], (
            wanted
        )
        found += bool(places)
    assert found > 150


def test_what_no_product_has_is_met_by_none(catalogue: Catalogue) -> None:
    filters = Filters.of(catalogue)
    for wanted in (
        Constraints(category="Spaceships"),
        Constraints(brand="Nobody"),
        Constraints(size="XXXXS"),
    ):
        assert filters.meeting(wanted).tolist() == []
