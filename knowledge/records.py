"""The shop's records as frozen values, in the shape of the shop folder.

Each model validates one raw record of its table (`Product.model_validate(row)`) and reads back what it dumps.
A price and its currency become one `Money`. Unknown fields are moved to `extra`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, cast
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from knowledge.cleaning import LONGEST_TEXT
from knowledge.fields import (
    AttributeText,
    Currency,
    Day,
    Id,
    Instant,
    Language,
    Moment,
    Price,
    Scalar,
    Text,
    Zone,
)
from knowledge.money import Money, is_currency, parse_money
from knowledge.reports import shown

OrderStatus = Literal[
    "pending", "processing", "shipped", "delivered", "cancelled",
    "return_requested", "returned", "exchange_requested",
]  # fmt: skip
EventKind = Literal["view", "search", "cart", "wishlist", "purchase"]


class Record(BaseModel):
    """Base of all records. `money_fields` are read with the record's currency."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, str_max_length=LONGEST_TEXT
    )
    money_fields: ClassVar[tuple[str, ...]] = ()

    extra: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, raw: Any) -> Any:
        values = _mapping(raw)
        if values is None:
            return raw
        return _with_money(cls.money_fields, _with_extra(set(cls.model_fields), values))


def _mapping(raw: Any) -> dict[str, Any] | None:
    return dict(cast(Mapping[str, Any], raw)) if isinstance(raw, Mapping) else None


def _with_extra(known: set[str], raw: dict[str, Any]) -> dict[str, Any]:
    given = _mapping(raw.get("extra", {}))
    if given is None:
        return raw
    unknown = {key: raw.pop(key) for key in list(raw) if key not in known}
    kept = {**given, **unknown}
    return {**raw, "extra": kept} if kept else raw


def _with_money(fields: tuple[str, ...], raw: dict[str, Any]) -> dict[str, Any]:
    for name in fields:
        value = raw.get(name)
        if value is not None and not isinstance(value, Money | Mapping):
            raw[name] = _money(name, value, raw.get("currency"))
    return raw


def _money(name: str, value: Any, currency: Any) -> Money:
    if not is_currency(currency):
        problem = f"found {shown(currency)}, expected an ISO 4217 code such as EUR"
        raise PydanticCustomError("money", "{problem}", {"field": "currency", "problem": problem})
    try:
        return parse_money(value, str(currency))
    except ValueError as error:
        raise PydanticCustomError("money", "{problem}", {"field": name, "problem": str(error)}) from error


def _share_currency(raw: Any, parts: Iterable[str]) -> Any:
    """The record with its currency put into each of its parts that names none."""
    values = _mapping(raw)
    if values is None or values.get("currency") is None:
        return raw
    for name in parts:
        if isinstance(values.get(name), list | tuple):
            items = (_mapping(item) or item for item in cast(Iterable[Any], values[name]))
            values[name] = [
                {"currency": values["currency"], **i} if isinstance(i, dict) else i for i in items
            ]
    return values


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
        return _share_currency(raw, ("variants",))

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
        return _share_currency(raw, ("lines", "payments", "returns"))


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


class AppliesTo(Record):
    """Where a policy holds; empty means everywhere."""

    categories: tuple[str, ...] = ()
    memberships: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


class Section(Record):
    """One `##` section of a policy or manual."""

    heading: Text
    text: str


class Policy(Record):
    """A policy file; `policy_id` is the file's name without language and ending."""

    policy_id: Id
    title: Text
    sections: tuple[Section, ...]
    language: str = "en"
    valid_from: Day | None = None
    valid_to: Day | None = None
    applies_to: AppliesTo = AppliesTo()


class Manual(Record):
    """A product's manual."""

    product_id: Id
    title: Text
    sections: tuple[Section, ...]
    language: str = "en"


class ShopProfile(Record):
    """`shop.toml`. `today` is the fixed date of a demonstration; None means the real one."""

    name: Text
    currency: Currency
    languages: Annotated[tuple[Language, ...], Field(min_length=1)]
    today: Day | None = None
    timezone: Zone = "UTC"
    contact: Any = None
    hours: Any = None
    channels: tuple[str, ...] = ("web", "mobile", "social", "store")

    def now(self) -> datetime:
        """The shop's present moment: noon of `today` when that is fixed."""
        zone = ZoneInfo(self.timezone)
        if self.today is None:
            return datetime.now(zone)
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=zone)
