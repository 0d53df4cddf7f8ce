"""A shop's records as LangChain documents: a record's fields as YAML, a page as Markdown; `source` names the record.

Customers, their orders and what they did are left out of the shop's documents; an order is one of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import yaml
from langchain_core.documents import Document
from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from knowledge.documents import Manual, Policy
from knowledge.money import Money
from knowledge.records import Customer, Order
from knowledge.shop_folder import Shop

_LEFT_OUT = frozenset({"extra", "currency", "line_id", "line_ids", "sections"})
"""Bookkeeping, what amounts already say, and what pages give as text."""


def shop_documents(shop: Shop) -> Iterator[Document]:
    """What everybody may know of a shop, a document a record."""
    names = {product.product_id: product.name for product in shop.products}
    for product in shop.products:
        yield _document(f"product:{product.product_id}", product.name, as_text(product))
    for review in shop.reviews:
        name = names.get(review.product_id, "")
        unsigned = review.model_copy(update={"customer_id": None})
        yield _document(f"review:{review.review_id}", name, as_text(unsigned, product=name))
    for faq in shop.faqs:
        name = names.get(faq.product_id or "", "")
        yield _document(f"faq:{faq.faq_id}", "FAQ", as_text(faq, product=name))
    for promotion in shop.promotions:
        yield _document(f"promotion:{promotion.promotion_id}", promotion.title, as_text(promotion))
    yield from (_page(f"policy:{page.policy_id}", page) for page in shop.policies)
    yield from (_page(f"manual:{page.product_id}", page) for page in shop.manuals)
    for part in ("contact", "hours"):
        told = {"shop": shop.profile.name, part: _readable(getattr(shop.profile, part))}
        yield _document(f"shop:{part}", shop.profile.name, _yaml(told))


def order_documents(orders: Iterable[Order]) -> tuple[Document, ...]:
    """A customer's orders, a document each."""
    return tuple(_document(f"order:{o.order_id}", f"Order {o.order_id}", as_text(o)) for o in orders)


def customer_document(customer: Customer) -> Document:
    """A customer's own record."""
    return _document(f"customer:{customer.customer_id}", "Account", as_text(customer))


def as_text(record: BaseModel, **more: str) -> str:
    """The record's fields that hold something, as YAML; `more` fields come first."""
    first = {name: value for name, value in more.items() if value}
    return _yaml(first | cast("dict[str, Any]", _readable(record)))


def _page(source: str, page: Policy | Manual) -> Document:
    """The page as its file has it: fields, title, sections."""
    sections = "\n\n".join(f"## {section.heading}\n{section.text}" for section in page.sections)
    return _document(source, page.title, f"---\n{as_text(page)}\n---\n# {page.title}\n\n{sections}")


def _document(source: str, title: str, text: str) -> Document:
    return Document(page_content=text, metadata={"source": source, "title": title})


def _readable(value: Any) -> Any:
    """Plain values, amounts as `189.00 EUR`, without what is empty."""
    if isinstance(value, Money):
        return f"{value.decimal} {value.currency}"
    if isinstance(value, BaseModel):
        return _readable({name: getattr(value, name) for name in type(value).model_fields})
    if isinstance(value, Mapping):
        pairs = cast("Mapping[str, Any]", value).items()
        return {key: _readable(item) for key, item in pairs if key not in _LEFT_OUT and _is_told(item)}
    if isinstance(value, tuple | list):
        return [_readable(item) for item in cast("Iterable[Any]", value)]
    return to_jsonable_python(value)


def _is_told(value: Any) -> bool:
    return value is not None and value not in ("", (), [], {})


def _yaml(fields: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(fields), allow_unicode=True, sort_keys=False, width=10_000).strip()
