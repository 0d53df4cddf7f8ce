"""The furniture shop: another language first, another currency, much left out; nothing is made for the first shop."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import get_args

import pytest

from knowledge.embeddings import HashEmbedder
from knowledge.money import Money
from knowledge.order_ids import OrderIds
from knowledge.records import Order, OrderStatus
from knowledge.search import Knowledge
from knowledge.store import build_store, open_store
from tests.knowledge.shop_checks import (
    ShippedShop,
    dangling,
    day,
    double_ids,
    from_the_future,
    order_faults,
    verified_without_purchase,
)

SHOP = ShippedShop("sample_furniture")
FIRST = ShippedShop("sample")
AT_LEAST = {"products": 18, "reviews": 60, "faqs": 20, "customers": 10, "orders": 25, "promotions": 3}


@pytest.mark.parametrize("table", AT_LEAST)
def test_there_is_enough_and_no_unknown_field(table: str) -> None:
    assert len(SHOP.records[table]) >= AT_LEAST[table]
    assert [r for r in SHOP.records[table] if r.extra] == []


def test_it_differs_from_the_first_shop() -> None:
    assert SHOP.profile.currency == "CNY"
    assert SHOP.profile.languages == ("zh", "en")
    assert not set(SHOP.profile.channels) & {"mobile", "social", "store"}
    assert not {p.category for p in SHOP.products.values()} & {p.category for p in FIRST.products.values()}
    assert {c.membership for c in SHOP.customers.values()} == {"business", None}


def test_it_leaves_out_what_may_be_missing() -> None:
    assert (SHOP.read.events, SHOP.manuals) == ((), ())
    products = SHOP.products.values()
    for field in (
        "brand",
        "description",
        "features",
        "attributes",
        "variants",
        "released_at",
        "translations",
    ):
        assert any(not getattr(p, field) for p in products), field
        assert any(getattr(p, field) for p in products), field
    assert all(p.url is None and p.image is None for p in products)
    assert any(c.email is None for c in SHOP.customers.values())
    assert any(not c.addresses for c in SHOP.customers.values())
    assert any(not o.payments for o in SHOP.records["orders"])


def test_references_resolve_and_no_id_is_used_twice() -> None:
    assert dangling(SHOP) == []
    assert double_ids(SHOP) == []


@pytest.mark.parametrize("order", SHOP.records["orders"], ids=lambda o: o.order_id)
def test_order_adds_up(order: Order) -> None:
    assert order_faults(order, SHOP) == []


def test_every_status_occurs() -> None:
    assert {o.status for o in SHOP.records["orders"]} == set(get_args(OrderStatus))


def test_an_order_hangs_on_its_customer_by_e_mail() -> None:
    named = [row["customer_id"] for row in SHOP.rows["orders"]]
    assert "tom.aldridge@example.com" in named
    assert {o.customer_id for o in SHOP.records["orders"]} <= set(SHOP.customers)


def test_amounts_are_in_the_shops_currency() -> None:
    assert not any("currency" in row for row in SHOP.rows["orders"])
    totals = [o.total for o in SHOP.records["orders"]]
    assert {total.currency for total in totals if total} == {"CNY"}
    assert Money(minor=546000, currency="CNY") in totals


@pytest.mark.parametrize("table", ["products", "reviews", "orders"])
def test_nothing_has_happened_after_today(table: str) -> None:
    today = SHOP.profile.today
    assert today is not None
    limit = today + timedelta(days=14) if table == "orders" else today  # parcels are expected in the future
    assert from_the_future(SHOP, table, limit) == []
    assert [o.order_id for o in SHOP.records["orders"] if day(o.placed_at) >= today] == []


def test_reviews_disagree_and_verified_ones_have_bought() -> None:
    reviews = SHOP.records["reviews"]
    assert {r.rating for r in reviews} == {1, 2, 3, 4, 5}
    assert len({r.text for r in reviews}) == len(SHOP.read.reviews) == len(reviews)
    assert {r.product_id for r in reviews} == set(SHOP.products)
    assert verified_without_purchase(SHOP) == []
    assert any(r.verified for r in reviews)


def test_languages_are_found_where_none_is_named() -> None:
    assert "language" not in SHOP.rows["reviews"][0]
    for told in (SHOP.read.reviews, SHOP.read.faqs):
        languages = Counter(item.language for item in told)
        assert languages["zh"] > languages["en"] >= 3


def test_policies_are_chinese_and_three_are_english_too() -> None:
    chinese = {name: p for (name, language), p in SHOP.policies.items() if language == "zh"}
    english = {name: p for (name, language), p in SHOP.policies.items() if language == "en"}
    assert len(chinese) >= 6
    assert len(english) == 3
    assert all(len(english[name].sections) == len(chinese[name].sections) for name in english)


def test_promotions_are_for_a_category_for_companies_and_over() -> None:
    today = SHOP.profile.today
    assert any(p.categories for p in SHOP.records["promotions"])
    assert any(p.memberships == ("business",) for p in SHOP.records["promotions"])
    assert any(p.ends_at < today for p in SHOP.records["promotions"])


def test_order_ids_of_another_form_are_found() -> None:
    found = OrderIds(o.order_id for o in SHOP.records["orders"]).find("我的订单 my-0023 到哪了？")
    assert [mention.id for mention in found] == ["MY-0023"]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    path, embedder = tmp_path_factory.mktemp("furniture") / "store", HashEmbedder()
    build_store(SHOP.read, path, embedder)
    opened = open_store(path, embedder)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("长物餐桌多少钱", "product:TB201#price"),
        ("How heavy is the Changwu Dining Table?", "product:TB201#重量"),
        ("书架不打墙孔行吗", "faq:Q16"),
        ("企业客户退货", "policy:returns#business"),
    ],
)
def test_its_facts_are_found(knowledge: Knowledge, question: str, source: str) -> None:
    assert source in [hit.passage.source for hit in knowledge.search(question, k=3)]
