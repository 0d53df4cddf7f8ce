"""Shopify and WooCommerce exports."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.importers.items import SOURCES, Options
from knowledge.importers.kinds import IMPORTERS, import_shop
from tests.knowledge.importers.importing import EUROS, imported, noted


def test_shopify_rows_of_a_handle_become_one_product(tmp_path: Path) -> None:
    shop, outcome = imported("shopify", "shopify.csv", tmp_path / "out")
    shirt, mug = shop.products
    assert outcome.counts == {"products": 2}
    assert (shirt.product_id, shirt.name, shirt.brand, shirt.category) == (
        "harbour-shirt", "Harbour Shirt", "Quill & Loom", "Shirts",
    )  # fmt: skip
    assert shirt.description == "A linen shirt,\nwashed twice."
    assert shirt.attributes["Fabric"] == "Linen"
    assert shirt.price.decimal == min(v.price.decimal for v in shirt.variants if v.price)
    assert [(v.options, str(v.price.decimal), v.stock) for v in shirt.variants if v.price] == [
        ({"Size": "S", "Colour": "Sand"}, "59.00", 4),
        ({"Size": "M", "Colour": "Sand"}, "59.00", 0),
        ({"Size": "M", "Colour": "Ink"}, "64.50", 0),
    ]
    assert mug.variants == ()


def test_shopify_ids_of_versions_are_unique_even_where_codes_are_not(tmp_path: Path) -> None:
    shop, _ = imported("shopify", "shopify.csv", tmp_path / "out")
    assert [v.variant_id for v in shop.products[0].variants] == ["HS-S", "harbour-shirt-2", "harbour-shirt-3"]


def test_shopify_an_untracked_version_has_no_stock_and_a_higher_old_price_is_told(tmp_path: Path) -> None:
    shop, _ = imported("shopify", "shopify.csv", tmp_path / "out")
    mug = shop.products[1]
    assert mug.available is None
    assert (mug.attributes["SKU"], mug.attributes["Barcode"]) == ("0042", "5012345678900")
    assert mug.attributes["Regular price"] == "24.00 EUR"


def test_shopify_lists_what_was_not_mapped(tmp_path: Path) -> None:
    _, outcome = imported("shopify", "shopify.csv", tmp_path / "out")
    assert noted(outcome, "Status") == [
        ("archived; the product is left out", 1, "shopify.csv:9: 'Old Scarf'")
    ]
    assert noted(outcome, "SEO Title")[0][2] == "shopify.csv:2: 'Linen shirts'"
    assert [count for _, count, _ in noted(outcome, "Variant Price")] == [1, 1]
    assert noted(outcome, "Image Src")[0][1] == 1


def test_shopify_newer_names_of_columns(tmp_path: Path) -> None:
    shop, outcome = imported("shopify", "shopify_newer.csv", tmp_path / "out")
    clock = shop.products[0]
    assert (clock.product_id, str(clock.price.decimal), clock.stock) == ("tide-clock", "89.90", 7)
    assert outcome.notes == ()


def test_woocommerce_variations_join_their_parents_by_id_and_by_code(tmp_path: Path) -> None:
    shop, outcome = imported("woocommerce", "woocommerce.csv", tmp_path / "out")
    stool, rope = shop.products
    assert [(v.variant_id, v.options, v.stock) for v in rope.variants] == [
        ("ROPE-R", {"Colour": "Red"}, 30),
        ("ROPE-B", {"Colour": "Blue"}, 0),
    ]
    assert rope.attributes == {"Length": "10 m", "Weight": "0.2 kg", "SKU": "ROPE"}
    assert noted(outcome, "Parent") == [
        ("no such product; the variation is left out", 1, "woocommerce.csv:6: 'id:99'")
    ]
    assert stool.category == "Stools"


def test_woocommerce_prices_texts_and_attributes(tmp_path: Path) -> None:
    shop, outcome = imported("woocommerce", "woocommerce.csv", tmp_path / "out")
    stool, rope = shop.products
    assert (str(stool.price.decimal), stool.attributes["Regular price"]) == ("49.00", "59.00 EUR")
    assert stool.description == "A stool for two.\n\nOak,\noiled."
    assert (stool.attributes["Finish"], stool.attributes["Length"]) == ("Oil, natural", "45 cm")
    assert str(rope.variants[1].price and rope.variants[1].price.decimal) == "9.50"
    assert noted(outcome, "Sale price")[0][0].startswith("a sale price with dates")


def test_woocommerce_leaves_out_drafts_groups_and_shifted_rows(tmp_path: Path) -> None:
    _, outcome = imported("woocommerce", "woocommerce.csv", tmp_path / "out")
    assert noted(outcome, "Published")[0][2] == "woocommerce.csv:7: 'Draft Lamp'"
    assert noted(outcome, "Type")[0][2] == "woocommerce.csv:8: 'Garden Set'"
    assert noted(outcome, "row") == [
        (
            "another number of cells than the first line has columns",
            1,
            "woocommerce.csv:9: '14 cells, 26 columns'",
        )
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"Handle;Title;Variant Price\na;A;1\n",
            r"x.csv:1: found columns between semicolons, expected commas",
        ),
        (b"Handle,Title\na,A\n", r"x.csv:1: found the columns 'Handle, Title', expected also Variant Price"),
        (b"", r"x.csv:1: found an empty file"),
        (b"Handle,Title,Variant Price\na,A,1\nb,\xe4,1\n", r"x.csv:3: found byte 0xe4, expected UTF-8"),
        (b'Handle,Title,Variant Price\na,A,1\nb,"B,1\n', r"x.csv:3: found a broken row"),
        (b"PK\x03\x04xxxx", r"x.csv: found a ZIP or Excel file, expected text"),
        (b"\x00\x01\x02", r"x.csv: found a binary file"),
        (b"Handle,Title,Variant Price\na,A,\n", r"found no product that can be mapped(.|\n)*Variant Price"),
    ],
)
def test_what_is_no_such_export_is_refused_with_file_and_line(
    tmp_path: Path, content: bytes, message: str
) -> None:
    source = tmp_path / "x.csv"
    source.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        import_shop("shopify", source, tmp_path / "out", EUROS)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_and_old_line_ends_are_read(tmp_path: Path, encoding: str) -> None:
    source = tmp_path / "x.csv"
    source.write_bytes("Handle,Title,Variant Price\ra,Käse,4.50\r".encode(encoding))
    shop, _ = imported("shopify", source, tmp_path / "out")
    assert shop.products[0].name == "Käse"


def test_prices_in_the_source_win_over_the_currency_named(tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    source.write_text("Handle,Title,Variant Price\na,A,4.50 GBP\nb,B,3 USD\nc,C,5 GBP\n")
    shop, outcome = imported("shopify", source, tmp_path / "out")
    assert shop.profile.currency == "GBP"
    assert {p.product_id: p.currency for p in shop.products} == {"a": "GBP", "b": "USD", "c": "GBP"}
    assert [reason for reason, _, _ in noted(outcome, "currency")] == [
        "the source says GBP, not EUR",
        "products in several currencies; the shop's is GBP",
    ]


def test_versions_in_another_currency_than_their_product_are_left_out(tmp_path: Path) -> None:
    source = tmp_path / "x.csv"
    rows = "a,A,Size,S,4.50 GBP\na,,,M,4 USD\n"
    source.write_text(f"Handle,Title,Option1 Name,Option1 Value,Variant Price\n{rows}")
    shop, outcome = imported("shopify", source, tmp_path / "out", Options("A", "GBP", ("en",)))
    assert len(shop.products[0].variants) == 1
    assert noted(outcome, "currency")[0][2] == "x.csv:3: 'USD'"


def test_a_picture_pasted_into_a_description_costs_no_more_than_its_product(tmp_path: Path) -> None:
    limit = csv.field_size_limit()
    source = tmp_path / "x.csv"
    long, longer = "y" * 500_000, "z" * 2_000_000
    source.write_text(f"Handle,Title,Body (HTML),Variant Price\na,A,{long},4\nb,B,{longer},4\n")
    shop, outcome = imported("shopify", source, tmp_path / "out")
    assert [p.product_id for p in shop.products] == ["a"]
    assert noted(outcome, "products.description")[0][0] == (
        "expected at most 1,000,000; the record is left out"
    )
    assert csv.field_size_limit() == limit


def test_the_kinds_that_the_command_names_are_those_that_can_be_imported() -> None:
    assert tuple(IMPORTERS) == SOURCES
