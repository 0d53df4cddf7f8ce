"""The retail world of tau2-bench: `db.json` with products, users and orders, and `policy.md` beside it.

The world tells no dates: orders go in only with a date of the importing person's (`Options.order_date`). Its amounts
are US dollars.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from knowledge.errors import SourceError
from knowledge.importers.items import Items, Mapped, Options, Page, Unmapped, compact
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.prices import PriceError, read_price
from knowledge.importers.sources import read_json, read_text
from knowledge.importers.versions import Version, as_fields

CURRENCY = "USD"

_STATUS = {
    "pending": "pending",
    "pending (item modified)": "pending",
    "pending (items modified)": "pending",
    "processed": "processing",
    "delivered": "delivered",
    "cancelled": "cancelled",
    "return requested": "return_requested",
    "exchange requested": "exchange_requested",
}
_MAPPED_OF_ORDER = {"order_id", "user_id", "address", "items", "status", "fulfillments", "payment_history"}
_ADDRESS = {"address1": "street", "address2": "unit", "city": "city", "state": "state", "zip": "postal_code"}


def read(path: Path, options: Options) -> Items:
    """The items of a folder with `db.json` and `policy.md`, or of a `db.json`.

    Raises:
        SourceError: no `db.json`, broken JSON, or none of its tables in it.
    """
    file = path / "db.json" if path.is_dir() else path
    world = mapping(read_json(file))
    if not mapping(world.get("products")):
        raise SourceError(
            f"{file.name}: found no products, expected an object with products, users and orders"
        )
    yield from shop(world, file.name, options)
    policy = file.parent / "policy.md"
    if policy.is_file():
        yield Page("policies/policy.md", read_text(policy), policy.name)


def shop(world: Mapping[str, Any], file: str, options: Options) -> Items:
    """Products, users as customers, and orders; `file` is the name that notes carry."""
    code = options.currency or CURRENCY
    for product_id, product in mapping(world.get("products")).items():
        yield from _product(product_id, mapping(product), file, code)
    users = mapping(world.get("users"))
    for user_id, user in users.items():
        yield from _customer(user_id, mapping(user), file, code)
    methods = {
        payment_id: text(mapping(method).get("source"))
        for user in users.values()
        for payment_id, method in mapping(mapping(user).get("payment_methods")).items()
    }
    for order_id, order in mapping(world.get("orders")).items():
        yield from _order(order_id, mapping(order), file, methods, options)


def _product(product_id: str, product: Mapping[str, Any], file: str, code: str) -> Items:
    place = f"{file}: products.{product_id}"
    versions: list[Version] = []
    for item_id, item in mapping(product.get("variants")).items():
        found = _version(item_id, mapping(item), f"{place}.{item_id}", code)
        if isinstance(found, Unmapped):
            yield found
            continue
        versions.append(found)
        if mapping(item).get("available") is True:
            reason = "true tells no number of pieces; stock is left out"
            yield Unmapped("variants.available", reason, found.place)
    if not versions:
        yield Unmapped(
            "variants", "none with a price; the product is left out", place, text(product.get("name"))
        )
        return
    values = {"product_id": product_id, "name": text(product.get("name")), **as_fields(versions, product_id)}
    yield Mapped("products", values, place)


def _version(item_id: str, item: Mapping[str, Any], place: str, code: str) -> Version | Unmapped:
    try:
        price = read_price(text(item.get("price")), code)
    except PriceError as error:
        return Unmapped("variants.price", f"{error.problem}; the version is left out", place, error.found)
    options = {name: text(value) for name, value in mapping(item.get("options")).items()}
    return Version(item_id, options, price, 0 if item.get("available") is False else None, place)


def _customer(user_id: str, user: Mapping[str, Any], file: str, code: str) -> Items:
    name = mapping(user.get("name"))
    address = mapping(user.get("address"))
    methods = mapping(user.get("payment_methods")).values()
    values = {
        "customer_id": user_id,
        "first_name": text(name.get("first_name")),
        "last_name": text(name.get("last_name")),
        "email": text(user.get("email")),
        "postal_code": text(address.get("zip")),
        "addresses": [_address(address)] if address else [],
        "payment_methods": [_payment_method(mapping(method), code) for method in methods],
    }
    yield Mapped("customers", compact(values), f"{file}: users.{user_id}")


def _address(address: Mapping[str, Any]) -> dict[str, str]:
    named = {_ADDRESS.get(name, name): text(value) for name, value in address.items()}
    return {name: value for name, value in named.items() if value}


def _payment_method(method: Mapping[str, Any], code: str) -> dict[str, Any]:
    balance = text(method.get("balance"))
    values = {
        "payment_id": text(method.get("id")),
        "kind": text(method.get("source")),
        "label": f"{text(method.get('brand'))} ending {text(method.get('last_four'))}"
        if method.get("brand")
        else "",
        "balance": balance,
        "currency": code if balance else "",
    }
    return compact(values)


def _order(
    order_id: str, order: Mapping[str, Any], file: str, methods: Mapping[str, str], options: Options
) -> Items:
    place = f"{file}: orders.{order_id}"
    told = text(order.get("status"))
    status = _STATUS.get(told)
    if status is None:
        yield Unmapped("orders.status", "not one that is known; the order is left out", place, told)
        return
    if options.order_date is None:
        reason = "the source has no dates of orders; without --order-date they are left out"
        yield Unmapped("orders.placed_at", reason, place)
        return
    yield Unmapped(
        "orders.placed_at", "not in the source; taken from --order-date", place, options.order_date
    )
    for name, value in order.items():
        if name not in _MAPPED_OF_ORDER:
            yield Unmapped(f"orders.{name}", "no rule maps it", place, str(value))
    yield Mapped("orders", _order_values(order_id, order, status, methods, options), place)


def _order_values(
    order_id: str, order: Mapping[str, Any], status: str, methods: Mapping[str, str], options: Options
) -> dict[str, Any]:
    code = options.currency or CURRENCY
    lines = [
        _line(order_id, number, mapping(item)) for number, item in enumerate(listed(order.get("items")), 1)
    ]
    payments = [_payment(mapping(paid), methods) for paid in listed(order.get("payment_history"))]
    values = {
        "order_id": order_id,
        "customer_id": text(order.get("user_id")),
        "placed_at": options.order_date,
        "status": status,
        "lines": lines,
        "total": next((paid["amount"] for paid in payments if not paid["amount"].startswith("-")), ""),
        "currency": code,
        "address": _address(mapping(order.get("address"))),
        "shipments": _shipments(order, lines),
        "payments": payments,
    }
    return compact(values)


def _line(order_id: str, number: int, item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "line_id": f"{order_id}-{number}",
        "product_id": text(item.get("product_id")),
        "name": text(item.get("name")),
        "variant_id": text(item.get("item_id")),
        "options": {name: text(value) for name, value in mapping(item.get("options")).items()},
        "quantity": 1,
        "unit_price": text(item.get("price")),
    }


def _payment(paid: Mapping[str, Any], methods: Mapping[str, str]) -> dict[str, Any]:
    """A refund is money paid back: a negative amount."""
    sign = "-" if text(paid.get("transaction_type")) == "refund" else ""
    payment_id = text(paid.get("payment_method_id"))
    return {
        "payment_id": payment_id,
        "kind": methods.get(payment_id),
        "amount": f"{sign}{text(paid.get('amount'))}",
    }


def _shipments(order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One parcel per tracking number; a fulfilment with several has its lines in each."""
    shipments: list[dict[str, Any]] = []
    for part in listed(order.get("fulfillments")):
        items = [text(item_id) for item_id in listed(mapping(part).get("item_ids"))]
        line_ids = [line["line_id"] for line in lines if line["variant_id"] in items]
        for tracking_id in listed(mapping(part).get("tracking_id")):
            shipments.append({"tracking_id": text(tracking_id), "line_ids": line_ids})
    return shipments
