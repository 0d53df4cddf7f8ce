from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.importers.items import Options
from knowledge.importers.kinds import import_shop
from tests.knowledge.importers.importing import imported, noted

ENGLISH = Options(languages=("en",))


def test_entries_of_a_group_become_one_product_with_versions(tmp_path: Path) -> None:
    shop, _ = imported("google", "google.xml", tmp_path / "out", ENGLISH)
    jacket = shop.products[0]
    assert shop.profile.name == "Larch Outfitters"
    assert (jacket.product_id, jacket.name, jacket.category) == ("LJ", "Larch Jacket", "Jackets")
    assert [(v.variant_id, v.options, v.stock) for v in jacket.variants] == [
        ("LJ-RED-M", {"color": "Red"}, None),
        ("LJ-BLUE-M", {"color": "Blue"}, 0),
    ]
    assert (jacket.attributes["Size"], jacket.attributes["Material"]) == ("M", "Nylon")
    assert jacket.description == "Keeps the wind out & the warmth in."


def test_a_product_with_one_uncounted_version_is_not_called_out_of_stock(tmp_path: Path) -> None:
    shop, outcome = imported("google", "google.xml", tmp_path / "out", ENGLISH)
    assert shop.products[0].available is None
    assert noted(outcome, "availability")[0][1] == 2


def test_a_single_entry_with_details_highlights_and_a_dated_sale(tmp_path: Path) -> None:
    shop, outcome = imported("google", "google.xml", tmp_path / "out", ENGLISH)
    hat = shop.products[1]
    assert (hat.name, str(hat.price.decimal)) == ("Larch Hat", "1019.00")
    assert hat.features == ("Folds flat", "Dries in an hour")
    assert hat.attributes == {"Brim": "6 cm: wide", "GTIN": "4006381333931", "Availability": "preorder"}
    assert noted(outcome, "sale_price")[0][2] == "google.xml: item 3: '19.00 EUR'"
    assert noted(outcome, "google_product_category")[0][2].endswith("'173'")


def test_entries_without_price_and_foreign_currencies_are_noted(tmp_path: Path) -> None:
    shop, outcome = imported("google", "google.xml", tmp_path / "out", ENGLISH)
    assert [p.currency for p in shop.products] == ["EUR", "EUR", "USD"]
    assert noted(outcome, "price")[0][2] == "google.xml: item 4"
    assert noted(outcome, "currency")[0][0] == "products in several currencies; the shop's is EUR"
    assert noted(outcome, "shipping")[0][2] == "google.xml: item 1: 'DE:4.90 EUR'"


def test_tab_separated_feeds(tmp_path: Path) -> None:
    options = Options(name="Flasks", languages=("en",))
    shop, outcome = imported("google", "google.tsv", tmp_path / "out", options)
    flask = shop.products[0]
    assert flask.description == 'Keeps "hot" hot'
    assert (flask.currency, str(flask.price.decimal)) == ("GBP", "19.50")
    assert flask.attributes["Regular price"] == "24.00 GBP"
    assert (flask.attributes["Volume"], flask.attributes["Lid"]) == ("0.5 l", "Steel")
    assert noted(outcome, "row")[0][2] == "google.tsv:3: '3 cells, 9 columns'"


def test_atom_feeds(tmp_path: Path) -> None:
    source = tmp_path / "feed.xml"
    source.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Reed</title>'
        '<entry><g:id>1</g:id><title>Mat</title><link href="https://reed.example/1"/><g:price>5 EUR</g:price></entry>'
        "</feed>"
    )
    shop, _ = imported("google", source, tmp_path / "out", ENGLISH)
    assert (shop.profile.name, shop.products[0].url) == ("Reed", "https://reed.example/1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("<rss><channel>\n<item></channel></rss>", r"x.xml:2: found broken XML at column"),
        (
            '<!DOCTYPE r [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss><item><id>&e;</id></item></rss>',
            "document type or entity declaration, which is refused",
        ),
        (
            '<!DOCTYPE r [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><rss><item><id>&b;</id></item></rss>',
            "document type or entity declaration, which is refused",
        ),
        ("<html><body/></html>", "found XML without any <item> or <entry>"),
        ("id,title,price\n1,A,5 EUR\n", "x.xml:1: found columns between commas, expected tabs"),
    ],
)
def test_what_is_no_feed_is_refused(tmp_path: Path, content: str, message: str) -> None:
    source = tmp_path / "x.xml"
    source.write_text(content)
    with pytest.raises(SourceError, match=message):
        import_shop("google", source, tmp_path / "out", ENGLISH)
    assert not (tmp_path / "out").exists()


def test_a_feed_without_a_title_needs_a_name(tmp_path: Path) -> None:
    source = tmp_path / "x.tsv"
    source.write_text("id\ttitle\tprice\n1\tA\t5 EUR\n")
    with pytest.raises(SourceError, match="give it with --name"):
        import_shop("google", source, tmp_path / "out", ENGLISH)
    assert not (tmp_path / "out").exists()
