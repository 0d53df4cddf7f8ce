"""Draws what the sample shop's customers looked at, searched for, put into the cart and bought."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from random import Random
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Dublin")
TODAY = date(2026, 3, 18)
SEED = 20260318
EVENTS = 4000
OPENING = ("P040", "C018", "O0070")
"""The last product, customer and order that the shop opened with. Their events are drawn from them alone."""

FIRST_SEARCHES = {
    "Tents & Camping": ("light tent for two", "warm sleeping bag", "双人帐篷"),
    "Bags & Luggage": ("cabin suitcase", "backpack with laptop sleeve", "登机箱"),
    "Kitchen": ("gooseneck kettle", "pan for induction", "手冲壶"),
    "Lighting": ("rechargeable lamp", "headlamp for running", "露营灯"),
    "Footwear & Clothing": ("waterproof boots 43", "merino base layer", "防水夹克"),
    "Audio & Electronics": ("noise cancelling headphones", "power bank for laptop", "降噪耳机"),
    "Home Office": ("standing desk 140", "quiet keyboard", "人体工学椅"),
    "Pantry & Pets": ("decaf beans", "dog food without wheat", "咖啡豆"),
}
SEARCHES = {
    "Tents & Camping": (
        "tarp",
        "pots for two",
        "light tent",
        "camping pillow",
        "tent with two doors",
        "天幕",
    ),
    "Bags & Luggage": ("dry bag 20 l", "packing cubes", "wash bag", "suitcase for two weeks", "旅行收纳"),
    "Kitchen": ("casserole", "chef knife", "scale with timer", "filter cone", "kettle quiet", "珐琅锅"),
    "Lighting": ("solar garden lights", "floor lamp brass", "string lights usb", "bedside lamp", "落地灯"),
    "Footwear & Clothing": ("fleece xl", "rain trousers", "wool hat", "trail shoes wide", "socks", "抓绒衣"),
    "Audio & Electronics": ("garden speaker", "dab radio", "usb-c charger 45w", "buds for calls", "户外音箱"),
    "Home Office": ("silent mouse", "monitor arm 32 inch", "footrest", "keyboard german", "显示器支架"),
    "Pantry & Pets": ("puppy food", "light roast", "grain-free cat food", "dog bed large", "幼犬粮"),
}

Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = Mapping[str, Row]


def draw_events(orders: Sequence[Row], products: Rows, customers: Rows) -> list[Row]:
    """All events, numbered: the opening's in order of time, then the later ones in order of time.

    The opening's stay as they are however the shop grows.
    """
    product, customer, order = OPENING
    old_customers = {i: row for i, row in customers.items() if i <= customer}
    new_customers = {i: row for i, row in customers.items() if i > customer}
    old_orders = [row for row in orders if row["order_id"] <= order]
    new_orders = [row for row in orders if row["order_id"] > order]
    old_products = {i: row for i, row in products.items() if i <= product}
    events = _in_time(_opening(old_orders, old_products, old_customers))
    later = _later(new_orders, products, new_customers)
    events += _in_time(islice(later, EVENTS - len(events)))
    return [{"event_id": f"E{n:04}"} | event for n, event in enumerate(events, 1)]


def _in_time(events: Iterator[Row]) -> list[Row]:
    return sorted(events, key=lambda event: (datetime.fromisoformat(event["at"]), event["customer_id"]))


def _opening(orders: Sequence[Row], products: Rows, customers: Rows) -> Iterator[Row]:
    random = Random(SEED)  # noqa: S311 - sample data, not a secret
    for order in orders:
        yield from _of_order(order, products, customers, FIRST_SEARCHES, random)
    for customer in customers.values():
        yield from _looks(customer, orders, products, random)


def _later(orders: Sequence[Row], products: Rows, customers: Rows) -> Iterator[Row]:
    """Everything around the orders, then visits without end, from one customer after the other."""
    random = Random(SEED + 1)  # noqa: S311 - sample data, not a secret
    for order in orders:
        yield from _of_order(order, products, customers, SEARCHES, random)
    while True:
        for customer in customers.values():
            yield from _visit(customer, orders, products, random)


def _of_order(
    order: Row, products: Rows, customers: Rows, searches: Mapping[str, tuple[str, ...]], random: Random
) -> Iterator[Row]:
    """Before each purchase a look, now and then a search or the cart; cancelled orders end without one."""
    placed = datetime.fromisoformat(order["placed_at"])
    who: Row = {"customer_id": order["customer_id"], "channel": order["channel"]}
    for line in order["lines"]:
        product_id = line["product_id"]
        if order["channel"] != "store":
            before = placed - timedelta(minutes=random.randint(20, 4000))
            if random.random() < 0.3:
                words = searches[products[product_id]["category"]]
                query = _query(words, customers[order["customer_id"]], random)
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


def _looks(customer: Row, orders: Sequence[Row], products: Rows, random: Random) -> Iterator[Row]:
    """Recent looks without a purchase: mostly in the categories that the customer already buys from."""
    unseen = _unseen(customer, orders, products)
    channels = _online(customer)
    for _ in range(4):
        product = random.choice(unseen)
        at = datetime.combine(TODAY, time(22), ZONE) - timedelta(minutes=random.randint(1500, 60000))
        who: Row = {"customer_id": customer["customer_id"], "channel": random.choice(channels)}
        if random.random() < 0.4:
            query = _query(FIRST_SEARCHES[product["category"]], customer, random)
            yield who | {"kind": "search", "query": query, "at": (at - timedelta(minutes=1)).isoformat()}
        yield who | {"kind": "view", "product_id": product["product_id"], "at": at.isoformat()}
        if random.random() < 0.35:
            later = (at + timedelta(minutes=3)).isoformat()
            yield who | {"kind": "wishlist", "product_id": product["product_id"], "at": later}


def _visit(customer: Row, orders: Sequence[Row], products: Rows, random: Random) -> Iterator[Row]:
    """One visit within the last year that ends without a purchase: up to four products of one category."""
    at = datetime.combine(TODAY, time(22), ZONE) - timedelta(minutes=random.randint(1500, 500_000))
    released = {i: row for i, row in products.items() if row["released_at"] <= at.date().isoformat()}
    liked = (
        released
        if random.random() < 0.2
        else {p["product_id"]: p for p in _unseen(customer, orders, released)}
    )
    category = random.choice(list(liked.values()))["category"]
    shelf = [i for i, row in released.items() if row["category"] == category]
    who: Row = {"customer_id": customer["customer_id"], "channel": random.choice(_online(customer))}
    if random.random() < 0.35:
        query = _query(SEARCHES[category], customer, random)
        yield who | {"kind": "search", "query": query, "at": (at - timedelta(minutes=1)).isoformat()}
    for product_id in random.sample(shelf, random.randint(1, min(4, len(shelf)))):
        yield who | {"kind": "view", "product_id": product_id, "at": at.isoformat()}
        kept = random.random()
        if kept < 0.22:
            kind = "wishlist" if kept < 0.12 else "cart"
            yield who | {
                "kind": kind,
                "product_id": product_id,
                "at": (at + timedelta(minutes=1)).isoformat(),
            }
        at += timedelta(minutes=random.randint(2, 9))


def _unseen(customer: Row, orders: Sequence[Row], products: Rows) -> list[Row]:
    """What the customer has not bought, of the categories bought from; of all when that leaves nothing."""
    mine = (order["lines"] for order in orders if order["customer_id"] == customer["customer_id"])
    own = [line["product_id"] for line in chain.from_iterable(mine)]
    categories = {products[i]["category"] for i in own if i in products}
    liked = [product for product in products.values() if product["category"] in categories]
    return [product for product in liked or products.values() if product["product_id"] not in own]


def _online(customer: Row) -> list[str]:
    return [i["channel"] for i in customer["identities"] if i["channel"] != "store"]


def _query(words: tuple[str, ...], customer: Row, random: Random) -> str:
    *english, chinese = words
    return chinese if customer["language"] == "zh" else random.choice(english)
