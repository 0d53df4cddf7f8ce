"""A small shop for tests, as values: two like-named tents, a lamp, a pan; two customers; English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge.documents import Manual, Policy, Section
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.shop_profile import ShopProfile


@dataclass(frozen=True)
class SmallShop:
    """What a read shop folder looks like to the store."""

    profile: ShopProfile
    products: tuple[Product, ...]
    root: Path
    reviews: tuple[Review, ...] = ()
    faqs: tuple[Faq, ...] = ()
    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()
    events: tuple[ShopEvent, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    policies: tuple[Policy, ...] = field(default=())
    manuals: tuple[Manual, ...] = ()


def product(product_id: str, name: str, price: str, **more: Any) -> Product:
    return Product.model_validate(
        {"product_id": product_id, "name": name, "price": price, "currency": "EUR", **more}
    )


def policy(policy_id: str, title: str, sections: dict[str, str], **more: Any) -> Policy:
    parts = tuple(Section(heading=heading, text=text) for heading, text in sections.items())
    return Policy(policy_id=policy_id, title=title, sections=parts, **more)


TENT = product(
    "P001",
    "Alder Trail 2 Tent",
    "189.00",
    brand="Alder",
    category="Tents & Camping",
    description="A light tent for two. It packs small.",
    features=["Two doors", "Pockets at both ends"],
    attributes={"Weight": "2.1 kg", "Inner height": "105 cm", "Price": "see label"},
    variants=[
        {"variant_id": "P001-G", "options": {"colour": "Moss green"}, "price": "189.00", "stock": 3},
        {"variant_id": "P001-R", "options": {"colour": "Rust red"}, "price": "199.00", "stock": 0},
    ],
    translations={
        "zh": {
            "name": "Alder Trail 2 双人帐篷",
            "description": "轻便双人帐篷。收纳体积小。",
            "features": ["两个门", "两端有口袋"],
            "attributes": {"重量": "2.1 公斤", "内部高度": "105 厘米", "标价": "见标签"},
        }
    },
)
BIG_TENT = product(
    "P002",
    "Alder Trail 3 Tent",
    "229.00",
    brand="Alder",
    category="Tents & Camping",
    description="The same tent for three.",
    attributes={"Weight": "2.9 kg"},
    stock=0,
    translations={"zh": {"name": "Alder Trail 3 三人帐篷", "attributes": {"重量": "2.9 公斤"}}},
)
LAMP = product(
    "P003",
    "Firefly Desk Lamp",
    "49.90",
    brand="Firefly",
    category="Lighting",
    description="A lamp with a long arm.",
    attributes={"Power": "9 W"},
    stock=12,
)
PAN = product("P004", "Hearth Iron Skillet", "50.00", brand="Hearth", category="Kitchen", stock=4)

RETURNS = policy(
    "returns",
    "Returns",
    {
        "How long": "The period starts on the day of delivery. Customers without a membership have 30 days. "
        "Silver members have 45 days and Gold members have 60 days.",
        "Condition": "Items must be unused.",
    },
)
RETURNS_ZH = policy(
    "returns",
    "退货",
    {
        "期限": "退货期从送达当天开始。非会员有 30 天。银卡会员有 45 天，金卡会员有 60 天。",
        "状态": "商品须未使用。",
    },
    language="zh",
)
TENT_RETURNS = policy(
    "returns-tents",
    "Returning tents",
    {"Pitching": "A tent that was pitched outdoors cannot be returned."},
    applies_to={"categories": ("Tents & Camping",)},
)
OLD_SHIPPING = policy("shipping-old", "Shipping", {"Cost": "Shipping cost €3.90."}, valid_to="2025-12-31")
SHIPPING = policy("shipping", "Shipping", {"Cost": "Shipping costs €4.90."}, valid_from="2026-01-01")

REVIEWS = (
    Review(
        review_id="P001-R1", product_id="P001", text="The zip sticks after a week.", rating=2, channel="web"
    ),
    Review(review_id="P001-R2", product_id="P001", text="Dry in heavy rain.", rating=5, title="Kept us dry"),
    Review(review_id="P003-R1", product_id="P003", text="The arm sags.", rating=3),
)
FAQS = (
    Faq(faq_id="F01", question="Do you gift-wrap?", answer="Yes, in the store."),
    Faq(faq_id="F02", question="Can the lamp be dimmed?", answer="In five steps.", product_id="P003"),
)
MANUAL = Manual(
    product_id="P001",
    title="Trail 2 manual",
    sections=(Section(heading="Cleaning", text="Wipe with a wet sponge."),),
)
CUSTOMERS = (
    Customer(customer_id="C001", first_name="Ada", membership="gold"),
    Customer(customer_id="C002", first_name="Bo", membership="silver"),
)


def order(order_id: str, customer_id: str, placed_at: str, product_id: str = "P001") -> Order:
    lines = [{"product_id": product_id, "name": "Alder Trail 2 Tent", "quantity": 1, "unit_price": "189.00"}]
    return Order.model_validate(
        {
            "order_id": order_id,
            "customer_id": customer_id,
            "placed_at": placed_at,
            "status": "shipped",
            "lines": lines,
            "total": "189.00",
            "currency": "EUR",
        }
    )


ORDERS = (
    order("O0001", "C001", "2026-02-01T10:00:00+00:00"),
    order("O0002", "C002", "2026-02-02T10:00:00+00:00"),
    order("O0003", "C001", "2026-03-01T10:00:00+00:00"),
)
SPRING = Promotion.model_validate(
    {
        "promotion_id": "PR1",
        "title": "Spring tents",
        "terms": "15% off tents in March.",
        "starts_at": "2026-03-01",
        "ends_at": "2026-03-31",
        "percent": 15,
        "code": "SPRING15",
    }
)
PROFILE = ShopProfile.model_validate(
    {
        "name": "Small Shop",
        "currency": "EUR",
        "languages": ("en", "zh"),
        "today": "2026-03-18",
        "contact": {"email": "hi@small.example"},
        "hours": {"monday": "09:00-17:00"},
    }
)


def small_shop(root: Path = Path("shop"), **changes: Any) -> SmallShop:
    """The shop, with some tables replaced."""
    tables: dict[str, Any] = {
        "products": (TENT, BIG_TENT, LAMP, PAN),
        "reviews": REVIEWS,
        "faqs": FAQS,
        "customers": CUSTOMERS,
        "orders": ORDERS,
        "promotions": (SPRING,),
        "policies": (RETURNS, RETURNS_ZH, TENT_RETURNS, OLD_SHIPPING, SHIPPING),
        "manuals": (MANUAL,),
        **changes,
    }
    return SmallShop(profile=PROFILE, root=root, **tables)
