"""Facts are found however they are written, and one that nothing supports is reported."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.fakes import scripted_reply
from bot.messages import Card, CardField, Citation, Reply
from eval.facts import facts_of, names_of, unsupported
from knowledge.records import Product

PRODUCTS = tuple(
    Product.model_validate(
        {"product_id": i, "name": name, "brand": brand, "price": "79.00", "currency": "EUR"}
    )
    for i, name, brand in (
        ("P001", "Fernwell Ridge 2 Tent", "Fernwell"),
        ("P026", "Aurio Buds 2", "Aurio"),
        ("P027", "Aurio Buds 2 Pro", "Aurio"),
    )
)
NAMES = names_of(PRODUCTS)


def reply(text: str, *quotes: str, **fields: Any) -> Reply:
    cited = tuple(
        Citation(n=n, source="product:P001#x", title="Title", quote=q) for n, q in enumerate(quotes, start=1)
    )
    return scripted_reply(text, citations=cited, **fields)


def loose(text: str, *quotes: str, asked: str = "", **fields: Any) -> list[tuple[str, str]]:
    return [(f.kind, f.value) for f in unsupported(reply(text, *quotes, **fields), [asked], NAMES)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 19 March 2026", {("date", "2026-03-19")}),
        ("on March 19th", {("date", "?-03-19")}),
        ("2026年3月19日", {("date", "2026-03-19")}),
        ("you may 2 times, the market 5", {("number", "2"), ("number", "5")}),
        ("€1,240.50 or 5.90 euros, 29 欧元", {("price", "1240.5"), ("price", "5.9"), ("price", "29")}),
        ("1,240 g and 3 或 三天", {("number", "1240"), ("number", "3")}),
        ("订单O0057已发货", {("id", "O0057")}),
        ("TRK000157, IPX4, USB-C", {("id", "TRK000157"), ("id", "IPX4")}),
        ("09:00 to 6:30 pm", {("time", "09:00"), ("time", "18:30")}),
        ("a@b.example or +353 20 915", {("address", "a@b.example"), ("address", "35320915")}),
        ("Three hours [4]", {("number", "3")}),
        ("55 x 40 cm, 15%", {("number", "55"), ("number", "40"), ("number", "15")}),
    ],
)
def test_facts_are_found(text: str, found: set[tuple[str, str]]) -> None:
    assert {(fact.kind, fact.value) for fact in facts_of(text)} == found


def test_values_are_exact() -> None:
    assert [Decimal(f.value) for f in facts_of("0.10 and 100")] == [Decimal("0.1"), Decimal(100)]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It weighs 2.1 kg [1].", "Weight: 2.1 kg"),
        ("It takes three hours [1].", "Charging time: 3 hours"),
        ("Within 3 days [1].", "within three days"),
        ("It comes on March 19 [1].", "expected on 2026-03-19"),
        ("Express is 7.90 [1].", "Silver members pay €7.90"),
        ("The Ridge 2 weighs 3 kg.", "Fernwell Ridge 2 Tent: 3 kg"),
        ("One of the zips sticks.", ""),
    ],
)
def test_what_a_quote_holds_is_supported(text: str, quote: str) -> None:
    assert loose(text, quote) == []


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("It weighs 2.2 kg [1].", "Weight: 2.1 kg", [("number", "2.2")]),
        ("It costs €30 [1].", "30 days", [("price", "30")]),
        ("It comes on 20 March [1].", "expected on 2026-03-19", [("date", "?-03-20")]),
        ("Your parcel is TRK1 [1].", "Parcel TRK2", [("id", "TRK1")]),
        ("Write to me@x.example.", "", [("address", "me@x.example")]),
        ("It fits 2 people.", "Fernwell Ridge 2 Tent", [("number", "2")]),
        ("保修五年。", "保修：2 年", [("number", "5")]),
    ],
)
def test_what_no_quote_holds_is_reported(text: str, quote: str, found: list[tuple[str, str]]) -> None:
    assert loose(text, quote) == found


def test_cards_and_the_shoppers_own_words_support() -> None:
    card = Card(kind="order", id="O7", title="Order", fields=(CardField(label="Total", value="€81.00"),))
    assert loose("O7 cost €81.", cards=(card,)) == []
    assert loose("280 degrees is too hot.", asked="May it go to 280 °C?") == []


def test_a_product_that_is_named_must_be_cited_or_shown() -> None:
    assert loose("Take the Aurio Buds 2 Pro.") == [("product", "aurio buds 2 pro")]
    assert loose("Take the Ridge 2.", "good in rain") == []
    shown = Card(kind="product", id="P027", title="Aurio Buds 2 Pro", source="product:P027")
    assert loose("Take the Buds 2 Pro.", cards=(shown,)) == []


def test_a_product_that_is_offered_as_an_answer_is_shown() -> None:
    asked = "Which one do you mean: Aurio Buds 2 or Aurio Buds 2 Pro?"
    assert loose(asked, choices=("Aurio Buds 2", "Aurio Buds 2 Pro")) == []
    assert loose(asked, choices=("Aurio Buds 2",)) == [("product", "aurio buds 2 pro")]


def test_one_products_citation_does_not_support_another() -> None:
    assert loose("The Buds 2 Pro is fine.", "a fine tent") == [("product", "buds 2 pro")]


def test_the_longer_name_wins_and_a_shared_short_one_may_mean_either() -> None:
    card = Card(kind="product", id="P026", title="Earbuds", source="product:P026")
    assert loose("The Buds 2 Pro is fine.", cards=(card,)) == [("product", "buds 2 pro")]
    assert loose("The Buds 2 is fine.", cards=(card,)) == []


def test_saying_that_the_data_is_silent_about_a_product_claims_nothing() -> None:
    assert loose("The data does not say that about the Aurio Buds 2.", abstained=True) == []
    assert loose("Unknown, but 7 hours.", abstained=True) == [("number", "7")]
