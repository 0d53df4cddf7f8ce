"""The sample shop holds together: enough of everything, every reference resolves, every sum adds up."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, get_args

import frontmatter
import pytest

from knowledge.records import (
    AppliesTo,
    Customer,
    Faq,
    Manual,
    Order,
    OrderStatus,
    Policy,
    Product,
    Promotion,
    Record,
    Review,
    Section,
    ShopEvent,
    ShopProfile,
)
from knowledge.sample import generate
from tests.knowledge.not_in_the_data import NOT_IN_THE_DATA, Gap

SAMPLE = Path(__file__).resolve().parents[2] / "knowledge" / "sample"
TABLES: dict[str, type[Record]] = {
    "products": Product,
    "reviews": Review,
    "faqs": Faq,
    "customers": Customer,
    "orders": Order,
    "events": ShopEvent,
    "promotions": Promotion,
}
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
    "products": 30, "reviews": 160, "faqs": 40, "customers": 18, "orders": 50, "events": 300, "promotions": 6,
}  # fmt: skip


@cache
def rows(table: str) -> tuple[dict[str, Any], ...]:
    lines = (SAMPLE / f"{table}.jsonl").read_text("utf-8").splitlines()
    return tuple(json.loads(line) for line in lines)


@cache
def records(table: str) -> tuple[Any, ...]:
    return tuple(TABLES[table].model_validate(row) for row in rows(table))


@cache
def profile() -> ShopProfile:
    return ShopProfile.model_validate(tomllib.loads((SAMPLE / "shop.toml").read_text("utf-8")))


@cache
def policies() -> dict[tuple[str, str], Policy]:
    found = (policy(path) for path in sorted((SAMPLE / "policies").glob("*.md")))
    return {(p.policy_id, p.language): p for p in found}


def policy(path: Path) -> Policy:
    page = frontmatter.loads(path.read_text("utf-8"))
    title, sections = outline(page.content)
    applies_to = AppliesTo.model_validate(page.metadata.get("applies_to", {}))
    own: dict[str, Any] = {k: v for k, v in page.metadata.items() if k != "applies_to"}
    name = path.name.split(".")[0]
    return Policy(policy_id=name, title=title, sections=sections, applies_to=applies_to, **own)


def manual(path: Path) -> Manual:
    page = frontmatter.loads(path.read_text("utf-8"))
    title, sections = outline(page.content)
    return Manual(product_id=path.stem, title=title, sections=sections, **page.metadata)


def outline(text: str) -> tuple[str, tuple[Section, ...]]:
    head, *parts = re.split(r"^## ", text, flags=re.M)
    pairs = (part.partition("\n") for part in parts)
    sections = tuple(Section(heading=h.strip(), text=body.strip()) for h, _, body in pairs)
    assert head.startswith("# ")
    assert "\n" not in head.strip(), "text before the first section"
    return head[2:].strip(), sections


def by_id(table: str) -> dict[str, Any]:
    return {getattr(record, IDS[table][0]): record for record in records(table)}


def day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def moments(value: Any) -> list[date]:
    """All dates in a raw record, at any depth."""
    if isinstance(value, dict):
        return [m for part in value.values() for m in moments(part)]
    if isinstance(value, list):
        return [m for part in value for m in moments(part)]
    is_date = isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d(T|$)", value)
    return [datetime.fromisoformat(value).date()] if is_date else []


@pytest.mark.parametrize("table", TABLES)
def test_every_row_is_a_record_without_unknown_fields(table: str) -> None:
    assert len(records(table)) >= AT_LEAST[table]
    assert [r for r in records(table) if r.extra] == []


@pytest.mark.parametrize("table", TABLES)
def test_ids_are_well_formed_and_unique(table: str) -> None:
    field, form = IDS[table]
    ids = [row[field] for row in rows(table)]
    assert [i for i in ids if not re.fullmatch(form, i)] == []
    assert [i for i, n in Counter(ids).items() if n > 1] == []


def test_profile_has_a_fixed_day_and_both_languages() -> None:
    assert profile().today is not None
    assert profile().languages == ("en", "zh")
    assert set(profile().contact) >= {"email", "phone"}


def test_categories_hold_comparable_products() -> None:
    sizes = Counter(p.category for p in records("products"))
    assert len(sizes) >= 8
    assert min(sizes.values()) >= 4


@pytest.mark.parametrize("product", records("products"), ids=lambda p: p.product_id)
def test_product_is_described_in_both_languages(product: Product) -> None:
    chinese = product.translations["zh"]
    assert chinese.name
    assert chinese.description
    assert 4 <= len(product.features) == len(chinese.features) <= 8
    assert 6 <= len(product.attributes) == len(chinese.attributes) <= 14
    assert product.available is not None


@pytest.mark.parametrize("product", records("products"), ids=lambda p: p.product_id)
def test_figures_are_the_same_in_both_languages(product: Product) -> None:
    english, chinese = product.attributes.values(), product.translations["zh"].attributes.values()
    differing = [(a, b) for a, b in zip(english, chinese, strict=True) if not figures(a) <= figures(b)]
    assert differing == []


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,.]*\d|\d", text))


def test_some_products_and_some_variants_are_sold_out() -> None:
    assert any(p.available == 0 for p in records("products"))
    assert any(v.stock == 0 and p.available for p in records("products") for v in p.variants)


def test_references_resolve() -> None:
    products, customers = by_id("products"), by_id("customers")
    named = [(t, r) for t in ("reviews", "faqs", "events") for r in records(t)]
    assert [r for _, r in named if r.product_id and r.product_id not in products] == []
    people = [r for t in ("reviews", "events", "orders") for r in records(t)]
    assert [r for r in people if r.customer_id and r.customer_id not in customers] == []
    assert [r for r in records("reviews") if not r.review_id.startswith(f"{r.product_id}-")] == []
    categories = {p.category for p in products.values()}
    for promotion in records("promotions"):
        assert set(promotion.product_ids) <= set(products)
        assert set(promotion.categories) <= categories
    for rule in policies().values():
        assert set(rule.applies_to.categories) <= categories


def test_channels_are_the_shops() -> None:
    tables = ("reviews", "events", "orders")
    assert {r.channel for t in tables for r in records(t)} <= set(profile().channels)
    assert {r.channel for r in records("reviews")} == set(profile().channels)
    assert {r.channel for r in records("orders")} == set(profile().channels)


def test_customers_are_known_on_two_channels_and_can_be_told_apart() -> None:
    customers = records("customers")
    assert [c.customer_id for c in customers if len({i.channel for i in c.identities}) < 2] == []
    handles = Counter((i.channel, i.handle.lower()) for c in customers for i in c.identities)
    assert handles.most_common(1)[0][1] == 1
    assert {c.membership for c in customers} == {"none", "silver", "gold"}
    for customer in customers:
        assert customer.email.endswith("@example.com")
        assert customer.phone
        assert customer.postal_code
        assert customer.addresses
        assert customer.payment_methods
    payments = Counter(m.payment_id for c in customers for m in c.payment_methods)
    assert payments.most_common(1)[0][1] == 1


def test_membership_fits_what_was_spent_in_twelve_months() -> None:
    spent: Counter[str] = Counter()
    for order in records("orders"):
        if order.status not in {"pending", "processing", "cancelled"}:
            refunds = sum(r.refund.minor for r in order.returns if r.refund)
            spent[order.customer_id] += order.total.minor - refunds
    floors = {"gold": (80000, 10**9), "silver": (30000, 80000), "none": (0, 30000)}
    for customer in records("customers"):
        low, high = floors[customer.membership]
        assert low <= spent[customer.customer_id] < high, customer.customer_id


@pytest.mark.parametrize("order", records("orders"), ids=lambda o: o.order_id)
class TestOrder:
    def test_lines_are_the_catalogues(self, order: Order) -> None:
        products = by_id("products")
        for line in order.lines:
            product = products[line.product_id]
            variants = {v.variant_id: v for v in product.variants}
            assert line.name == product.name
            assert bool(line.variant_id) == bool(variants)
            sold = variants[line.variant_id] if line.variant_id else product
            assert line.unit_price == (sold.price or product.price)
            assert not line.variant_id or line.options == variants[line.variant_id].options

    def test_total_is_the_sum_of_the_lines(self, order: Order) -> None:
        assert order.total is not None
        assert order.total.minor == sum((line.unit_price * line.quantity).minor for line in order.lines)

    def test_payments_add_up_and_are_the_customers(self, order: Order) -> None:
        amounts = [p.amount.minor for p in order.payments if p.amount]
        assert order.total is not None
        assert sum(a for a in amounts if a > 0) == order.total.minor
        refunds = sum(r.refund.minor for r in order.returns if r.refund)
        given_back = order.total.minor if order.status == "cancelled" else refunds
        assert -sum(a for a in amounts if a < 0) == given_back
        own = {m.payment_id: m.kind for m in by_id("customers")[order.customer_id].payment_methods}
        assert {(p.payment_id, p.kind) for p in order.payments} <= set(own.items())

    def test_refunds_do_not_exceed_the_lines(self, order: Order) -> None:
        worth = {line.line_id: (line.unit_price * line.quantity).minor for line in order.lines}
        for returned in order.returns:
            assert returned.line_ids
            assert (returned.refund.minor if returned.refund else 0) <= sum(
                worth[i] for i in returned.line_ids
            )

    def test_status_fits_parcels_and_returns(self, order: Order) -> None:
        parcels = {s.status for s in order.shipments}
        if order.status in {"pending", "processing", "cancelled"}:
            assert not order.shipments
        elif order.status == "shipped":
            assert parcels & {"in transit", "out for delivery"}
        else:
            assert parcels == {"delivered"} or (not parcels and order.channel == "store")
        waiting = {"return_requested": "requested", "exchange_requested": "requested", "returned": "refunded"}
        if order.status in waiting:
            assert [r.status for r in order.returns] == [waiting[order.status]]

    def test_every_line_travels_in_one_parcel(self, order: Order) -> None:
        sent = [i for s in order.shipments for i in s.line_ids]
        assert not order.shipments or sorted(sent) == [line.line_id for line in order.lines]

    def test_days_come_in_order(self, order: Order) -> None:
        for parcel in order.shipments:
            assert parcel.shipped_at is not None
            assert day(order.placed_at) <= day(parcel.shipped_at)
            assert (parcel.delivered_at is None) == (parcel.status != "delivered")
            assert not parcel.delivered_at or day(parcel.shipped_at) <= day(parcel.delivered_at)
        for returned in order.returns:
            last = max(day(s.delivered_at) for s in order.shipments if s.delivered_at)
            assert returned.at is not None
            assert last <= day(returned.at)


def test_every_status_occurs() -> None:
    assert {o.status for o in records("orders")} == set(get_args(OrderStatus))


def test_several_orders_travel_in_two_parcels_and_come_back_in_part() -> None:
    orders = records("orders")
    assert sum(len(o.shipments) == 2 for o in orders) >= 5
    part = [r for o in orders for r in o.returns if r.refund and r.refund < o.total]
    assert len(part) >= 3


def test_tracking_ids_are_unique() -> None:
    parcels = [s.tracking_id for o in records("orders") for s in o.shipments]
    assert len(parcels) == len(set(parcels))
    assert all(re.fullmatch(r"TRK\d{6}", parcel) for parcel in parcels)


@pytest.mark.parametrize("table", ["products", "reviews", "orders", "events"])
def test_nothing_has_happened_after_today(table: str) -> None:
    today = profile().today
    assert today is not None
    limit = today + timedelta(days=14) if table == "orders" else today  # parcels are expected in the future
    assert [row for row in rows(table) if max(moments(row), default=today) > limit] == []
    assert [o.order_id for o in records("orders") if day(o.placed_at) >= today] == []


def test_reviews_are_each_their_own_except_the_twins() -> None:
    texts: dict[str, list[Review]] = {}
    for review in records("reviews"):
        texts.setdefault(review.text, []).append(review)
    twins = [pair for pair in texts.values() if len(pair) > 1]
    assert 3 <= len(twins) <= 6
    for first, second in twins:
        assert first.product_id == second.product_id
        assert first.channel != second.channel
        assert first.rating == second.rating


def test_reviews_disagree_and_a_third_are_chinese() -> None:
    reviews = records("reviews")
    assert {r.rating for r in reviews} == {1, 2, 3, 4, 5}
    split = {r.product_id for r in reviews if r.rating <= 2} & {
        r.product_id for r in reviews if r.rating >= 4
    }
    assert len(split) >= 20
    assert sum(r.language == "zh" for r in reviews) >= len(reviews) / 3
    assert {r.product_id for r in reviews} == set(by_id("products"))
    assert sum(r.customer_id is not None for r in reviews) > len(reviews) / 2


def test_two_reviews_try_to_give_orders_to_the_assistant() -> None:
    texts = [r.text for r in records("reviews")]
    assert sum("assistant must" in t or "Ignore all previous instructions" in t for t in texts) == 2


def test_verified_reviewers_have_bought_and_received_the_product() -> None:
    bought = {(o.customer_id, x.product_id): o for o in reversed(records("orders")) for x in o.lines}
    for review in records("reviews"):
        if review.verified:
            order = bought[review.customer_id, review.product_id]
            assert order.status != "cancelled"
            assert order.placed_at < review.created_at, review.review_id


def test_every_policy_exists_in_both_languages_with_the_same_sections() -> None:
    names = {name for name, _ in policies()}
    assert len(names) >= 8
    for name in names:
        english, chinese = policies()[name, "en"], policies()[name, "zh"]
        assert len(english.sections) == len(chinese.sections)
        assert (english.valid_from, english.valid_to) == (chinese.valid_from, chinese.valid_to)
        assert english.applies_to == chinese.applies_to


def test_one_policy_is_valid_for_a_season_and_one_has_expired() -> None:
    today = profile().today
    ends = [p.valid_to for p in policies().values() if p.valid_to]
    assert any(end < today for end in ends)
    assert any(end >= today for end in ends)


def test_promotions_are_running_over_and_to_come() -> None:
    today = profile().today
    promotions = records("promotions")
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
    languages = Counter(f.language for f in records("faqs"))
    assert languages["en"] >= 28
    assert languages["zh"] >= 12
    manuals = [manual(path) for path in sorted((SAMPLE / "manuals").glob("*.md"))]
    assert len(manuals) >= 4
    assert {m.language for m in manuals} == {"en", "zh"}
    assert all(3 <= len(m.sections) <= 5 and m.product_id in by_id("products") for m in manuals)


@pytest.mark.parametrize("gap", NOT_IN_THE_DATA, ids=lambda g: g.question)
def test_what_is_said_to_be_missing_is_missing(gap: Gap) -> None:
    text = said_about(gap.product_id).lower()
    assert [word for word in gap.telltales if re.search(rf"(?<![a-z]){re.escape(word)}", text)] == []


def said_about(product_id: str | None) -> str:
    """Everything the shop (not its reviewers) says about a product, or in general."""
    questions = [f"{f.question} {f.answer}" for f in records("faqs") if f.product_id == product_id]
    if product_id is None:
        sections = [s.text for p in policies().values() for s in p.sections]
        return "\n".join([*questions, *sections, str(profile())])
    path = SAMPLE / "manuals" / f"{product_id}.md"
    pages = [path.read_text("utf-8")] if path.exists() else []
    record = next(row for row in rows("products") if row["product_id"] == product_id)
    return "\n".join([*questions, *pages, json.dumps(record, ensure_ascii=False)])


def test_generating_again_gives_the_same_files(tmp_path: Path) -> None:
    generate.write_files(SAMPLE, tmp_path)
    for name in ("orders.jsonl", "events.jsonl"):
        assert (tmp_path / name).read_bytes() == (SAMPLE / name).read_bytes(), name
