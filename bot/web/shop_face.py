"""What the chat page shows of a shop before anything was asked: its name, who may ask, what to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, zip_longest
from typing import Protocol

from knowledge.records import Customer, Product
from knowledge.shop_profile import ShopProfile


class Catalogue(Protocol):
    """The part of the shop's catalogue that the page needs."""

    @property
    def profile(self) -> ShopProfile:
        """The shop's own settings."""
        ...

    def products(self) -> Sequence[Product]:
        """All products."""
        ...

    def customers(self) -> Sequence[Customer]:
        """All customers."""
        ...


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a picker."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as a shop window shows it, worded in one language."""

    name: str
    brand: str
    category: str
    price: str
    description: str
    image: str | None = None


@dataclass(frozen=True, slots=True)
class ShopFace:
    """The shop as the page shows it; `customers` is empty where nobody may be picked."""

    name: str
    languages: tuple[str, ...] = ("en",)
    channels: tuple[str, ...] = ("web",)
    customers: tuple[Choice, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    window: Mapping[str, tuple[Shown, ...]] = field(default_factory=dict[str, tuple[Shown, ...]])
    longest_message: int = 4000


_EXAMPLES = {
    "en": (
        "What is the {detail} of the {first}?",
        "What is the difference between the {first} and the {second}?",
        "What do reviewers complain about with the {first}?",
        "How long do I have to return something?",
        "Where is my order?",
        "Can you recommend something for under 50?",
    ),
    "zh": (
        "{first}的{detail}是多少？",
        "{first}和{second}有什么区别？",
        "大家对{first}有什么不满？",
        "买了多久以内可以退货？",
        "我的订单到哪里了？",
        "50 以内有什么推荐？",
    ),
}
_WINDOW = 12
_DETAIL = {"en": "price", "zh": "价格"}


def shop_face(catalogue: Catalogue, *, demo: bool, longest_message: int) -> ShopFace:
    """The face of a shop; without `demo` no customer can be picked."""
    profile = catalogue.profile
    products = catalogue.products()
    return ShopFace(
        name=profile.name,
        languages=profile.languages,
        channels=profile.channels,
        customers=tuple(_customer_choice(c) for c in catalogue.customers()) if demo else (),
        examples={language: example_questions(products, language) for language in _EXAMPLES},
        window={language: shop_window(products, language) for language in profile.languages},
        longest_message=longest_message,
    )


def example_questions(products: Sequence[Product], language: str) -> tuple[str, ...]:
    """Questions about the first product, another of its category, and the shop; none without products."""
    if not products or language not in _EXAMPLES:
        return ()
    first = products[0]
    others = [p for p in products[1:] if p.category == first.category]
    named = {
        "first": _name(first, language),
        "second": _name(others[0], language) if others else "",
        "detail": _detail(first, language),
    }
    return tuple(text.format(**named) for text in _EXAMPLES[language] if others or "{second}" not in text)


def shop_window(products: Sequence[Product], language: str) -> tuple[Shown, ...]:
    """A few products of every category, in turn."""
    by_category: dict[str, list[Product]] = {}
    for product in products:
        by_category.setdefault(product.category or "", []).append(product)
    in_turn = (p for row in zip_longest(*by_category.values()) for p in row if p is not None)
    return tuple(_shown(product, language) for product in islice(in_turn, _WINDOW))


def _shown(product: Product, language: str) -> Shown:
    translation = product.translations.get(language)
    return Shown(
        name=_name(product, language),
        brand=product.brand or "",
        category=product.category or "",
        price=product.price.format(language),
        description=(translation and translation.description) or product.description or "",
        image=product.image,
    )


def _customer_choice(customer: Customer) -> Choice:
    name = " ".join(part for part in (customer.first_name, customer.last_name) if part)
    facts = (name, customer.customer_id, customer.membership or "")
    return Choice(customer.customer_id, " · ".join(fact for fact in facts if fact))


def _name(product: Product, language: str) -> str:
    translation = product.translations.get(language)
    return (translation and translation.name) or product.name


def _detail(product: Product, language: str) -> str:
    translation = product.translations.get(language)
    names = list(translation.attributes if translation else product.attributes) if language != "en" else None
    names = list(product.attributes) if names is None else names
    detail = names[1] if len(names) > 1 else _DETAIL[language]
    return detail[:1].lower() + detail[1:]
