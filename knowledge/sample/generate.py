"""Writes the sample shop's `orders.jsonl` and `events.jsonl` from products, customers and `order_plan.py`.

Run `python -m knowledge.sample.generate` after a change to any of them. The same input gives the same files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from knowledge.sample.order_plan import ORDER_PLAN, RETURN_PLAN
from knowledge.sample.shop_events import ZONE, draw_events

FOLDER = Path(__file__).resolve().parent
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2025-04-21",
        "2025-05-05",
        "2025-06-02",
        "2025-08-04",
        "2025-10-27",
        "2025-12-25",
        "2025-12-26",
        "2026-01-01",
        "2026-02-02",
        "2026-03-17",
    )
}
STATES = {"shipped": "in transit", "pending": None, "processing": None, "cancelled": None}
CARRIERS = ("Anchor Parcel", "GreenPost")

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """One line of `ORDER_PLAN` and, when there is one, its line of `RETURN_PLAN`, split into cells."""

    order_id: str
    placed_at: datetime
    customer: Row
    channel: str
    status: str
    bought: str
    options: Mapping[str, str]
    returned: Sequence[str]


def write_files(source: Path, target: Path) -> None:
    """Writes `orders.jsonl` and `events.jsonl` into `target` from the tables in `source`."""
    products = {row["product_id"]: row for row in _read(source / "products.jsonl")}
    customers = {row["customer_id"]: row for row in _read(source / "customers.jsonl")}
    returned = {line.split(" ")[0]: _cells(line) for line in RETURN_PLAN.strip().splitlines()}
    plans = [_plan(_cells(line), customers, returned) for line in ORDER_PLAN.strip().splitlines()]
    orders = [_order(plan, products) for plan in plans]
    _write(target / "orders.jsonl", orders)
    _write(target / "events.jsonl", draw_events(orders, products, customers))


def _read(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _write(path: Path, rows: Sequence[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _plan(cells: Sequence[str], customers: Mapping[str, Row], returned: Mapping[str, Sequence[str]]) -> Plan:
    order_id, placed, customer_id, channel, status, bought, options = cells
    return Plan(
        order_id,
        datetime.fromisoformat(placed).replace(tzinfo=ZONE),
        customers[customer_id],
        channel,
        status,
        bought,
        dict(_option(text) for text in options.split(";") if text.strip()),
        returned.get(order_id, ()),
    )


def _option(text: str) -> tuple[str, str]:
    key, _, value = text.strip().partition("=")
    return key, value


def _order(plan: Plan, products: Mapping[str, Row]) -> Row:
    lines = [_line(plan.order_id, n, text, products) for n, text in enumerate(plan.bought.split(), 1)]
    total = sum((Decimal(line["unit_price"]) * line["quantity"] for line in lines), Decimal(0))
    in_store = plan.channel == "store"
    returns = _returns(plan, lines)
    return {
        "order_id": plan.order_id,
        "customer_id": plan.customer["customer_id"],
        "placed_at": plan.placed_at.isoformat(),
        "status": plan.status,
        "channel": plan.channel,
        "lines": lines,
        "total": str(total),
        "currency": "EUR",
        "address": None if in_store else plan.customer["addresses"][0],
        "shipments": [] if in_store else _shipments(plan, lines),
        "payments": _payments(plan, total, returns),
        "returns": returns,
    }


def _line(order_id: str, number: int, text: str, products: Mapping[str, Row]) -> Row:
    goods, _, quantity = text.partition("*")
    product_id, _, suffix = goods.partition("/")
    product = products[product_id]
    line: Row = {"line_id": f"{order_id}-{number}", "product_id": product_id, "name": product["name"]}
    price = product["price"]
    if suffix:
        variant = next(v for v in product["variants"] if v["variant_id"] == f"{product_id}-{suffix}")
        line |= {"variant_id": variant["variant_id"], "options": variant["options"]}
        price = variant["price"]
    return line | {"quantity": int(quantity or 1), "unit_price": price}


def _shipments(plan: Plan, lines: Sequence[Row]) -> list[Row]:
    state = STATES.get(plan.status, "delivered")
    if state is None:
        return []
    everything = ",".join(str(n) for n in range(1, len(lines) + 1))
    parcels = plan.options.get("parcels", everything).split("/")
    states = plan.options.get("states", "/".join([state] * len(parcels))).split("/")
    return [
        _shipment(plan, n, parcel_state, [lines[int(i) - 1]["line_id"] for i in parcel.split(",")])
        for n, (parcel, parcel_state) in enumerate(zip(parcels, states, strict=True))
    ]


def _shipment(plan: Plan, number: int, state: str, line_ids: Sequence[str]) -> Row:
    """The first parcel leaves a working day after the order, the second a day after that."""
    order_number = int(plan.order_id[1:])
    shipped = _working_day(plan.placed_at.date(), 1 + number)
    parcel: Row = {
        "tracking_id": _tracking_id(order_number, number),
        "carrier": CARRIERS[(order_number + number) % 2],
        "status": state,
        "shipped_at": _at(shipped, 16, 5 + number),
        "eta": _working_day(shipped, 3).isoformat(),
        "line_ids": list(line_ids),
    }
    if state == "delivered":
        parcel["delivered_at"] = _at(_working_day(shipped, 2), 9 + order_number % 7, order_number % 60)
    return parcel


def _tracking_id(order_number: int, parcel: int) -> str:
    """The carriers count anew since the seventieth order."""
    if order_number <= 70:
        return f"TRK{parcel * 100 + order_number:06}"
    return f"TRK{100_000 + order_number * 10 + parcel}"


def _working_day(start: date, days: int) -> date:
    day = start
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in HOLIDAYS
    return day


def _at(day: date, hour: int, minute: int) -> str:
    return datetime.combine(day, time(hour, minute), ZONE).isoformat()


def _returns(plan: Plan, lines: Sequence[Row]) -> list[Row]:
    if not plan.returned:
        return []
    order_id, numbers, status, refund, day, reason = plan.returned
    returned: Row = {
        "return_id": f"R{order_id[1:]}",
        "line_ids": [lines[int(number) - 1]["line_id"] for number in numbers.split(",")],
        "status": status,
        "reason": reason,
        "at": _at(date.fromisoformat(day), 11, 30),
    }
    return [returned | {"refund": refund}] if refund else [returned]


def _payments(plan: Plan, total: Decimal, returns: Sequence[Row]) -> list[Row]:
    """What was paid, and as negative amounts what was paid back to the method that paid last."""
    methods: dict[str, str] = {m["payment_id"]: m["kind"] for m in plan.customer["payment_methods"]}
    first, _, part = plan.options.get("pay", next(iter(methods))).partition(":")
    shares = {first: total}
    if part:
        rest = next(method for method in methods if method != first)
        shares = {first: Decimal(part), rest: total - Decimal(part)}
    placed_at = plan.placed_at.isoformat()
    paid = [_payment(method, methods, amount, placed_at) for method, amount in shares.items()]
    if "unpaid" in plan.options:
        return [{key: value for key, value in payment.items() if key != "at"} for payment in paid]
    back = [(Decimal(r["refund"]), r["at"]) for r in returns if "refund" in r]
    if plan.status == "cancelled":
        back = [(total, (plan.placed_at + timedelta(hours=3)).isoformat())]
    last = list(shares)[-1]
    return paid + [_payment(last, methods, -amount, at) for amount, at in back]


def _payment(method: str, methods: Mapping[str, str], amount: Decimal, at: str) -> Row:
    return {"payment_id": method, "kind": methods[method], "amount": str(amount), "at": at}


if __name__ == "__main__":
    write_files(FOLDER, FOLDER)
