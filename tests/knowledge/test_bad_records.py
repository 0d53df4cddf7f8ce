"""A faulty record is reported by file, line and field and left out; the rest goes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.shop_folder import Shop, read_shop
from tests.knowledge.shop_on_disk import (
    EVENT,
    FAQ,
    LINE,
    ORDER,
    PRODUCT,
    PROMOTION,
    REVIEW,
    write_shop,
    write_table,
)

A_TIME = "expected a time with a zone, such as 2026-03-01T09:30:00+01:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_shop(tmp_path)


def messages(shop: Shop) -> list[str]:
    return [str(report) for report in shop.reports]


BAD_RECORDS = {
    "rating": ("reviews", {**REVIEW, "rating": 7}, "rating: found 7, expected 1 to 5"),
    "blank text": ("reviews", {**REVIEW, "text": " <p>&nbsp;</p> "}, "text: found nothing, expected a value"),
    "a number for a text": ("faqs", {**FAQ, "answer": 80}, "answer: found 80, expected text"),
    "a long value": (
        "reviews",
        {**REVIEW, "rating": "very " * 50},
        "rating: found 'very very very very very very very very very very very ver…, expected 1 to 5",
    ),
    "missing field": (
        "faqs",
        {"faq_id": "F1", "question": "Why?"},
        "answer: found nothing, expected a value",
    ),
    "time as a number": ("events", {**EVENT, "at": 1772357400}, f"at: found 1772357400, {A_TIME}"),
    "no such day": (
        "promotions",
        {**PROMOTION, "ends_at": "2026-02-30"},
        "ends_at: found '2026-02-30', expected a date such as 2026-03-01",
    ),
    "reversed dates": (
        "promotions",
        {**PROMOTION, "ends_at": "2026-02-01"},
        "ends_at: found 2026-02-01, expected a time not before starts_at (2026-03-01)",
    ),
    "status": (
        "orders",
        {**ORDER, "status": "lost"},
        "status: found 'lost', expected one of 'pending', 'processing', 'shipped', 'delivered', 'cancelled', "
        "'return_requested', 'returned' or 'exchange_requested'",
    ),
    "part of a part": (
        "orders",
        {**ORDER, "lines": [LINE, {**LINE, "quantity": 0}]},
        "lines[1].quantity: found 0, expected at least 1",
    ),
    "money in a part": (
        "orders",
        {**ORDER, "lines": [{**LINE, "unit_price": 79.9}]},
        'lines[0].unit_price: found 79.9, expected a decimal string such as "79.90"',
    ),
    "percent": (
        "promotions",
        {**PROMOTION, "percent": 150},
        "percent: found 150, expected more than 0 and at most 100",
    ),
    "unknown product": (
        "reviews",
        {**REVIEW, "product_id": "P9"},
        "product_id: found 'P9', expected the id of a product of the shop",
    ),
    "event of an unknown product": (
        "events",
        {**EVENT, "product_id": "P9"},
        "product_id: found 'P9', expected the id of a product of the shop",
    ),
    "event of an unknown customer": (
        "events",
        {**EVENT, "customer_id": "C9"},
        "customer_id: found 'C9', expected the id, handle, e-mail or phone of one customer of the shop",
    ),
    "channel": (
        "reviews",
        {**REVIEW, "channel": "fax"},
        "channel: found 'fax', expected one of mobile, social, store, web or another that shop.toml lists",
    ),
    "broken JSON": (
        "reviews",
        '{"review_id": "R1", "text": }',
        "found broken JSON at column 29 (Expecting value), expected valid JSON",
    ),
    "no object": ("reviews", '["R1"]', "found ['R1'], expected one JSON object a line"),
    "a name twice": (
        "reviews",
        '{"review_id": "R1", "review_id": "R2"}',
        "found the name 'review_id' twice in one object, expected it once",
    ),
    "no number": ("reviews", '{"rating": NaN}', "found NaN, expected a number or null"),
    "deep JSON": (
        "reviews",
        '{"text":' + "[" * 100_000,
        "found values nested deeper than 20 levels, expected fewer",
    ),
    "deep but whole JSON": (
        "orders",
        '{"address":' + "[" * 30 + "]" * 30 + "}",
        "found values nested deeper than 20 levels, expected fewer",
    ),
    "a huge line": (
        "reviews",
        '{"text": "' + "x" * 16_000_000 + '"}',
        "found a line of 16,000,012 characters, expected at most 16,000,000",
    ),
}


@pytest.mark.parametrize("kind", BAD_RECORDS)
def test_a_bad_record_is_reported_and_the_rest_goes_in(root: Path, kind: str) -> None:
    table, bad, message = BAD_RECORDS[kind]
    id_field = {
        "reviews": "review_id",
        "faqs": "faq_id",
        "orders": "order_id",
        "promotions": "promotion_id",
    }.get(table)
    good = {"reviews": REVIEW, "faqs": FAQ, "orders": ORDER, "events": EVENT, "promotions": PROMOTION}[table]
    good = {**good, id_field: "GOOD"} if id_field else good
    write_table(root, table, bad, good)
    shop = read_shop(root)
    assert messages(shop) == [f"{table}.jsonl:1: {message}"]
    assert len(getattr(shop, table)) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("price", 79.9, 'price: found 79.9, expected a decimal string such as "79.90"'),
        ("price", "79.901", "price: found '79.901', finer than the smallest unit of EUR"),
        ("price", "-1.00", "price: found -1.00, expected a price of 0 or more"),
        ("currency", "€", "currency: found '€', expected an ISO 4217 code such as EUR"),
        ("features", "quiet", "features: found 'quiet', expected a list"),
        ("stock", "plenty", "stock: found 'plenty', expected a whole number"),
    ],
)
def test_a_bad_product_is_reported_and_left_out(root: Path, field: str, value: object, message: str) -> None:
    write_table(root, "products", PRODUCT, {**PRODUCT, "product_id": "P2", field: value})
    shop = read_shop(root)
    assert messages(shop) == [f"products.jsonl:2: {message}"]
    assert [product.product_id for product in shop.products] == ["P1"]


def test_a_record_given_twice_is_kept_once(root: Path) -> None:
    write_table(root, "faqs", FAQ, FAQ)
    shop = read_shop(root)
    assert messages(shop) == [
        "faqs.jsonl:2: faq_id: found 'F1', which faqs.jsonl:1 has too, expected it once; one is kept"
    ]
    assert len(shop.faqs) == 1


def test_unknown_fields_are_kept_and_reported_once_a_file(root: Path) -> None:
    lines = [{**LINE, "gift": True}, {**LINE, "gift": False}]
    orders = [{**ORDER, "order_id": f"O{n}", "clerk": "Bo", "lines": lines} for n in range(3)]
    write_table(root, "orders", *orders)
    shop = read_shop(root)
    assert messages(shop) == [
        "orders.jsonl:1: clerk: found an unknown field, kept under extra",
        "orders.jsonl:1: lines.gift: found an unknown field, kept under extra",
    ]
    assert shop.orders[2].extra == {"clerk": "Bo"}
    assert shop.orders[2].lines[1].extra == {"gift": False}


def test_fields_given_under_extra_are_no_fault(root: Path) -> None:
    write_table(root, "faqs", {**FAQ, "extra": {"clerk": "Bo"}})
    assert read_shop(root, strict=True).faqs[0].extra == {"clerk": "Bo"}


def test_a_file_that_nobody_reads_is_reported(root: Path) -> None:
    (root / "review.jsonl").write_text("", encoding="utf-8")
    assert messages(read_shop(root)) == [
        "review.jsonl: found a file that is no part of a shop folder, expected shop.toml or one of products, "
        "reviews, faqs, customers, orders, events, promotions as .jsonl or .csv"
    ]
