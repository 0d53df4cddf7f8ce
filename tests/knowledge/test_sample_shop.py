"""The sample shop holds together: enough of everything, every reference resolves, every sum adds up."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from knowledge.records import Order, OrderStatus, Product, Review
from knowledge.sample import generate
from tests.knowledge.not_in_the_data import NOT_IN_THE_DATA, Gap
from tests.knowledge.shop_checks import (
    TABLES,
    ShippedShop,
    dangling,
    day,
    double_ids,
    from_the_future,
    order_faults,
    verified_without_purchase,
)

SHOP = ShippedShop("sample")
IDS = {
    "products": ("product_id", r"P\d{3}"),
    "reviews": ("review_id", r"P\d{3}-R\d+"),
    "faqs": ("faq_id", r"F\d{3}"),
    "customers": ("customer_id", r"C\d{3}"),
    "orders": ("order_id", r"O\d{4}"),
    "events": ("event_id", r"E\d{4}"),
    "promotions": ("promotion_id", r"PR\d{2}"),
}
AT_LEAST = {
    "products": 60, "reviews": 600, "faqs": 100, "customers": 60, "orders": 200, "events": 4000, "promotions": 12,
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_a_record_without_unknown_fields(table: str) -> None:
    assert len(SHOP.records[table]) >= AT_LEAST[table]
    assert [r for r in SHOP.records[table] if r.extra] == []


@pytest.mark.parametrize("table", TABLES)
def test_ids_are_well_formed(table: str) -> None:
    field, form = IDS[table]
    assert [row[field] for row in SHOP.rows[table] if not re.fullmatch(form, row[field])] == []


def test_no_id_is_used_twice() -> None:
    assert double_ids(SHOP) == []


def test_profile_has_a_fixed_day_and_both_languages() -> None:
    assert SHOP.profile.today is not None
    assert SHOP.profile.languages == ("en", "zh")
    assert set(SHOP.profile.contact) >= {"email", "phone"}


def test_categories_hold_comparable_products() -> None:
    sizes = Counter(p.category for p in SHOP.products.values())
    assert len(sizes) == 8
    assert min(sizes.values()) >= 7


@pytest.mark.parametrize("product", SHOP.products.values(), ids=lambda p: p.product_id)
def test_product_is_described_in_both_languages(product: Product) -> None:
    chinese = product.translations["zh"]
    assert chinese.name
    assert chinese.description
    assert 4 <= len(product.features) == len(chinese.features) <= 8
    assert 6 <= len(product.attributes) == len(chinese.attributes) <= 14
    assert product.available is not None


@pytest.mark.parametrize("product", SHOP.products.values(), ids=lambda p: p.product_id)
def test_figures_are_the_same_in_both_languages(product: Product) -> None:
    english, chinese = product.attributes.values(), product.translations["zh"].attributes.values()
    differing = [(a, b) for a, b in zip(english, chinese, strict=True) if not figures(a) <= figures(b)]
    assert differing == []


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


def test_some_products_and_some_variants_are_sold_out() -> None:
    products = SHOP.products.values()
    assert any(p.available == 0 for p in products)
    assert any(v.stock == 0 and p.available for p in products for v in p.variants)


def test_references_resolve() -> None:
    assert dangling(SHOP) == []
    reviews = SHOP.records["reviews"]
    assert [r.review_id for r in reviews if not r.review_id.startswith(f"{r.product_id}-")] == []


def test_channels_are_the_shops() -> None:
    for table in ("reviews", "events", "orders"):
        channels = {r.channel for r in SHOP.records[table]}
        assert channels <= set(SHOP.profile.channels)
        assert table == "events" or channels == set(SHOP.profile.channels)


def test_customers_are_known_on_two_channels_and_can_be_told_apart() -> None:
    customers = SHOP.customers.values()
    assert [c.customer_id for c in customers if len({i.channel for i in c.identities}) < 2] == []
    assert {c.membership for c in customers} == {"none", "silver", "gold"}
    for customer in customers:
        assert (customer.email or "").endswith("@example.com")
        assert customer.phone
        assert customer.postal_code
        assert customer.addresses
        assert customer.payment_methods


def test_membership_fits_what_was_spent_in_twelve_months() -> None:
    spent: Counter[str] = Counter()
    for order in SHOP.records["orders"]:
        if order.status not in {"pending", "processing", "cancelled"}:
            refunds = sum(r.refund.minor for r in order.returns if r.refund)
            spent[order.customer_id] += order.total.minor - refunds
    floors = {"gold": (80000, 10**9), "silver": (30000, 80000), "none": (0, 30000)}
    for customer in SHOP.customers.values():
        low, high = floors[customer.membership or ""]
        assert low <= spent[customer.customer_id] < high, customer.customer_id


@pytest.mark.parametrize("order", SHOP.records["orders"], ids=lambda o: o.order_id)
def test_order_adds_up(order: Order) -> None:
    assert order_faults(order, SHOP) == []


def test_every_status_occurs() -> None:
    assert {o.status for o in SHOP.records["orders"]} == set(get_args(OrderStatus))


def test_several_orders_travel_in_two_parcels_and_come_back_in_part() -> None:
    orders = SHOP.records["orders"]
    assert sum(len(o.shipments) == 2 for o in orders) >= 5
    part = [r for o in orders for r in o.returns if r.refund and r.refund < o.total]
    assert len(part) >= 3


def test_tracking_ids_have_one_form() -> None:
    parcels = [s.tracking_id for o in SHOP.records["orders"] for s in o.shipments]
    assert all(re.fullmatch(r"TRK\d{6}", parcel) for parcel in parcels)


@pytest.mark.parametrize("table", ["products", "reviews", "orders", "events"])
def test_nothing_has_happened_after_today(table: str) -> None:
    today = SHOP.profile.today
    assert today is not None
    limit = today + timedelta(days=14) if table == "orders" else today  # parcels are expected in the future
    assert from_the_future(SHOP, table, limit) == []
    assert [o.order_id for o in SHOP.records["orders"] if day(o.placed_at) >= today] == []


def test_reviews_are_each_their_own_except_the_twins() -> None:
    texts: dict[str, list[Review]] = {}
    for review in SHOP.records["reviews"]:
        texts.setdefault(review.text, []).append(review)
    assert len(texts) >= 600
    assert len(SHOP.read.reviews) == len(texts)
    twins = [pair for pair in texts.values() if len(pair) > 1]
    assert 3 <= len(twins) <= 6
    for first, second in twins:
        assert first.product_id == second.product_id
        assert first.channel != second.channel
        assert first.rating == second.rating


def test_reviews_disagree_and_a_third_are_chinese() -> None:
    reviews = SHOP.records["reviews"]
    assert {r.rating for r in reviews} == {1, 2, 3, 4, 5}
    low = {r.product_id for r in reviews if r.rating <= 2}
    high = {r.product_id for r in reviews if r.rating >= 4}
    assert len(low & high) >= 50
    assert sum(r.language == "zh" for r in reviews) >= len(reviews) / 3
    assert {r.product_id for r in reviews} == set(SHOP.products)
    assert sum(r.customer_id is not None for r in reviews) > len(reviews) / 2


def test_two_reviews_try_to_give_orders_to_the_assistant() -> None:
    texts = [r.text for r in SHOP.records["reviews"]]
    assert sum("assistant must" in t or "Ignore all previous instructions" in t for t in texts) == 2


def test_verified_reviewers_have_bought_the_product() -> None:
    assert verified_without_purchase(SHOP) == []
    assert sum(bool(r.verified) for r in SHOP.records["reviews"]) >= 200


def test_every_policy_exists_in_both_languages_with_the_same_sections() -> None:
    names = {name for name, _ in SHOP.policies}
    assert len(names) >= 14
    for name in names:
        english, chinese = SHOP.policies[name, "en"], SHOP.policies[name, "zh"]
        assert len(english.sections) == len(chinese.sections)
        assert (english.valid_from, english.valid_to) == (chinese.valid_from, chinese.valid_to)
        assert english.applies_to == chinese.applies_to


def test_one_policy_is_valid_for_a_season_and_one_has_expired() -> None:
    today = SHOP.profile.today
    assert today is not None
    ends = [p.valid_to for p in SHOP.policies.values() if p.valid_to]
    assert any(end < today for end in ends)
    assert any(end >= today for end in ends)


def test_promotions_are_running_over_and_to_come() -> None:
    today = SHOP.profile.today
    promotions = SHOP.records["promotions"]
    assert any(p.ends_at < today for p in promotions)
    assert any(p.starts_at > today for p in promotions)
    running = [p for p in promotions if p.starts_at <= today <= p.ends_at]
    assert len(running) >= 4
    assert any(p.percent for p in running)
    assert any(p.amount for p in running)
    assert any(p.minimum for p in running)
    assert any(p.memberships for p in running)
    assert any(p.first_order_only for p in running)


def test_questions_and_manuals_speak_both_languages() -> None:
    languages = Counter(f.language for f in SHOP.records["faqs"])
    assert languages["en"] >= 60
    assert languages["zh"] >= 30
    assert len(SHOP.manuals) >= 15
    assert Counter(m.language for m in SHOP.manuals)["zh"] >= 5
    assert all(3 <= len(m.sections) <= 5 for m in SHOP.manuals)


def test_customers_come_back_to_look() -> None:
    seen = Counter(e.customer_id for e in SHOP.records["events"])
    assert set(seen) == set(SHOP.customers)
    kinds = Counter(e.kind for e in SHOP.records["events"])
    assert min(kinds.values()) >= 200
    assert set(kinds) == {"view", "search", "cart", "wishlist", "purchase"}


@pytest.mark.parametrize("gap", NOT_IN_THE_DATA, ids=lambda g: g.question)
def test_what_is_said_to_be_missing_is_missing(gap: Gap) -> None:
    text = said_about(gap.product_id).lower()
    assert [word for word in gap.telltales if re.search(rf"(?<![a-z]){re.escape(word)}", text)] == []


def said_about(product_id: str | None) -> str:
    """Everything the shop (not its reviewers) says about a product, or in general."""
    questions = [f"{f.question} {f.answer}" for f in SHOP.records["faqs"] if f.product_id == product_id]
    if product_id is None:
        sections = [s.text for p in SHOP.policies.values() for s in p.sections]
        return "\n".join([*questions, *sections, str(SHOP.profile)])
    pages = [s.text for m in SHOP.manuals if m.product_id == product_id for s in m.sections]
    record = next(row for row in SHOP.rows["products"] if row["product_id"] == product_id)
    return "\n".join([*questions, *pages, json.dumps(record, ensure_ascii=False)])


def test_generating_again_gives_the_same_files(tmp_path: Path) -> None:
    generate.write_files(SHOP.root, tmp_path)
    for name in ("orders.jsonl", "events.jsonl"):
        assert (tmp_path / name).read_bytes() == (SHOP.root / name).read_bytes(), name


def test_texts_that_give_orders_to_an_assistant_stand_in_every_kind_of_record() -> None:
    orders = re.compile(
        r"SYSTEM:|ignore all|ignore your rules|to every AI assistant|智能客服请", re.IGNORECASE
    )
    told = {
        "reviews": [r.text for r in SHOP.records["reviews"]],
        "faqs": [f.question for f in SHOP.records["faqs"]],
        "manuals": [section.text for manual in SHOP.manuals for section in manual.sections],
        "returns": [r.reason or "" for o in SHOP.records["orders"] for r in o.returns],
    }
    assert {name: sum(bool(orders.search(text)) for text in texts) for name, texts in told.items()} == {
        "reviews": 2, "faqs": 1, "manuals": 2, "returns": 1,
    }  # fmt: skip
