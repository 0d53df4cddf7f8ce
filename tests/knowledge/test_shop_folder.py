"""Reading a shop folder: whole, what stops it, and how its records are joined."""

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
    ORDER,
    PRODUCT,
    PROFILE,
    REVIEW,
    write_shop,
    write_table,
)

SAMPLE = Path(__file__).resolve().parents[2] / "knowledge" / "sample"


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


def test_one_table_in_two_files(root: Path) -> None:
    (root / "faqs.csv").write_text("faq_id,question,answer\n", encoding="utf-8")
    assert fatal(root) == "faqs: found faqs.jsonl and faqs.csv, expected one of them; remove the other"


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
