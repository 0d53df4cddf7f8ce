"""Small shops made for one test: products, rules, one customer with one order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import prompts
from bot.tools.desk import Desk
from knowledge.embedders import load_embedder
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store

_TODAY = date(2026, 11, 22)


def desk_of(
    folder: Path,
    *,
    language: str,
    currency: str,
    products: Sequence[Mapping[str, Any]],
    policies: Mapping[str, str],
    membership: str | None = None,
    order: Mapping[str, Any] | None = None,
    promotions: Sequence[Mapping[str, Any]] = (),
    signed_in: bool = True,
    also: Sequence[str] = ("Gold",),
    country: str = "",
) -> Desk:
    """The desk of a customer of such a shop; `order` holds `lines`, `placed_at` and `delivered_at`.

    `also` are the memberships of other customers, `country` is where the shop is.
    """
    shop = folder / "shop"
    (shop / "policies").mkdir(parents=True)
    head = f'name = "Test"\ncurrency = "{currency}"\nlanguages = ["{language}"]\ntoday = {_TODAY}\ntimezone = "UTC"\n'
    head += f'[contact]\ncountry = "{country}"\n' if country else ""
    (shop / "shop.toml").write_text(head, encoding="utf-8")
    for name, text in policies.items():
        (shop / "policies" / f"{name}.md").write_text(
            text if text.startswith("---") else f"---\nlanguage: {language}\n---\n{text}", encoding="utf-8"
        )
    goods = [{"currency": currency, **product} for product in products]
    others = [{"customer_id": f"C{n}", "membership": name} for n, name in enumerate(also, start=2)]
    customers = [{"customer_id": "C1", "membership": membership}, *others]
    orders = [_order(order, currency)] if order else []
    offers = [{"currency": currency, "terms": "-", **offer} for offer in promotions]
    tables = {"products": goods, "customers": customers, "orders": orders, "promotions": offers}
    for name, rows in tables.items():
        text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (shop / f"{name}.jsonl").write_text(f"{text}\n", encoding="utf-8")
    embedder = load_embedder("hash")
    build_store(read_shop(shop), folder / "store", embedder)
    knowledge = open_store(folder / "store", embedder)
    customer = knowledge.catalogue.customer("C1") if signed_in else None
    return Desk(knowledge, prompts.phrases(language), language, _TODAY, "s1", customer)


def _order(given: Mapping[str, Any], currency: str) -> dict[str, Any]:
    arrived = given.get("delivered_at")
    parcel = {"tracking_id": "TRK1", "delivered_at": f"{arrived}T10:00:00+00:00" if arrived else None}
    return {
        "order_id": "O1001", "customer_id": "C1", "currency": currency, "lines": given["lines"],
        "status": "delivered" if arrived else "shipped", "placed_at": f"{given['placed_at']}T10:00:00+00:00",
        "shipments": [parcel],
    }  # fmt: skip
