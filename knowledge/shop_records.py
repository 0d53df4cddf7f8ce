"""What a shop folder holds, for all that reads records without caring where they came from."""

from __future__ import annotations

from typing import Protocol

from knowledge.documents import Manual, Policy
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.shop_profile import ShopProfile


class ShopRecords(Protocol):
    """A shop's records, as read from its folder."""

    @property
    def profile(self) -> ShopProfile: ...
    @property
    def products(self) -> tuple[Product, ...]: ...
    @property
    def reviews(self) -> tuple[Review, ...]: ...
    @property
    def faqs(self) -> tuple[Faq, ...]: ...
    @property
    def customers(self) -> tuple[Customer, ...]: ...
    @property
    def orders(self) -> tuple[Order, ...]: ...
    @property
    def events(self) -> tuple[ShopEvent, ...]: ...
    @property
    def promotions(self) -> tuple[Promotion, ...]: ...
    @property
    def policies(self) -> tuple[Policy, ...]: ...
    @property
    def manuals(self) -> tuple[Manual, ...]: ...
