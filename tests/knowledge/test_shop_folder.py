from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from knowledge.errors import ShopFolderError
from knowledge.money import Money
from knowledge.shop_folder import Shop, read_shop
from tests.knowledge.shop_on_disk import (
    CUSTOMER,
    EVENT,
    FAQ,
    LINE,
    ORDER,
    PRODUCT,
    PROFILE,
    PROMOTION,
    REVIEW,
    write_csv,
    write_page,
    write_shop,
    write_table,
)

SAMPLE = Path(__file__).resolve().parents[2] / "knowledge" / "sample"
A_TIME = "expected a time with a zone, such as 2026-03-01T09:30:00+01:00"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_shop(tmp_path)


def messages(shop: Shop) -> list[str]:
    return [str(report) for report in shop.reports]


def test_a_good_folder_is_read_whole_and_without_reports(root: Path) -> None:
    shop = read_shop(root, strict=True)
    tables = (
        shop.products,
        shop.reviews,
        shop.faqs,
        shop.customers,
        shop.orders,
        shop.events,
        shop.promotions,
    )
    assert [len(table) for table in (*tables, shop.policies, shop.manuals)] == [1] * 9
    assert shop.products[0].price == Money(minor=7990, currency="EUR")
    assert shop.orders[0].lines[0].unit_price == Money(minor=7990, currency="EUR")
    assert shop.policies[0].policy_id == "returns"
    assert [(s.heading, s.text) for s in shop.policies[0].sections] == [("How long", "Thirty days.")]
    assert shop.manuals[0].product_id == "P1"
    assert shop.root == root


def test_the_sample_shop_reads_without_reports() -> None:
    shop = read_shop(SAMPLE, strict=True)
    assert len(shop.products) >= 24


def test_only_profile_and_products_are_required(tmp_path: Path) -> None:
    (tmp_path / "shop.toml").write_text(PROFILE, encoding="utf-8")
    write_table(tmp_path, "products", PRODUCT)
    shop = read_shop(tmp_path, strict=True)
    assert (len(shop.products), shop.orders, shop.policies) == (1, (), ())


# What stops the read


def fatal(root: Path) -> str:
    with pytest.raises(ShopFolderError) as caught:
        read_shop(root)
    return str(caught.value)


def test_no_folder(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    assert (
        fatal(missing)
        == f"{missing}: found no such folder, expected a shop folder with shop.toml and products"
    )


def test_no_profile(root: Path) -> None:
    (root / "shop.toml").unlink()
    assert fatal(root) == f"shop.toml: not found in {root}, expected name, currency and languages in it"


def test_no_products(root: Path) -> None:
    (root / "products.jsonl").unlink()
    assert fatal(root) == f"products: found no products.jsonl or products.csv in {root}, expected one of them"


def test_no_usable_product(root: Path) -> None:
    write_table(root, "products", {**PRODUCT, "name": ""})
    assert fatal(root) == (
        f"products: found no usable product in {root}, expected at least one\n"
        "products.jsonl:1: name: found nothing, expected a value"
    )


def test_broken_profile(root: Path) -> None:
    (root / "shop.toml").write_text('name = "x"\ncurrency = EUR\n', encoding="utf-8")
    assert fatal(root) == (
        "shop.toml: found broken TOML (Invalid value (at line 2, column 12)), expected 'name = value' lines"
    )


def test_wrong_profile_lists_every_fault(root: Path) -> None:
    text = 'currency = "EURO"\nlanguages = []\ntimezone = "Europe/Atlantis"\n'
    (root / "shop.toml").write_text(text, encoding="utf-8")
    assert fatal(root).splitlines() == [
        "shop.toml: name: found nothing, expected a value",
        "shop.toml: currency: found 'EURO', expected an ISO 4217 code such as EUR",
        "shop.toml: languages: found [], expected at least one entry",
        "shop.toml: timezone: found 'Europe/Atlantis', expected a time zone such as Europe/Berlin",
    ]


def test_another_encoding(root: Path) -> None:
    (root / "reviews.jsonl").write_bytes(b'{"review_id": "R1"}\n{"text": "caf\xe9"}\n')
    assert fatal(root) == "reviews.jsonl:2: byte 33: found 0xe9, expected UTF-8; save the file as UTF-8"


def test_one_table_in_two_files(root: Path) -> None:
    (root / "faqs.csv").write_text("faq_id,question,answer\n", encoding="utf-8")
    assert fatal(root) == "faqs: found faqs.jsonl and faqs.csv, expected one of them; remove the other"


def test_one_id_for_two_records(root: Path) -> None:
    write_table(root, "products", PRODUCT, {**PRODUCT, "name": "Toaster"})
    assert fatal(root) == (
        "products.jsonl:2: product_id: found 'P1', which products.jsonl:1 has too, but other content, "
        "expected one record an id"
    )


@pytest.mark.parametrize("name", ["reviews.jsonl", "shop.toml", "policies/returns.md"])
def test_a_folder_in_place_of_a_file(root: Path, name: str) -> None:
    (root / name).unlink()
    (root / name).mkdir()
    assert fatal(root) == f"{name}: found a folder, expected a plain file"


@pytest.mark.parametrize("name", ["reviews.jsonl", "shop.toml", "policies/returns.md"])
def test_a_symbolic_link_in_place_of_a_file(
    root: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "secret"
    elsewhere.write_text("secret", encoding="utf-8")
    (root / name).unlink()
    (root / name).symlink_to(elsewhere)
    assert fatal(root) == f"{name}: found a symbolic link, expected a plain file"


def test_a_pipe_in_place_of_a_file_does_not_hang(root: Path) -> None:
    (root / "reviews.jsonl").unlink()
    os.mkfifo(root / "reviews.jsonl")
    assert fatal(root) == "reviews.jsonl: found a pipe or device, expected a plain file"


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    write_shop(tmp_path)
    (tmp_path / "manuals" / "P1.md").unlink()
    (tmp_path / "manuals").rmdir()
    (tmp_path / "manuals").write_text("", encoding="utf-8")
    assert fatal(tmp_path) == "manuals: found a file, expected a plain folder"


def test_strict_lists_the_faults_and_counts_the_rest(root: Path) -> None:
    write_table(root, "faqs", *({**FAQ, "faq_id": f"F{n}", "product_id": "P9"} for n in range(23)))
    with pytest.raises(ShopFolderError) as caught:
        read_shop(root, strict=True)
    lines = str(caught.value).splitlines()
    assert lines[0] == f"{root}: 23 faults, expected none"
    assert lines[1] == "faqs.jsonl:1: product_id: found 'P9', expected the id of a product of the shop"
    assert (len(lines), lines[-1]) == (22, "and 3 more")


# What is reported and left out

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
    "time without a zone": (
        "orders",
        {**ORDER, "placed_at": "2026-03-01T09:30:00"},
        f"placed_at: found '2026-03-01T09:30:00', {A_TIME}",
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
    "order of an unknown customer": (
        "orders",
        {**ORDER, "customer_id": "C9"},
        "customer_id: found 'C9', expected the id, handle, e-mail or phone of one customer of the shop",
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
        '{"text": "' + "x" * 1_000_000 + '"}',
        "found a line of 1,000,012 characters, expected at most 1,000,000",
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
        ("price", "1,299.00 €", "price: found '1,299.00 €', expected a decimal string such as \"79.90\""),
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


def test_an_order_line_of_an_unknown_product_stays(root: Path) -> None:
    write_table(root, "orders", {**ORDER, "lines": [LINE, {**LINE, "product_id": "GONE"}]})
    shop = read_shop(root)
    assert messages(shop) == [
        "orders.jsonl:1: lines[1].product_id: found 'GONE', expected the id of a product of the shop"
    ]
    assert len(shop.orders[0].lines) == 2


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


# Pages

BAD_PAGES = {
    "no title": ("## How long\nThirty days.\n", "title: found no title, expected a line such as '# Returns'"),
    "no text": ("# Returns\n", "sections: found no text, expected '##' headings with text below them"),
    "reversed dates": (
        "---\nvalid_from: 2026-02-01\nvalid_to: 2026-01-01\n---\n# Returns\nThirty days.\n",
        "valid_to: found 2026-01-01, expected a time not before valid_from (2026-02-01)",
    ),
    "a date as a number": (
        "---\nvalid_from: 20260201\n---\n# Returns\nThirty days.\n",
        "valid_from: found 20260201, expected a date such as 2026-03-01",
    ),
    "no such day": (
        "---\nvalid_from: 2026-02-30\n---\n# Returns\nThirty days.\n",
        "found broken front matter (day is out of range for month), expected 'name: value' lines",
    ),
    "a list for front matter": (
        "---\n- gold\n---\n# Returns\nThirty days.\n",
        "found front matter ['gold'], expected 'name: value' lines",
    ),
    "deep front matter": (
        f"---\na: {'[' * 9_000}{']' * 9_000}\n---\n# Returns\nThirty days.\n",
        "front matter: found values nested deeper than 20 levels, expected fewer",
    ),
    "a bomb of references": (
        "---\na: &a [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [{', '.join([f'*{a}'] * 10)}]\n" for a, b in zip("abcdef", "bcdefg", strict=True)
        )
        + "---\n# Returns\nThirty days.\n",
        "front matter: found more than 100,000 values, expected fewer in one record",
    ),
}


@pytest.mark.parametrize("kind", BAD_PAGES)
def test_a_bad_page_is_reported_and_left_out(root: Path, kind: str) -> None:
    text, message = BAD_PAGES[kind]
    write_page(root, "policies/bad.md", text)
    shop = read_shop(root)
    assert messages(shop) == [f"policies/bad.md: {message}"]
    assert [policy.policy_id for policy in shop.policies] == ["returns"]


def test_broken_front_matter_names_its_line(root: Path) -> None:
    write_page(root, "policies/bad.md", "---\nlanguage: en\nvalid: [\n---\n# Returns\nThirty days.\n")
    (report,) = read_shop(root).reports
    assert (report.file, report.line) == ("policies/bad.md", 4)


def test_a_language_is_in_the_name_and_front_matter_wins(root: Path) -> None:
    write_page(root, "policies/returns.zh.md", "# 退货\n三十天。\n")
    write_page(root, "policies/payment.zh.md", "---\nlanguage: en\n---\n# Payment\nBy card.\n")
    shop = read_shop(root, strict=True)
    found = {(policy.policy_id, policy.language, policy.sections[0].heading) for policy in shop.policies}
    assert found == {("returns", "en", "How long"), ("returns", "zh", "退货"), ("payment", "en", "Payment")}


def test_a_manual_of_an_unknown_product_is_left_out(root: Path) -> None:
    write_page(root, "manuals/P9.md", "# Toaster\nNo knives.\n")
    shop = read_shop(root)
    assert messages(shop) == [
        "manuals/P9.md: product_id: found 'P9', expected the id of a product of the shop"
    ]
    assert len(shop.manuals) == 1


def test_a_page_of_another_kind_is_reported(root: Path) -> None:
    (root / "policies" / "returns.docx").write_bytes(b"PK\x03\x04\xff")
    assert messages(read_shop(root)) == [
        "policies/returns.docx: found a file that is no page, expected the ending .md"
    ]


# Joining


def test_records_are_hung_on_the_customer_behind_a_name(root: Path) -> None:
    names = ["ada@example.com", "00353 20 912 0031", "020 912 0031"]
    orders = [{**ORDER, "order_id": f"N{n}", "customer_id": name} for n, name in enumerate(names)]
    write_table(root, "orders", *orders, {**ORDER, "customer_id": "Ada", "channel": "social"})
    write_table(root, "events", {**EVENT, "customer_id": "@ada", "channel": "social"})
    write_table(root, "reviews", {**REVIEW, "customer_id": "ADA@example.com"})
    shop = read_shop(root, strict=True)
    owners = [record.customer_id for record in (*shop.orders, *shop.events, *shop.reviews)]
    assert owners == ["C1"] * 6


def test_a_handle_on_another_channel_is_someone_else(root: Path) -> None:
    write_table(root, "orders", {**ORDER, "customer_id": "ada", "channel": "mobile"})
    assert read_shop(root).orders == ()


def test_a_name_that_two_customers_claim_is_reported_and_nobodys(root: Path) -> None:
    write_table(root, "customers", CUSTOMER, {"customer_id": "C2", "email": "ada@example.com"})
    write_table(root, "orders", {**ORDER, "customer_id": "ada@example.com"})
    shop = read_shop(root)
    assert messages(shop) == [
        "customers.jsonl:2: email: found 'ada@example.com' for C1, C2, expected one customer; "
        "none is recognised by it",
        "orders.jsonl:1: customer_id: found 'ada@example.com', "
        "expected the id, handle, e-mail or phone of one customer of the shop",
    ]
    assert (len(shop.customers), shop.orders) == (2, ())


def test_a_review_posted_on_two_channels_is_one(root: Path) -> None:
    posted = {"channel": "web", "created_at": "2026-03-02"}
    earlier = {"review_id": "R2", "channel": "social", "created_at": "2026-03-01T23:00:00Z"}
    write_table(root, "reviews", {**REVIEW, **posted}, {**REVIEW, **earlier})
    (review,) = read_shop(root, strict=True).reviews
    assert (review.review_id, review.channels) == ("R2", ("social", "web"))


def test_languages_are_filled_in(root: Path) -> None:
    write_table(root, "faqs", FAQ, {"faq_id": "F2", "question": "电源线多长？", "answer": "80 厘米。"})
    assert [faq.language for faq in read_shop(root, strict=True).faqs] == ["en", "zh"]


def test_html_becomes_text_where_people_write_prose(root: Path) -> None:
    write_table(
        root,
        "products",
        {**PRODUCT, "description": "<p>Hot &amp; fast</p>", "url": "https://x.example/?a=1&amp;b"},
    )
    product = read_shop(root, strict=True).products[0]
    assert (product.description, product.url) == ("Hot & fast", "https://x.example/?a=1&amp;b")


# CSV


def test_csv_reads_as_json_lines_do(root: Path) -> None:
    text = (
        "product_id,name,price,currency,features,attributes,stock,brand,description\r\n"
        'P1,Kettle,79.90,EUR,"[""quiet""]","{""weight"": ""1.1 kg""}",4,,"Boils\r\nfast, ""really"""\r\n'
    )
    write_csv(root, "products", f"\ufeff{text}")
    product = read_shop(root, strict=True).products[0]
    assert (product.features, product.attributes, product.stock) == (("quiet",), {"weight": "1.1 kg"}, 4)
    assert (product.brand, product.description) == (None, 'Boils\nfast, "really"')


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_will_do(root: Path, end: str) -> None:
    write_csv(root, "faqs", end.join(["faq_id,question,answer", "F1,Why?,Because.", "F2,How?"]))
    assert messages(read_shop(root)) == ["faqs.csv:3: found 2 cells, expected 3 as in the first line"]


BAD_ROWS = {
    "too many cells": ("F2,Why, though?,So.", "found 4 cells, expected 3 as in the first line"),
    "blank": (",,", "found a blank row, expected a record"),
    "empty cell": ("F2,Why?,", "answer: found nothing, expected a value"),
    "open quote": ('F2,"Why?,So.', "found a quote that is not closed, expected its partner"),
    "text after a quote": (
        'F2,"Why"?,So.',
        "found a broken row (',' expected after '\"'), expected cells between commas, quoted where they hold commas",
    ),
    "huge cell": (
        f"F2,Why?,{'x' * 200_000}",
        "found a broken row (field larger than field limit (131072)), "
        "expected cells between commas, quoted where they hold commas",
    ),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_reported_and_the_rest_goes_in(root: Path, kind: str) -> None:
    row, message = BAD_ROWS[kind]
    write_csv(root, "faqs", f"faq_id,question,answer\n{row}\nF1,How?,So.\n")
    shop = read_shop(root)
    assert messages(shop) == [f"faqs.csv:2: {message}"]
    assert [faq.faq_id for faq in shop.faqs] == ["F1"]


def test_broken_json_in_a_cell(root: Path) -> None:
    write_csv(
        root, "products", 'product_id,name,price,currency,features\nP1,Kettle,1,EUR,\nP2,Pan,1,EUR,"[1,"\n'
    )
    assert messages(read_shop(root)) == [
        "products.csv:3: features: found broken JSON at column 4 (Expecting value), expected valid JSON"
    ]


BAD_HEADERS = {
    "other separator": (
        "faq_id;question;answer\n",
        "faqs.csv:1: found the columns 'faq_id;question;answer', expected also faq_id, question, answer, "
        "separated by commas; the table is left out",
    ),
    "a column twice": (
        "faq_id,question,answer,answer\n",
        "faqs.csv:1: found the columns 'faq_id,question,answer,answer', expected a name for each column, used once; "
        "the table is left out",
    ),
    "nothing": ("", "faqs.csv: found an empty file, expected a first line with the columns' names"),
}


@pytest.mark.parametrize("kind", BAD_HEADERS)
def test_a_bad_first_line_costs_the_table(root: Path, kind: str) -> None:
    text, message = BAD_HEADERS[kind]
    write_csv(root, "faqs", f"{text}F1;How?;So.\n" if text else "")
    shop = read_shop(root)
    assert (messages(shop), shop.faqs) == ([message], ())


def test_many_reviews_read_in_reasonable_time(root: Path) -> None:
    reviews = [
        {**REVIEW, "review_id": f"R{n}", "text": f"Review {n} says: boils {n % 97} cups, case {n * 7919}."}
        for n in range(2_000)
    ]
    write_table(root, "reviews", *reviews)
    start = time.perf_counter()
    shop = read_shop(root, strict=True)
    assert shop.reviews
    assert time.perf_counter() - start < 15
