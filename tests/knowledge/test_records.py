from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from knowledge.money import Money, parse_money
from knowledge.record import Record
from knowledge.records import Order, Product, Review
from knowledge.reports import Report, faults, shown, summary
from knowledge.shop_profile import ShopProfile
from tests.knowledge.shop_on_disk import LINE, ORDER, PRODUCT, REVIEW


def faults_of(model: type[Record], raw: object) -> list[tuple[str | None, str]]:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(raw)
    return faults(caught.value)


def test_records_read_back_what_they_dump() -> None:
    variants = [{"variant_id": 1, "price": "2.50", "options": {"size": 42}}]
    product = Product.model_validate(
        {**PRODUCT, "variants": variants, "attributes": {"ports": ["A", 2], "lid": True}}
    )
    assert product.attributes == {"ports": "A, 2", "lid": "yes"}
    assert product.variants[0].price == Money(minor=250, currency="EUR")
    assert Product.model_validate(product.model_dump()) == product
    assert Product.model_validate_json(product.model_dump_json()) == product


def test_parts_of_an_order_share_its_currency() -> None:
    paid = {"payment_id": "B1", "amount": "-79.90"}
    order = Order.model_validate({**ORDER, "currency": "EUR", "payments": [paid]})
    assert order.lines[0].unit_price == Money(minor=7990, currency="EUR")
    assert order.payments[0].amount == Money(minor=-7990, currency="EUR")
    assert Order.model_validate_json(order.model_dump_json()) == order


def test_days_and_times_keep_their_kind() -> None:
    day = Review.model_validate({**REVIEW, "created_at": "2026-03-01"}).created_at
    midnight = Review.model_validate({**REVIEW, "created_at": "2026-03-01T00:00:00Z"}).created_at
    assert (type(day), day) == (date, date(2026, 3, 1))
    assert midnight == datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "found", ["2026-03-01T00:00:00", "20260301", "1 March 2026", 1772323200, "2026-02-30T10:00Z"]
)
def test_times_need_iso_and_a_zone(found: object) -> None:
    assert faults_of(Review, {**REVIEW, "created_at": found}) == [
        ("created_at", f"found {found!r}, expected a time with a zone, such as 2026-03-01T09:30:00+01:00")
    ]


def test_a_currency_where_there_is_no_field_for_it_is_an_extra() -> None:
    assert Review.model_validate({**REVIEW, "currency": "EUR"}).extra == {"currency": "EUR"}


def test_money_without_a_currency_names_the_currency() -> None:
    assert faults_of(Order, {**ORDER, "lines": [LINE]}) == [
        ("lines[0].currency", "found nothing, expected an ISO 4217 code such as EUR")
    ]


def test_extra_that_is_no_object() -> None:
    assert faults_of(Product, {**PRODUCT, "extra": [1]}) == [
        ("extra", "found [1], expected an object of names and values")
    ]


@pytest.mark.parametrize("found", ["", "12,50", "1e3", "9" * 16, 1.5, True, None, "½", "1."])
def test_what_is_no_money(found: object) -> None:
    with pytest.raises(ValueError, match=r"^found .*, expected a decimal string such as"):
        parse_money(found, "EUR")


def test_money_of_currencies_without_cents() -> None:
    assert parse_money("1200", "JPY") == Money(minor=1200, currency="JPY")
    with pytest.raises(ValueError, match=r"^found '1200.5', finer than the smallest unit of JPY$"):
        parse_money("1200.5", "JPY")


def test_a_fixed_day_is_its_noon_in_the_shops_zone() -> None:
    raw = {
        "name": "S",
        "currency": "EUR",
        "languages": ["en"],
        "today": "2026-07-01",
        "timezone": "Europe/Dublin",
    }
    assert ShopProfile.model_validate(raw).now().isoformat() == "2026-07-01T12:00:00+01:00"


def test_a_report_in_one_line() -> None:
    assert str(Report("reviews.jsonl", 12, "rating", "found 7, expected 1 to 5")) == (
        "reviews.jsonl:12: rating: found 7, expected 1 to 5"
    )
    assert str(Report("shop.toml", None, None, "found nothing")) == "shop.toml: found nothing"


def test_found_values_are_short_and_on_one_line() -> None:
    assert shown("a\nb") == "'a\\nb'"
    assert shown("x" * 10_000_000) == "'" + "x" * 58 + "…"
    assert len(shown(list(range(1000)))) == 60
    assert (shown(None), shown(date(2026, 3, 1))) == ("nothing", "2026-03-01")


def test_at_most_ten_faults_of_a_record_are_told() -> None:
    assert len(faults_of(Product, {**PRODUCT, "features": [1] * 50})) == 10


def test_a_summary_counts_what_it_leaves_out() -> None:
    reports = [Report("a.csv", n, None, "bad") for n in range(1, 5)]
    assert summary(reports, most=3) == "a.csv:1: bad\na.csv:2: bad\na.csv:3: bad\nand 1 more"
    assert summary(reports, most=4).endswith("a.csv:4: bad")
