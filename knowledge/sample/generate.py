"""Writes the sample shop's `orders.jsonl` and `events.jsonl` from products, customers and `order_plan.py`.

Run `python -m knowledge.sample.generate` after a change to any of them. The same input gives the same files.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from knowledge.sample.order_plan import ORDER_PLAN, RETURN_PLAN

FOLDER = Path(__file__).resolve().parent
ZONE = ZoneInfo("Europe/Dublin")
TODAY = date(2026, 3, 18)
SEED = 20260318
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
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
SEARCHES = {
    "Tents & Camping": ("light tent for two", "warm sleeping bag", "双人帐篷"),
    "Bags & Luggage": ("cabin suitcase", "backpack with laptop sleeve", "登机箱"),
    "Kitchen": ("gooseneck kettle", "pan for induction", "手冲壶"),
    "Lighting": ("rechargeable lamp", "headlamp for running", "露营灯"),
    "Footwear & Clothing": ("waterproof boots 43", "merino base layer", "防水夹克"),
    "Audio & Electronics": ("noise cancelling headphones", "power bank for laptop", "降噪耳机"),
    "Home Office": ("standing desk 140", "quiet keyboard", "人体工学椅"),
    "Pantry & Pets": ("decaf beans", "dog food without wheat", "咖啡豆"),
}

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
    _write(target / "events.jsonl", _events(orders, products, customers))


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
        "tracking_id": f"TRK{number * 100 + order_number:06}",
        "carrier": CARRIERS[(order_number + number) % 2],
        "status": state,
        "shipped_at": _at(shipped, 16, 5 + number),
        "eta": _working_day(shipped, 3).isoformat(),
        "line_ids": list(line_ids),
    }
    if state == "delivered":
        parcel["delivered_at"] = _at(_working_day(shipped, 2), 9 + order_number % 7, order_number % 60)
    return parcel


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


def _events(orders: Sequence[Row], products: Mapping[str, Row], customers: Mapping[str, Row]) -> list[Row]:
    random = Random(SEED)  # noqa: S311 - sample data, not a secret
    events = [event for order in orders for event in _order_events(order, products, customers, random)]
    events += [event for c in customers.values() for event in _browsing(c, orders, products, random)]
    events.sort(key=lambda event: (datetime.fromisoformat(event["at"]), event["customer_id"]))
    return [{"event_id": f"E{n:04}"} | event for n, event in enumerate(events, 1)]


def _order_events(
    order: Row, products: Mapping[str, Row], customers: Mapping[str, Row], random: Random
) -> Iterator[Row]:
    """Before each purchase a look, now and then a search or the cart; cancelled orders end without one."""
    placed = datetime.fromisoformat(order["placed_at"])
    who: Row = {"customer_id": order["customer_id"], "channel": order["channel"]}
    for line in order["lines"]:
        product_id = line["product_id"]
        if order["channel"] != "store":
            before = placed - timedelta(minutes=random.randint(20, 4000))
            if random.random() < 0.3:
                query = _query(products[product_id]["category"], customers[order["customer_id"]], random)
                yield who | {
                    "kind": "search",
                    "query": query,
                    "at": (before - timedelta(minutes=2)).isoformat(),
                }
            yield who | {"kind": "view", "product_id": product_id, "at": before.isoformat()}
            if random.random() < 0.5:
                cart = placed - timedelta(minutes=random.randint(2, 15))
                yield who | {"kind": "cart", "product_id": product_id, "at": cart.isoformat()}
        if order["status"] != "cancelled":
            yield who | {"kind": "purchase", "product_id": product_id, "at": placed.isoformat()}


def _browsing(
    customer: Row, orders: Sequence[Row], products: Mapping[str, Row], random: Random
) -> Iterator[Row]:
    """Recent looks without a purchase: mostly in the categories that the customer already buys from."""
    own = [
        line["product_id"]
        for o in orders
        if o["customer_id"] == customer["customer_id"]
        for line in o["lines"]
    ]
    liked = [p for p in products.values() if p["category"] in {products[i]["category"] for i in own}]
    unseen = [p for p in liked or products.values() if p["product_id"] not in own]
    channels = [i["channel"] for i in customer["identities"] if i["channel"] != "store"]
    for _ in range(4):
        product = random.choice(unseen)
        at = datetime.combine(TODAY, time(22), ZONE) - timedelta(minutes=random.randint(1500, 60000))
        who: Row = {"customer_id": customer["customer_id"], "channel": random.choice(channels)}
        if random.random() < 0.4:
            query = _query(product["category"], customer, random)
            yield who | {"kind": "search", "query": query, "at": (at - timedelta(minutes=1)).isoformat()}
        yield who | {"kind": "view", "product_id": product["product_id"], "at": at.isoformat()}
        if random.random() < 0.35:
            later = (at + timedelta(minutes=3)).isoformat()
            yield who | {"kind": "wishlist", "product_id": product["product_id"], "at": later}


def _query(category: str, customer: Row, random: Random) -> str:
    *english, chinese = SEARCHES[category]
    return chinese if customer["language"] == "zh" else random.choice(english)


if __name__ == "__main__":
    write_files(FOLDER, FOLDER)
