"""The importers of published data sets: tau2, ECom-Bench, Icecat."""

from __future__ import annotations

import gzip
from datetime import date
from pathlib import Path

import pytest

from knowledge.errors import SourceError
from knowledge.importers.icecat import attribute_label
from knowledge.importers.items import Options
from knowledge.importers.kinds import import_shop
from knowledge.shop_folder import read_shop
from tests.knowledge.importers.importing import EUROS, FIXTURES, imported, noted

NAMED = Options(name="World")
DATED = Options(name="World", order_date="2024-05-01T12:00:00-05:00")


def test_tau2_products_users_and_policy(tmp_path: Path) -> None:
    shop, _ = imported("tau2", "tau2", tmp_path / "out", NAMED)
    lamp = shop.products[0]
    assert (shop.profile.currency, str(lamp.price.decimal)) == ("USD", "38.05")
    assert [(v.variant_id, v.stock) for v in lamp.variants] == [("101", None), ("102", 0)]
    ivy = shop.customers[0]
    assert (ivy.first_name, ivy.last_name, ivy.postal_code) == ("Ivy", "Holt", "97301")
    gift, credit = ivy.payment_methods
    assert (gift.kind, gift.balance and str(gift.balance.decimal)) == ("gift_card", "12.50")
    assert credit.label == "visa ending 1111"
    assert [section.heading for section in shop.policies[0].sections][-1] == "Returns"


def test_tau2_has_no_dates_and_none_is_invented(tmp_path: Path) -> None:
    shop, outcome = imported("tau2", "tau2", tmp_path / "out", NAMED)
    assert shop.orders == ()
    assert noted(outcome, "orders.placed_at") == [
        (
            "the source has no dates of orders; without --order-date they are left out",
            2,
            "db.json: orders.#A1",
        )
    ]


def test_tau2_orders_with_a_date_of_the_importing_persons(tmp_path: Path) -> None:
    shop, outcome = imported("tau2", "tau2", tmp_path / "out", DATED)
    (order,) = shop.orders
    assert (order.status, order.total and str(order.total.decimal)) == ("processing", "78.55")
    assert [line.variant_id for line in order.lines] == ["101", "102"]
    assert [(s.tracking_id, s.line_ids) for s in order.shipments] == [("900", ("#A1-2",))]
    assert [(p.kind, p.amount and str(p.amount.decimal)) for p in order.payments] == [
        ("credit_card", "78.55"),
        ("gift_card", "-38.05"),
    ]
    assert noted(outcome, "orders.status")[0][2] == "db.json: orders.#A2: 'teleported'"
    assert noted(outcome, "orders.customer_id")[0][2] == "db.json: orders.#A3: 'nobody'"


@pytest.mark.parametrize(
    ("content", "message"),
    [("{\n1}", r"db.json:2: found broken JSON"), ("[]", r"db.json: found no products")],
)
def test_tau2_what_is_no_world_is_refused(tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "db.json").write_text(content)
    with pytest.raises(SourceError, match=message):
        import_shop("tau2", tmp_path, tmp_path / "x" / "out", NAMED)


def test_ecom_bench_products_manuals_and_customers(tmp_path: Path) -> None:
    shop, outcome = imported("ecom-bench", "ecom_bench", tmp_path / "out", NAMED)
    (light,) = shop.products
    assert (light.currency, str(light.price.decimal)) == ("CNY", "59.90")
    assert light.attributes["赠品"] == "电池：两节五号电池"
    assert [s.heading for s in shop.manuals[0].sections] == ["安装说明", "维修说明", "常见故障"]
    customer = shop.customers[0]
    assert (customer.last_name, customer.first_name) == ("欧阳", "小松")
    assert noted(outcome, "商品状态")[0][2] == "products.json: 902: '已下架'"
    assert noted(outcome, "性别")[0][1] == 1


def test_ecom_bench_orders_take_their_date_from_their_parcel(tmp_path: Path) -> None:
    shop, outcome = imported("ecom-bench", "ecom_bench", tmp_path / "out", NAMED)
    (order,) = shop.orders
    assert order.placed_at.isoformat() == "2025-05-08T09:10:00+08:00"
    assert (order.status, order.lines[0].quantity) == ("delivered", 2)
    assert order.shipments[0].status == "已签收"
    assert noted(outcome, "orders.placed_at")[0][2] == "orders.json: 702: '已付款'"
    dated, _ = imported("ecom-bench", "ecom_bench", tmp_path / "dated", DATED)
    assert [o.order_id for o in dated.orders] == ["701", "702"]


def test_ecom_bench_offer_becomes_a_promotion(tmp_path: Path) -> None:
    shop, _ = imported("ecom-bench", "ecom_bench", tmp_path / "out", NAMED)
    (offer,) = shop.promotions
    assert (offer.starts_at, offer.ends_at) == (date(2025, 5, 24), date(2025, 6, 18))
    assert "满100减10" in offer.terms


@pytest.mark.parametrize("zipped", [False, True])
def test_icecat_lines(tmp_path: Path, zipped: bool) -> None:
    plain = (FIXTURES / "icecat.jsonl").read_bytes()
    source = tmp_path / ("products.jsonl.gz" if zipped else "products.jsonl")
    source.write_bytes(gzip.compress(plain) if zipped else plain)
    shop, outcome = imported("icecat", source, tmp_path / "out")
    (cable,) = shop.products
    assert (str(cable.price.decimal), cable.currency, cable.released_at) == ("5.95", "EUR", date(2019, 8, 9))
    assert cable.attributes["Cable length"] == "1"
    assert cable.attributes["Shielded"] == "no"
    assert noted(outcome, "price")[0][2] == f"{source.name}:2"
    assert noted(outcome, "line")[0][2].startswith(f"{source.name}:3: ")
    assert noted(outcome, "products.product_id")[0][2] == f"{source.name}:4: '51'"


def test_icecat_prices_name_no_currency_so_one_has_to_be_given(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"does not tell the shop's currency.*--currency"):
        import_shop("icecat", FIXTURES / "icecat.jsonl", tmp_path / "out", NAMED)


def test_a_gzip_file_that_is_cut_off_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    source = tmp_path / "products.jsonl.gz"
    source.write_bytes(gzip.compress((FIXTURES / "icecat.jsonl").read_bytes() * 50)[:-20])
    with pytest.raises(SourceError, match="cannot be read to its end"):
        import_shop("icecat", source, tmp_path / "out", EUROS)
    assert [path.name for path in tmp_path.iterdir()] == [source.name]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("product_colour", "Product colour"),
        ("thermal_design_power__tdp_", "Thermal design power (tdp)"),
        ("memory_layout__slots_x_size_", "Memory layout (slots x size)"),
        ("4g_wimax", "4g wimax"),
    ],
)
def test_icecat_names_of_attributes(name: str, label: str) -> None:
    assert attribute_label(name) == label


@pytest.mark.integration
@pytest.mark.parametrize(
    ("kind", "source", "expected"),
    [
        ("tau2", "tau_retail", {"products": 50, "customers": 500, "orders": 1000, "policies": 1}),
        ("ecom-bench", "ecom_bench_zh", {"products": 52, "customers": 28, "orders": 41, "manuals": 52}),
        ("icecat", "icecat/products.jsonl.gz", {"products": 19_406}),
    ],
)
def test_the_real_data_sets_read_back(
    pytestconfig: pytest.Config, tmp_path: Path, kind: str, source: str, expected: dict[str, int]
) -> None:
    path = pytestconfig.getoption("--data") / source
    if not path.exists():
        pytest.skip(f"{path} is not there; name the folder of data sets with --data DIR")
    options = Options("World", "USD" if kind == "icecat" else None, (), None, DATED.order_date)
    outcome = import_shop(kind, path, tmp_path / "out", options)
    shop = read_shop(tmp_path / "out")
    assert {table: len(getattr(shop, table)) for table in expected} == expected
    assert expected.items() <= outcome.counts.items()
