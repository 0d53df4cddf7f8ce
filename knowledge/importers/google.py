"""Google Merchant product feeds: entries that share an item group become one product with its versions.

Attributes as in Google's product data specification, from XML (RSS 2.0 or Atom with the `g:` namespace) or TSV.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

from knowledge.importers.google_source import Entry, Found, read_entries
from knowledge.importers.items import Items, Mapped, Options, Unmapped, compact
from knowledge.importers.prices import PriceError, read_price, written
from knowledge.importers.versions import Version, as_fields, in_one_currency, leaf, left_over
from knowledge.money import Money

_OPTIONS = ("color", "size", "material", "pattern", "age_group", "gender", "size_type", "size_system")
_FACTS = {
    **{name: name.replace("_", " ").capitalize() for name in _OPTIONS},
    "gtin": "GTIN",
    "mpn": "MPN",
    "condition": "Condition",
    "availability": "Availability",
    "availability_date": "Available from",
    "energy_efficiency_class": "Energy efficiency class",
    "product_weight": "Weight",
    "product_length": "Length",
    "product_width": "Width",
    "product_height": "Height",
}
_MAPPED = frozenset(
    {"id", "title", "description", "link", "image_link", "price", "sale_price", "sale_price_effective_date"}
    | {
        "brand",
        "product_type",
        "google_product_category",
        "item_group_id",
        "product_detail",
        "product_highlight",
        *_FACTS,
    }
)
_DETAILS = re.compile(r",(?=[^,:]*:[^,:]+:)")
_DETAIL = re.compile(r"(?:(?P<section>[^:]*):)?(?P<name>[^:]+):(?P<value>.+)", re.DOTALL)
_NO_STOCK = "out of stock"


@dataclass(frozen=True, slots=True)
class _Offer:
    """One entry: its single values, all its values, and where it stands."""

    cells: Mapping[str, str]
    entry: Entry
    place: str


def read(path: Path, options: Options) -> Items:
    """The items of a feed.

    Raises:
        SourceError: neither XML nor TSV, broken, or without the columns `id`, `title` and `price`.
    """
    return products(read_entries(path), options)


def products(entries: Iterable[Found], options: Options) -> Items:
    """The products of a feed's entries; a group is told once its last entry is known."""
    groups: dict[str, list[_Offer]] = {}
    for found in entries:
        if not isinstance(found, tuple):
            yield found
            continue
        place, entry = found
        cells = {name: values[0] for name, values in entry.items()}
        group = cells.get("item_group_id") or cells.get("id")
        if group:
            groups.setdefault(group, []).append(_Offer(cells, entry, place))
        else:
            yield Unmapped("id", "missing; the entry is left out", place, cells.get("title", ""))
    for group, offers in groups.items():
        yield from _product(group, offers, options)


def _product(group: str, offers: Sequence[_Offer], options: Options) -> Items:
    chosen = _differing(offers)
    found = [(offer, _version(offer, chosen, options)) for offer in offers]
    yield from (case for _, case in found if isinstance(case, Unmapped))
    versions, foreign = in_one_currency([version for _, version in found if isinstance(version, Version)])
    yield from foreign
    if not versions:
        return
    yield Mapped("products", compact(_values(group, offers, versions, options)), offers[0].place)
    for offer in offers:
        yield from _not_mapped(offer)


def _differing(offers: Sequence[_Offer]) -> list[str]:
    """The attributes by which the entries of a group differ: the product's options."""
    return [name for name in _OPTIONS if len({offer.cells.get(name, "") for offer in offers}) > 1]


def _version(offer: _Offer, chosen: Sequence[str], options: Options) -> Version | Unmapped:
    try:
        price = _price(offer, options)
    except PriceError as error:
        return Unmapped("price", f"{error.problem}; the entry is left out", offer.place, error.found)
    named = {_FACTS[name].lower(): offer.cells[name] for name in chosen if name in offer.cells}
    stock = 0 if _availability(offer) == _NO_STOCK else None
    return Version(offer.cells.get("id", ""), named, price, stock, offer.place)


def _price(offer: _Offer, options: Options) -> Money:
    """The sale price, unless it holds for some dates only."""
    sale = "" if "sale_price_effective_date" in offer.cells else offer.cells.get("sale_price", "")
    return read_price(sale or offer.cells.get("price", ""), options.currency)


def _availability(offer: _Offer) -> str:
    return offer.cells.get("availability", "").replace("_", " ").lower()


def _values(
    group: str, offers: Sequence[_Offer], versions: Sequence[Version], options: Options
) -> dict[str, object]:
    first = offers[0]
    path = first.cells.get("product_type") or _named_category(first)
    return {
        "product_id": group,
        "name": _common_name([offer.cells.get("title", "") for offer in offers]),
        **as_fields(versions, group),
        "brand": first.cells.get("brand", ""),
        "category": leaf(path),
        "description": first.cells.get("description", ""),
        "features": first.entry.get("product_highlight", []),
        "attributes": _attributes(offers, versions, path, options),
        "url": first.cells.get("link", ""),
        "image": first.cells.get("image_link", ""),
    }


def _named_category(offer: _Offer) -> str:
    """Google's category where the feed gives its name; a bare number names nothing."""
    told = offer.cells.get("google_product_category", "")
    return "" if told.isdigit() else told


def _common_name(titles: Sequence[str]) -> str:
    """What the titles of a group begin with, in whole words; the first title when that is nothing."""
    if len(set(titles)) == 1:
        return titles[0]
    words = zip(*(title.split() for title in titles), strict=False)
    common = [said[0] for said in takewhile(lambda said: len(set(said)) == 1, words)]
    return " ".join(common).rstrip(" -–—,|/(:") or titles[0]


def _attributes(
    offers: Sequence[_Offer], versions: Sequence[Version], path: str, options: Options
) -> dict[str, str]:
    shared = {
        label: offers[0].cells[name]
        for name, label in _FACTS.items()
        if name in offers[0].cells and len({offer.cells.get(name) for offer in offers}) == 1
    }
    if "Availability" in shared:
        shared["Availability"] = _availability(offers[0])
    regular = _regular_price(offers[0], versions[0], options) if len(offers) == 1 else ""
    more = {"Category": path if ">" in path else "", "Regular price": regular}
    return compact({**_details(offers[0]), **shared, **more})


def _details(offer: _Offer) -> dict[str, str]:
    """`General:Weight:2 kg` as `Weight`; a name that two sections use keeps its section."""
    details: dict[str, str] = {}
    for told in offer.entry.get("product_detail", []):
        for detail in _DETAILS.split(told):
            if match := _DETAIL.fullmatch(detail.strip()):
                label = f"{match['section']} {match['name']}" if match["name"] in details else match["name"]
                details[label] = match["value"].strip()
    return details


def _regular_price(offer: _Offer, version: Version, options: Options) -> str:
    try:
        regular = read_price(offer.cells.get("price", ""), options.currency)
    except PriceError:
        return ""
    return written(regular) if regular != version.price else ""


def _not_mapped(offer: _Offer) -> Items:
    yield from left_over(offer.cells, _MAPPED, offer.place)
    if "sale_price_effective_date" in offer.cells and "sale_price" in offer.cells:
        reason = "a sale price with dates; the regular price is taken"
        yield Unmapped("sale_price", reason, offer.place, offer.cells["sale_price"])
    if offer.cells.get("availability") and _availability(offer) != _NO_STOCK:
        reason = "tells no number of pieces; stock is left out, the words are an attribute"
        yield Unmapped("availability", reason, offer.place, offer.cells["availability"])
    if offer.cells.get("google_product_category", "").isdigit() and "product_type" not in offer.cells:
        reason = "a number without the category's name"
        yield Unmapped("google_product_category", reason, offer.place, offer.cells["google_product_category"])
