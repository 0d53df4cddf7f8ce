from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.errors import SourceError
from knowledge.importers.kinds import import_shop
from knowledge.shop_folder import Shop
from tests.knowledge.importers.importing import EUROS, imported, noted


def document(tmp_path: Path, *nodes: dict[str, Any]) -> Path:
    source = tmp_path / "x.jsonld"
    source.write_text(json.dumps(list(nodes)))
    return source


def by_id(shop: Shop) -> dict[str, Any]:
    return {product.product_id: product for product in shop.products}


def test_a_product_in_the_graph_of_a_page(tmp_path: Path) -> None:
    shop, _ = imported("jsonld", "pages/kettle.html", tmp_path / "out")
    (kettle,) = shop.products
    assert (kettle.product_id, kettle.name, kettle.brand) == ("SK-1", "Spruce Kettle", "Spruce")
    assert (str(kettle.price.decimal), kettle.currency, kettle.stock) == ("49.90", "EUR", 8)
    assert (kettle.category, kettle.image) == ("Kettles", "https://img.example/kettle.jpg")
    assert (kettle.attributes["Weight"], kettle.attributes["Power"]) == ("1.2 kg", "2200 W")


def test_reviews_are_mapped_and_summed_up_ratings_are_not(tmp_path: Path) -> None:
    shop, outcome = imported("jsonld", "pages/kettle.html", tmp_path / "out")
    assert [(r.text, r.rating) for r in shop.reviews] == [
        ("Boils in three minutes.", 4),
        ("Handle gets warm.", None),
        ("Loud but fine.", None),
    ]
    assert (shop.reviews[0].title, shop.reviews[0].created_at) == ("Quick", date(2026, 1, 9))
    assert noted(outcome, "aggregateRating")[0][0] == "a summary of ratings, no reviews"
    assert noted(outcome, "review.reviewRating")[0][1] == 2
    assert noted(outcome, "review.reviewBody")[0][1] == 1


def test_a_broken_script_is_noted_with_its_line_and_costs_no_other(tmp_path: Path) -> None:
    _, outcome = imported("jsonld", "pages/kettle.html", tmp_path / "out")
    assert noted(outcome, "JSON-LD")[0][2].startswith("kettle.html:24: ")


def test_groups_aggregates_and_several_offers_from_a_folder(tmp_path: Path) -> None:
    shop, outcome = imported("jsonld", "pages", tmp_path / "out")
    products = by_id(shop)
    assert set(products) == {"SK-1", "RUG", "LAMP"}
    assert [(v.variant_id, v.options, v.stock) for v in products["RUG"].variants] == [
        ("RUG-S", {"size": "120 x 80 cm"}, 0),
        ("RUG-L", {"size": "200 x 140 cm"}, None),
    ]
    assert products["RUG"].attributes == {"Material": "Wool"}
    assert (str(products["LAMP"].price.decimal), products["LAMP"].currency) == ("35.00", "EUR")
    assert noted(outcome, "offers.priceCurrency")[0][2] == "rug.jsonld:1: 'USD'"


def test_products_that_name_their_group_join_it(tmp_path: Path) -> None:
    group = {"@type": "ProductGroup", "@id": "#g", "productGroupID": "G", "name": "Cup"}
    members = [
        {
            "@type": "Product",
            "sku": f"C-{colour}",
            "name": f"Cup {colour}",
            "color": colour,
            "isVariantOf": {"@id": "#g"},
            "offers": {"price": "4", "priceCurrency": "EUR"},
        }
        for colour in ("red", "blue")
    ]
    shop, _ = imported("jsonld", document(tmp_path, group, *members), tmp_path / "out")
    (cup,) = shop.products
    assert (cup.product_id, cup.name) == ("G", "Cup")
    assert [v.options for v in cup.variants] == [{"color": "red"}, {"color": "blue"}]


def test_the_same_product_on_two_pages_is_one_and_other_content_is_noted(tmp_path: Path) -> None:
    cup = {"@type": "Product", "sku": "C", "name": "Cup", "offers": {"price": "4", "priceCurrency": "EUR"}}
    source = document(tmp_path, cup, cup, {**cup, "name": "Mug"})
    shop, outcome = imported("jsonld", source, tmp_path / "out")
    assert [p.name for p in shop.products] == ["Cup"]
    assert noted(outcome, "products.product_id") == [
        ("used before with other content; the first is kept", 1, "x.jsonld:1: 'C'")
    ]


def test_a_file_without_products_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="found no product that can be mapped"):
        import_shop("jsonld", document(tmp_path, {"@type": "WebSite"}), tmp_path / "out", EUROS)


def test_deep_nesting_is_refused_not_followed(tmp_path: Path) -> None:
    source = tmp_path / "x.jsonld"
    source.write_text("[" * 200_000)
    with pytest.raises(SourceError, match="JSON"):
        import_shop("jsonld", source, tmp_path / "out", EUROS)
