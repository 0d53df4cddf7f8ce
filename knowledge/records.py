"""The shop's records as frozen values, in the shape of the shop folder's tables.

Each model validates one raw record of its table (`Product.model_validate(row)`) and reads back what it dumps.
A price and its currency become one `Money`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from knowledge.fields import AttributeText, Id, Instant, Moment, Price, Scalar, Text
from knowledge.money import Money
from knowledge.record import Record, share_currency

OrderStatus = Literal[
    "pending", "processing", "shipped", "delivered", "cancelled",
    "return_requested", "returned", "exchange_requested",
]  # fmt: skip
EventKind = Literal["view", "search", "cart", "wishlist", "purchase"]


class Translation(Record):
    """A product's texts in another language; what is absent falls back to the default language."""

    name: str | None = None
    description: str | None = None
    features: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeText] = Field(default_factory=dict)


class Variant(Record):
    """One buyable version of a product: `options` such as {"size": "L", "colour": "red"}."""

    money_fields = ("price",)

    variant_id: Id
    options: Mapping[str, AttributeText] = Field(default_factory=dict)
    price: Price | None = None
    stock: int | None = None
    currency: str | None = None


class Product(Record):
    """A product. `stock` None means that the shop does not say."""

    money_fields = ("price",)

    product_id: Id
    name: Text
    price: Price
    currency: str
    brand: str | None = None
    category: str | None = None
    description: str = ""
    features: tuple[str, ...] = ()
    attributes: Mapping[str, AttributeText] = Field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    stock: int | None = None
    url: str | None = None
    image: str | None = None
    released_at: Moment | None = None
    translations: Mapping[str, Translation] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _variants_share_the_currency(cls, raw: Any) -> Any:
        return share_currency(raw, ("variants",))

    @property
    def available(self) -> int | None:
        """Pieces in stock over all variants; None when the shop does not say, of one variant or of all."""
        counts = [v.stock for v in self.variants if v.stock is not None]
        counted = counts and len(counts) == len(self.variants)
        return self.stock if self.stock is not None else (sum(counts) if counted else None)


class Review(Record):
    """One shopper's opinion. `channels` are all channels it was posted on once twins are merged."""

    review_id: Id
    product_id: Id
    text: Text
    rating: Annotated[int, Field(ge=1, le=5)] | None = None
    title: str | None = None
    customer_id: Id | None = None
    channel: str | None = None
    channels: tuple[str, ...] = ()
    created_at: Moment | None = None
    verified: bool | None = None
    language: str | None = None


class Faq(Record):
    """A question and its answer, of one product or (no `product_id`) of the whole shop."""

    faq_id: Id
    question: Text
    answer: Text
    product_id: Id | None = None
    language: str | None = None


class Identity(Record):
    """What a customer is called on one channel."""

    channel: Text
    handle: Text


class PaymentMethod(Record):
    """A stored way to pay; `balance` only of gift cards and the like."""

    money_fields = ("balance",)

    payment_id: Id
    kind: Text
    label: str | None = None
    balance: Money | None = None
    currency: str | None = None


class Customer(Record):
    """A customer, one over all channels."""

    customer_id: Id
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: Scalar | None = None
    postal_code: Scalar | None = None
    membership: str | None = None
    language: str | None = None
    identities: tuple[Identity, ...] = ()
    addresses: tuple[Any, ...] = ()
    payment_methods: tuple[PaymentMethod, ...] = ()


class OrderLine(Record):
    """One product of an order, at the price it was bought for."""

    money_fields = ("unit_price",)

    product_id: Id
    name: Text
    quantity: Annotated[int, Field(ge=1)]
    unit_price: Money
    line_id: Id | None = None
    variant_id: Id | None = None
    options: Mapping[str, AttributeText] = Field(default_factory=dict)
    currency: str | None = None


class Shipment(Record):
    """One parcel."""

    tracking_id: Id
    carrier: str | None = None
    status: str | None = None
    shipped_at: Moment | None = None
    eta: Moment | None = None
    delivered_at: Moment | None = None
    line_ids: tuple[Id, ...] = ()


class Payment(Record):
    """Money that was paid (or, negative, paid back) for an order."""

    money_fields = ("amount",)

    payment_id: Id
    kind: str | None = None
    amount: Money | None = None
    at: Moment | None = None
    currency: str | None = None


class Return(Record):
    """Goods on their way back and what is refunded for them."""

    money_fields = ("refund",)

    return_id: Id
    line_ids: tuple[Id, ...] = ()
    status: str | None = None
    reason: str | None = None
    refund: Money | None = None
    at: Moment | None = None
    currency: str | None = None


class Order(Record):
    """An order, from whichever channel."""

    money_fields = ("total",)

    order_id: Id
    customer_id: Id
    placed_at: Instant
    status: OrderStatus
    lines: Annotated[tuple[OrderLine, ...], Field(min_length=1)]
    channel: str | None = None
    total: Money | None = None
    currency: str | None = None
    address: Any = None
    shipments: tuple[Shipment, ...] = ()
    payments: tuple[Payment, ...] = ()
    returns: tuple[Return, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _parts_share_the_currency(cls, raw: Any) -> Any:
        return share_currency(raw, ("lines", "payments", "returns"))


class ShopEvent(Record):
    """Something a customer did: looked at, searched for, put in the cart."""

    customer_id: Id
    kind: EventKind
    at: Instant
    event_id: Id | None = None
    product_id: Id | None = None
    query: str | None = None
    channel: str | None = None


class Promotion(Record):
    """An offer and who it is for."""

    money_fields = ("amount", "minimum")

    promotion_id: Id
    title: Text
    terms: Text
    starts_at: Moment
    ends_at: Moment
    code: str | None = None
    percent: Annotated[float, Field(gt=0, le=100)] | None = None
    amount: Money | None = None
    minimum: Money | None = None
    currency: str | None = None
    categories: tuple[str, ...] = ()
    product_ids: tuple[Id, ...] = ()
    memberships: tuple[str, ...] = ()
    first_order_only: bool = False
