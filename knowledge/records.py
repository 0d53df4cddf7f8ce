"""The shop's records as frozen values, in the shape of the shop folder.

Each model validates one raw record of its table (`Product.model_validate(row)`) and reads back what it dumps.
A price and its currency become one `Money`. Unknown fields are moved to `extra`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from knowledge.money import Money, parse_money

OrderStatus = Literal[
    "pending", "processing", "shipped", "delivered", "cancelled",
    "return_requested", "returned", "exchange_requested",
]  # fmt: skip
EventKind = Literal["view", "search", "cart", "wishlist", "purchase"]


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Id = Annotated[str, BeforeValidator(_text), Field(min_length=1)]
Text = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """Base of all records. `money_fields` are read with the record's currency."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    money_fields: ClassVar[tuple[str, ...]] = ()

    extra: Mapping[str, Any] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _prepare(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping):
            return raw
        return _with_money(cls.money_fields, _with_extra(set(cls.model_fields), dict(raw)))


def _with_extra(known: set[str], raw: dict[str, Any]) -> dict[str, Any]:
    extra = {key: raw.pop(key) for key in list(raw) if key not in known and key != "currency"}
    kept = {**raw.get("extra", {}), **extra}
    return {**raw, "extra": kept} if kept else raw


def _with_money(fields: tuple[str, ...], raw: dict[str, Any]) -> dict[str, Any]:
    currency = raw.get("currency")
    for name in fields:
        value = raw.get(name)
        if value is not None and not isinstance(value, Money | Mapping):
            if currency is None:
                raise ValueError(f"{name}: found {value!r} without a currency")
            raw[name] = parse_money(value, str(currency))
    return raw


class Translation(Record):
    """A product's texts in another language; what is absent falls back to the default language."""

    name: str | None = None
    description: str | None = None
    features: tuple[str, ...] = ()
    attributes: Mapping[str, str] = Field(default_factory=dict)


class Variant(Record):
    """One buyable version of a product: `options` such as {"size": "L", "colour": "red"}."""

    money_fields = ("price",)

    variant_id: Id
    options: Mapping[str, str] = Field(default_factory=dict)
    price: Money | None = None
    stock: int | None = None
    currency: str | None = None


class Product(Record):
    """A product. `stock` None means that the shop does not say."""

    money_fields = ("price",)

    product_id: Id
    name: Text
    price: Money
    currency: str
    brand: str | None = None
    category: str | None = None
    description: str = ""
    features: tuple[str, ...] = ()
    attributes: Mapping[str, Annotated[str, BeforeValidator(_text)]] = Field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    stock: int | None = None
    url: str | None = None
    image: str | None = None
    released_at: date | AwareDatetime | None = None
    translations: Mapping[str, Translation] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _variants_share_the_currency(cls, raw: Any) -> Any:
        if not isinstance(raw, Mapping) or not isinstance(raw.get("variants"), list):
            return raw
        inherit = {"currency": raw.get("currency")}
        variants = [{**inherit, **v} if isinstance(v, Mapping) else v for v in raw["variants"]]
        return {**raw, "variants": variants}

    @property
    def available(self) -> int | None:
        """Pieces in stock over all variants; None when the shop does not say."""
        counts = [v.stock for v in self.variants if v.stock is not None]
        return self.stock if self.stock is not None else (sum(counts) if counts else None)


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
    created_at: date | AwareDatetime | None = None
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
    phone: str | None = None
    postal_code: str | None = None
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
    options: Mapping[str, str] = Field(default_factory=dict)
    currency: str | None = None


class Shipment(Record):
    """One parcel."""

    tracking_id: Id
    carrier: str | None = None
    status: str | None = None
    shipped_at: date | AwareDatetime | None = None
    eta: date | AwareDatetime | None = None
    delivered_at: date | AwareDatetime | None = None
    line_ids: tuple[Id, ...] = ()


class Payment(Record):
    """Money that was paid (or, negative, paid back) for an order."""

    money_fields = ("amount",)

    payment_id: Id
    kind: str | None = None
    amount: Money | None = None
    at: date | AwareDatetime | None = None
    currency: str | None = None


class Return(Record):
    """Goods on their way back and what is refunded for them."""

    money_fields = ("refund",)

    return_id: Id
    line_ids: tuple[Id, ...] = ()
    status: str | None = None
    reason: str | None = None
    refund: Money | None = None
    at: date | AwareDatetime | None = None
    currency: str | None = None


class Order(Record):
    """An order, from whichever channel."""

    money_fields = ("total",)
    _PARTS: ClassVar[tuple[str, ...]] = ("lines", "payments", "returns")

    order_id: Id
    customer_id: Id
    placed_at: AwareDatetime
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
        if not isinstance(raw, Mapping):
            return raw
        shared: dict[str, Any] = {"currency": raw.get("currency")}
        parts = {
            name: [{**shared, **p} if isinstance(p, Mapping) else p for p in raw[name]]
            for name in cls._PARTS
            if isinstance(raw.get(name), list)
        }
        return {**raw, **parts}


class ShopEvent(Record):
    """Something a customer did: looked at, searched for, put in the cart."""

    customer_id: Id
    kind: EventKind
    at: AwareDatetime
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
    starts_at: date | AwareDatetime
    ends_at: date | AwareDatetime
    code: str | None = None
    percent: float | None = None
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
    valid_from: date | None = None
    valid_to: date | None = None
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
    currency: Text
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    today: date | None = None
    timezone: str = "UTC"
    contact: Any = None
    hours: Any = None
    channels: tuple[str, ...] = ("web", "mobile", "social", "store")

    def now(self) -> datetime:
        """The shop's present moment: noon of `today` when that is fixed."""
        from zoneinfo import ZoneInfo

        zone = ZoneInfo(self.timezone)
        return datetime(self.today.year, self.today.month, self.today.day, 12, tzinfo=zone) if self.today else datetime.now(zone)
