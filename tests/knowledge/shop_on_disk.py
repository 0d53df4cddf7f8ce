"""A small good shop folder, written for one test, which then spoils what it is about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

PROFILE = """\
name = "Test Shop"
currency = "EUR"
languages = ["en", "zh"]
timezone = "Europe/Dublin"
[contact]
country = "IE"
"""
PRODUCT = {"product_id": "P1", "name": "Kettle", "price": "79.90", "currency": "EUR"}
REVIEW = {"review_id": "R1", "product_id": "P1", "text": "Boils fast and pours well.", "rating": 5}
FAQ = {"faq_id": "F1", "question": "How long is the cord?", "answer": "80 cm."}
CUSTOMER = {
    "customer_id": "C1",
    "email": "Ada@Example.com",
    "phone": "+353 20 912 0031",
    "identities": [{"channel": "social", "handle": "@ada"}],
}
LINE = {"product_id": "P1", "name": "Kettle", "quantity": 1, "unit_price": "79.90"}
ORDER = {
    "order_id": "O1",
    "customer_id": "C1",
    "placed_at": "2026-03-01T09:30:00+00:00",
    "status": "shipped",
    "lines": [LINE],
}
EVENT = {"customer_id": "C1", "kind": "view", "at": "2026-03-01T09:00:00Z", "product_id": "P1"}
PROMOTION = {
    "promotion_id": "X1",
    "title": "Spring",
    "terms": "Ten percent off.",
    "starts_at": "2026-03-01",
    "ends_at": "2026-03-31",
}
POLICY = "---\nvalid_from: 2026-01-01\n---\n# Returns\n\n## How long\nThirty days.\n"
MANUAL = "# Kettle\n\n## Descaling\nOnce a month.\n"


def write_shop(root: Path) -> Path:
    """A shop folder with one good record of every kind."""
    (root / "shop.toml").write_text(PROFILE, encoding="utf-8")
    for table, record in {
        "products": PRODUCT, "reviews": REVIEW, "faqs": FAQ, "customers": CUSTOMER,
        "orders": ORDER, "events": EVENT, "promotions": PROMOTION,
    }.items():  # fmt: skip
        write_table(root, table, record)
    write_page(root, "policies/returns.md", POLICY)
    write_page(root, "manuals/P1.md", MANUAL)
    return root


def write_table(root: Path, table: str, *records: Any) -> None:
    """`table.jsonl` with these records; a text is written as a line of its own."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    (root / f"{table}.jsonl").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_csv(root: Path, table: str, text: str) -> None:
    """`table.csv` in place of `table.jsonl`."""
    (root / f"{table}.jsonl").unlink(missing_ok=True)
    (root / f"{table}.csv").write_text(text, encoding="utf-8", newline="")


def write_page(root: Path, name: str, text: str) -> None:
    """A Markdown page, its folder made where needed."""
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")
