"""A small shop for unit tests of the bot: two tents, a lamp, two customers, three orders, one policy."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from knowledge.embedders import load_embedder
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store

SHOP_TOML = """name = "Pebble"
currency = "EUR"
languages = ["en", "zh"]
today = 2026-03-18
timezone = "UTC"
[hours]
store = "Monday to Friday 09:00-18:00"
"""
RETURNS = """---
language: en
---
# Returns

## Customers without a membership
You have 30 days to return an item.

## Gold members
You have 60 days to return an item.
"""


def product(product_id: str, name: str, price: str, **fields: Any) -> dict[str, Any]:
    return {"product_id": product_id, "name": name, "price": price, "currency": "EUR", **fields}


LAMP = {"category": "Lighting", "brand": "Lumo"}
PRODUCTS = [
    product(
        "P1", "Fell Ridge 2 Tent", "189.00", category="Tents", brand="Fell", stock=4,
        attributes={"Weight": "2.1 kg", "Warranty": "3 years"},
        translations={"zh": {"name": "Fell Ridge 2 帐篷", "attributes": {"重量": "2.1 公斤", "保修": "3 年"}}},
    ),
    product(
        "P2", "Fell Ridge 3 Tent", "229.00", category="Tents", brand="Fell", stock=2,
        attributes={"Weight": "2.9 kg", "Warranty": "3 years"},
        translations={"zh": {"name": "Fell Ridge 3 帐篷", "attributes": {"重量": "2.9 公斤", "保修": "3 年"}}},
    ),
    product(
        "P3", "Lumo Desk Lamp", "79.00", **LAMP, stock=9, features=["Beam dims by touch"],
        attributes={"Weight": "1.2 kg", "Colours seen true": "Ra 97"},
    ),
    product(
        "P4", "Lumo Glow Lamp", "49.00", **LAMP, stock=3, features=["Beam dims by remote"],
        attributes={"Weight": "0.8 kg", "Colours seen true": "Ra 80"},
    ),
    product(
        "P6", "Gale Rain Jacket", "119.00", category="Clothing", brand="Gale",
        variants=[
            {"variant_id": "P6-NL", "options": {"colour": "Navy", "size": "L"}, "stock": 3},
            {"variant_id": "P6-NM", "options": {"colour": "Navy", "size": "M"}, "stock": 0},
            {"variant_id": "P6-RM", "options": {"colour": "Red", "size": "M"}, "stock": 5, "price": "99.00"},
        ],
    ),
    product("P5", "Lumo Spot Lamp", "39.00", **LAMP, stock=0, attributes={"Weight": "0.5 kg"}),
]  # fmt: skip
REVIEWS = [
    {
        "review_id": "P1-R1",
        "product_id": "P1",
        "rating": 2,
        "text": "The zip sticks in the cold.",
        "channel": "web",
    },
    {
        "review_id": "P1-R2",
        "product_id": "P1",
        "rating": 5,
        "text": "Dry in three days of rain.",
        "channel": "store",
    },
]
CUSTOMERS = [
    {
        "customer_id": "C1",
        "first_name": "Ada",
        "email": "ada@example.com",
        "membership": "gold",
        "postal_code": "H91 E2K3",
        "phone": "+353 20 912 0031",
    },
    {
        "customer_id": "C2",
        "first_name": "Ben",
        "email": "ben@example.com",
        "language": "zh",
        "postal_code": "200040",
    },
]


def order(order_id: str, customer_id: str, status: str, product_id: str, **fields: Any) -> dict[str, Any]:
    bought = next(p for p in PRODUCTS if p["product_id"] == product_id)
    line = {"product_id": product_id, "name": bought["name"], "quantity": 1, "unit_price": bought["price"]}
    return {
        "order_id": order_id, "customer_id": customer_id, "status": status, "lines": [line], "currency": "EUR",
        "placed_at": "2026-02-01T10:00:00+00:00", "total": bought["price"], **fields,
    }  # fmt: skip


ORDERS = [
    order(
        "O0001", "C1", "delivered", "P1", channel="store",
        shipments=[{"tracking_id": "TRK0001", "carrier": "Post", "delivered_at": "2026-02-05T10:00:00+00:00"}],
    ),
    order(
        "O0002", "C1", "shipped", "P3", channel="mobile", placed_at="2026-03-15T10:00:00+00:00",
        shipments=[{"tracking_id": "TRK0002", "carrier": "Post", "eta": "2026-03-20T10:00:00+00:00"}],
    ),
    order("O0003", "C2", "processing", "P2"),
    order(
        "O0000", "C2", "cancelled", "P2", placed_at="2025-12-01T10:00:00+00:00",
        payments=[
            {"payment_id": "card", "amount": "229.00", "at": "2025-12-01T10:00:00+00:00"},
            {"payment_id": "card", "amount": "-229.00", "at": "2025-12-04T10:00:00+00:00"},
        ],
    ),
]  # fmt: skip
PROMOTIONS = [
    {
        "promotion_id": "PR1", "title": "Spring light", "terms": "10 % off all lamps.", "percent": 10,
        "categories": ["Lighting"], "starts_at": "2026-03-01", "ends_at": "2026-03-31", "code": "LIGHT10",
    },
    {
        "promotion_id": "PR2", "title": "Winter tents", "terms": "20 % off tents.", "percent": 20,
        "categories": ["Tents"], "starts_at": "2026-01-01", "ends_at": "2026-01-31",
    },
    {
        "promotion_id": "PR3", "title": "April light", "terms": "5 % off all lamps.", "percent": 5,
        "categories": ["Lighting"], "starts_at": "2026-04-01", "ends_at": "2026-04-30", "code": "SOON5",
    },
    {
        "promotion_id": "PR4", "title": "Gold lights", "terms": "20 % off lamps for Gold.", "percent": 20,
        "categories": ["Lighting"], "starts_at": "2026-03-01", "ends_at": "2026-03-31", "code": "GOLD20",
        "minimum": "100.00", "currency": "EUR", "memberships": ["gold"],
    },
    {
        "promotion_id": "PR5", "title": "Five off", "terms": "5 euros off a first order of lamps.", "amount": "5.00",
        "categories": ["Lighting"], "starts_at": "2026-03-01", "ends_at": "2026-03-31", "code": "FIRST5",
        "currency": "EUR", "first_order_only": True,
    },
]  # fmt: skip


def write_shop(folder: Path) -> Path:
    """The shop folder, written to `folder`."""
    (folder / "policies").mkdir(parents=True)
    (folder / "shop.toml").write_text(SHOP_TOML, encoding="utf-8")
    (folder / "policies" / "returns.md").write_text(RETURNS, encoding="utf-8")
    tables = {
        "products": PRODUCTS, "reviews": REVIEWS, "customers": CUSTOMERS, "orders": ORDERS, "promotions": PROMOTIONS,
    }  # fmt: skip
    for name, rows in tables.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl").write_text(text + "\n", encoding="utf-8")
    return folder


def shop_of(folder: Path, toml: str, goods: Iterable[Mapping[str, Any]]) -> Knowledge:
    """The knowledge of a shop of these products alone, read by the hash embedder."""
    (folder / "shop.toml").write_text(toml, encoding="utf-8")
    lines = "\n".join(json.dumps(each, ensure_ascii=False) for each in goods)
    (folder / "products.jsonl").write_text(lines, encoding="utf-8")
    embedder = load_embedder("hash")
    build_store(read_shop(folder), folder / "store", embedder)
    return open_store(folder / "store", embedder)
