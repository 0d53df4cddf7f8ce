"""Reads a shop folder: every table and page, cleaned, checked and joined, as one value."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError

from knowledge.cleaning import clean_values, detect_language
from knowledge.documents import Manual, Policy
from knowledge.errors import ShopFolderError
from knowledge.files import list_folder, read_lines
from knowledge.identities import Identities, resolve
from knowledge.pages import PageError, parse_page, split_language
from knowledge.record import Record
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.references import BUILT_IN_CHANNELS, Fault, Known, keep_sound
from knowledge.reports import Report, faults, shown, summary
from knowledge.shop_profile import ShopProfile
from knowledge.tables import Row, read_rows
from knowledge.twins import merge_twins
from knowledge.validation import Located, drop_duplicates, validate

R = TypeVar("R", bound=Record)
Owned = TypeVar("Owned", Review, Order, ShopEvent)
Told = TypeVar("Told", Review, Faq)

_TABLES = ("products", "reviews", "faqs", "customers", "orders", "events", "promotions")
_FILES = {"shop.toml", *(f"{table}.{ending}" for table in _TABLES for ending in ("jsonl", "csv"))}
_TABLE_ENDINGS = {".json", ".jsonl", ".ndjson", ".csv", ".tsv", ".xlsx", ".xls", ".toml"}


@dataclass(frozen=True)
class Shop:
    """All that a shop folder says. `reports` are the faults that were passed over; `root` is the folder."""

    profile: ShopProfile
    products: tuple[Product, ...]
    reviews: tuple[Review, ...]
    faqs: tuple[Faq, ...]
    customers: tuple[Customer, ...]
    orders: tuple[Order, ...]
    events: tuple[ShopEvent, ...]
    promotions: tuple[Promotion, ...]
    policies: tuple[Policy, ...]
    manuals: tuple[Manual, ...]
    reports: tuple[Report, ...]
    root: Path


def read_shop(root: Path, *, strict: bool = False) -> Shop:
    """The shop in the folder `root`. Faulty records are left out and reported.

    Raises:
        ShopFolderError: the folder, `shop.toml` or the products are missing or unusable, a file cannot be read or is
            not UTF-8, an id is used for two different records, or `strict` and there is anything to report.
    """
    if not root.is_dir():
        raise ShopFolderError(
            f"{root}: found no such folder, expected a shop folder with shop.toml and products"
        )
    shop = _Reading(root, read_profile(root), []).shop()
    if strict and shop.reports:
        raise ShopFolderError(f"{root}: {len(shop.reports)} faults, expected none\n{summary(shop.reports)}")
    return shop


def read_profile(root: Path) -> ShopProfile:
    """The profile in `shop.toml` of the folder `root`, without reading anything else.

    Raises:
        ShopFolderError: the file is missing or unusable; lists its faults.
    """
    lines = read_lines(root, "shop.toml")
    if lines is None:
        raise ShopFolderError(f"shop.toml: not found in {root}, expected name, currency and languages in it")
    try:
        values = clean_values(tomllib.loads("\n".join(lines)))
        return ShopProfile.model_validate(values)
    except ValidationError as error:
        found = [Report("shop.toml", None, field, message) for field, message in faults(error)]
        raise ShopFolderError(summary(found)) from error
    except (ValueError, RecursionError) as error:
        raise ShopFolderError(
            f"shop.toml: found broken TOML ({error}), expected 'name = value' lines"
        ) from error


@dataclass(frozen=True)
class _Reading:
    """One run over a folder; `reports` is added to."""

    root: Path
    profile: ShopProfile
    reports: list[Report]

    def shop(self) -> Shop:
        self.reports.extend(_about_folder(self.root, self.profile))
        products = self._products()
        customers = self._located("customers", Customer, "customer_id")
        identities = self._identities(customers)
        known = Known(
            products=frozenset(product.product_id for product in products),
            customers=identities.customer_ids,
            channels=BUILT_IN_CHANNELS | set(self.profile.channels),
        )
        return Shop(
            profile=self.profile,
            products=products,
            reviews=self._reviews(known, identities),
            faqs=tuple(self._in_language(faq, faq.question) for faq in self._sound_faqs(known)),
            customers=self._sound(customers, known.of_customer),
            orders=self._owned("orders", Order, "order_id", identities, known.of_order),
            events=self._owned("events", ShopEvent, "event_id", identities, known.of_event),
            promotions=self._sound(
                self._located("promotions", Promotion, "promotion_id"), known.of_promotion
            ),
            policies=self._sound(self._pages("policies", Policy, "policy_id"), known.of_policy),
            manuals=self._sound(self._pages("manuals", Manual, "product_id"), known.of_manual),
            reports=tuple(self.reports),
            root=self.root,
        )

    def _products(self) -> tuple[Product, ...]:
        if not any((self.root / f"products.{ending}").exists() for ending in ("jsonl", "csv")):
            missing = f"found no products.jsonl or products.csv in {self.root}"
            raise ShopFolderError(f"products: {missing}, expected one of them")
        products = self._located("products", Product, "product_id")
        if not products:
            found = summary(r for r in self.reports if r.file.startswith("products."))
            raise ShopFolderError(
                f"products: found no usable product in {self.root}, expected at least one\n{found}".strip()
            )
        return tuple(item.record for item in products)

    def _reviews(self, known: Known, identities: Identities) -> tuple[Review, ...]:
        reviews = self._owned("reviews", Review, "review_id", identities, known.of_review)
        return merge_twins(self._in_language(review, review.text) for review in reviews)

    def _sound_faqs(self, known: Known) -> tuple[Faq, ...]:
        return self._sound(self._located("faqs", Faq, "faq_id"), known.of_faq)

    def _in_language(self, record: Told, text: str) -> Told:
        if record.language is not None:
            return record
        return record.model_copy(update={"language": detect_language(text, self.profile.languages)})

    def _identities(self, customers: Sequence[Located[Customer]]) -> Identities:
        identities = resolve((item.record for item in customers), _region(self.profile))
        places = {item.record.customer_id: item for item in customers}
        for conflict in identities.conflicts:
            *_, last = (places[customer_id] for customer_id in conflict.customer_ids)
            found = f"found {shown(conflict.name)} for {', '.join(conflict.customer_ids)}"
            message = f"{found}, expected one customer; none is recognised by it"
            self.reports.append(Report(last.file, last.line, conflict.kind, message))
        return identities

    def _owned(
        self,
        table: str,
        model: type[Owned],
        id_field: str,
        identities: Identities,
        check: Callable[[Owned], list[Fault]],
    ) -> tuple[Owned, ...]:
        """Sound records of a table, each with its customer's own id in place of whatever names the customer."""
        items = self._located(table, model, id_field)
        return self._sound([replace(item, record=_hung_on(item.record, identities)) for item in items], check)

    def _located(self, table: str, model: type[R], id_field: str) -> list[Located[R]]:
        found = read_rows(self.root, table, model)
        if found is None:
            return []
        rows, reports = found
        self.reports.extend(reports)
        return self._valid((_with_currency(row, self.profile.currency) for row in rows), model, id_field)

    def _pages(self, folder: str, model: type[R], id_field: str) -> list[Located[R]]:
        rows: list[Row] = []
        for path in list_folder(self.root, folder):
            name = f"{folder}/{path.name}"
            found = self._page(name, path, id_field)
            if isinstance(found, Report):
                self.reports.append(found)
            else:
                rows.append(found)
        return self._valid(rows, model, id_field, "language")

    def _page(self, name: str, path: Path, id_field: str) -> Row | Report:
        if path.suffix != ".md":
            return Report(name, None, None, "found a file that is no page, expected the ending .md")
        stem, language = split_language(path.stem, self.profile.languages)
        try:
            page = parse_page(read_lines(self.root, name) or [])
        except PageError as error:
            return Report(name, error.line, error.field, str(error))
        sections = [{"heading": heading, "text": text} for heading, text in page.sections]
        told = {"language": language or self.profile.languages[0], **page.front_matter}
        values = {**told, id_field: stem, "title": page.title, "sections": sections}
        return Row(name, None, values, page.field_lines)

    def _valid(self, rows: Iterable[Row], model: type[R], *id_fields: str) -> list[Located[R]]:
        valid, faulty = validate(rows, model)
        items, repeated = drop_duplicates(valid, *id_fields)
        self.reports.extend([*faulty, *repeated])
        return items

    def _sound(self, items: Iterable[Located[R]], check: Callable[[R], list[Fault]]) -> tuple[R, ...]:
        kept, reports = keep_sound(items, check)
        self.reports.extend(reports)
        return tuple(item.record for item in kept)


def _about_folder(root: Path, profile: ShopProfile) -> Iterator[Report]:
    for name in profile.extra:
        yield Report("shop.toml", None, name, "found an unknown field, kept under extra")
    for path in list_folder(root, "."):
        if path.suffix.lower() in _TABLE_ENDINGS and path.name not in _FILES:
            expected = f"expected shop.toml or one of {', '.join(_TABLES)} as .jsonl or .csv"
            yield Report(path.name, None, None, f"found a file that is no part of a shop folder, {expected}")


def _hung_on(record: Owned, identities: Identities) -> Owned:
    if record.customer_id is None or record.customer_id in identities.customer_ids:
        return record
    owner = identities.find(record.customer_id, record.channel)
    return record.model_copy(update={"customer_id": owner}) if owner else record


def _with_currency(row: Row, currency: str) -> Row:
    """The row with the shop's currency where amounts may stand without one: not in products, where it is required."""
    table = row.file.partition(".")[0]
    if table in {"orders", "promotions"}:
        return replace(row, values={"currency": currency, **row.values})
    methods = row.values.get("payment_methods")
    if table != "customers" or not isinstance(methods, list):
        return row
    named = [_default_currency(method, currency) for method in cast(list[Any], methods)]
    return replace(row, values={**row.values, "payment_methods": named})


def _default_currency(method: Any, currency: str) -> Any:
    return {"currency": currency, **cast(dict[str, Any], method)} if isinstance(method, dict) else method


def _region(profile: ShopProfile) -> str | None:
    """The country in the shop's contact, for phone numbers that name none."""
    contact = profile.contact
    country = cast(dict[str, Any], contact).get("country") if isinstance(contact, dict) else None
    return country.upper() if isinstance(country, str) and len(country) == 2 else None
