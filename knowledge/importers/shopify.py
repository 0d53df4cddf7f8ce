"""Shopify's product CSV export: the rows of one handle become one product with its versions.

Columns as Shopify's admin exports them, in both namings (`Variant Price`, and in the newer one `Price`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from knowledge.importers.items import Items, Mapped, Options, Unmapped, compact
from knowledge.importers.prices import PriceError, read_price, written
from knowledge.importers.sources import Line, read_table
from knowledge.importers.versions import Version, as_fields, in_one_currency, leaf, left_over, shared

_REQUIRED = ("Handle", "Title", "Variant Price")
_NEWER_NAMES = {
    "url handle": "Handle",
    "description": "Body (HTML)",
    "published on online store": "Published",
    "sku": "Variant SKU",
    "barcode": "Variant Barcode",
    "price": "Variant Price",
    "compare-at price": "Variant Compare At Price",
    "inventory tracker": "Variant Inventory Tracker",
    "inventory quantity": "Variant Inventory Qty",
    "weight value (grams)": "Variant Grams",
    "product image url": "Image Src",
}
_OPTIONS = tuple((f"Option{n} Name", f"Option{n} Value") for n in (1, 2, 3))
_MAPPED = frozenset(
    {*_REQUIRED, *_NEWER_NAMES.values(), *(name for pair in _OPTIONS for name in pair)}
    | {"Vendor", "Type", "Product Category", "Tags", "Status"}
)
_WITHOUT_FACTS = frozenset(
    {"Image Position", "Product image position", "Variant Weight Unit", "Weight unit for display"}
    | {f"Option{n} Linked To" for n in (1, 2, 3)}
)
_NAMES = {name.lower(): name for name in _MAPPED} | _NEWER_NAMES
_METAFIELD = re.compile(r"(?P<label>.+?) \(product\.metafields\..+\)")
_ONLY_VERSION = ("title", "default title")


def read(path: Path, options: Options) -> Items:
    """The items of a product export.

    Raises:
        SourceError: not a CSV file with the columns `Handle`, `Title` and `Variant Price`.
    """
    return products(read_table(path, _REQUIRED, _column), options)


def _column(name: str) -> str:
    return _NAMES.get(name.lower(), name)


def products(lines: Iterable[Line | Unmapped], options: Options) -> Items:
    """The products of the rows of an export, in the order of their first rows."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        if isinstance(line, Unmapped):
            yield line
        elif handle := line.cells["Handle"].strip():
            groups.setdefault(handle, []).append(line)
        else:
            yield Unmapped("Handle", "empty; the row is left out", line.place)
    for handle, group in groups.items():
        head = next((line for line in group if line.cells["Title"].strip()), group[0])
        hidden = _not_on_sale(head)
        yield from [hidden] if hidden else _product(handle, head, group, options)


def _not_on_sale(head: Line) -> Unmapped | None:
    status = head.cells.get("Status", "").strip().lower()
    if status not in {"", "active"}:
        return Unmapped("Status", f"{status}; the product is left out", head.place, head.cells["Title"])
    if head.cells.get("Published", "").strip().lower() == "false":
        return Unmapped("Published", "false; the product is left out", head.place, head.cells["Title"])
    return None


def _product(handle: str, head: Line, group: Sequence[Line], options: Options) -> Items:
    rows = [line for line in group if _is_version(line)]
    read_rows = [_version(line, head, options) for line in rows]
    versions, foreign = in_one_currency([found for found in read_rows if isinstance(found, Version)])
    yield from (found for found in read_rows if isinstance(found, Unmapped))
    yield from foreign
    if not versions:
        yield Unmapped(
            "Variant Price", "no version with a price; the product is left out", head.place, handle
        )
        return
    values = compact(_values(handle, head, group, versions, options))
    yield Mapped("products", values, head.place)
    for line in group:
        yield from left_over(line.cells, _handled(line, of_versions="variants" in values), line.place)
    yield from _more_images(group)


def _handled(line: Line, *, of_versions: bool) -> frozenset[str]:
    metafields = {name for name in line.cells if _METAFIELD.fullmatch(name)}
    lost = {"Variant Barcode", "Variant Compare At Price"} if of_versions else set[str]()
    return (_MAPPED | _WITHOUT_FACTS | metafields) - lost


def _is_version(line: Line) -> bool:
    """A row that only brings another image has neither price nor option."""
    return any(line.cells.get(name, "").strip() for name in ("Variant Price", "Option1 Value", "Variant SKU"))


def _version(line: Line, head: Line, options: Options) -> Version | Unmapped:
    try:
        price = read_price(line.cells["Variant Price"], options.currency)
    except PriceError as error:
        return Unmapped("Variant Price", f"{error.problem}; the version is left out", line.place, error.found)
    return Version(_code(line, "Variant SKU"), _chosen(line, head), price, _stock(line), line.place)


def _chosen(line: Line, head: Line) -> dict[str, str]:
    """Only the first row of a product names its options."""
    named = (
        (head.cells.get(name, "").strip(), line.cells.get(value, "").strip()) for name, value in _OPTIONS
    )
    return {
        name: value
        for name, value in named
        if name and value and (name.lower(), value.lower()) != _ONLY_VERSION
    }


def _stock(line: Line) -> int | None:
    """None when the shop does not track the version; oversold counts as none left."""
    tracked = line.cells.get("Variant Inventory Tracker", "shopify").strip()
    quantity = line.cells.get("Variant Inventory Qty", "").strip()
    return max(0, int(quantity)) if tracked and re.fullmatch(r"-?\d+", quantity) else None


def _code(line: Line, name: str) -> str:
    """A code without the apostrophe that keeps spreadsheets from taking it for a number."""
    return line.cells.get(name, "").strip().removeprefix("'")


def _values(
    handle: str, head: Line, group: Sequence[Line], versions: Sequence[Version], options: Options
) -> dict[str, object]:
    cells = head.cells
    fields = as_fields(versions, handle)
    attributes = _attributes(head, group)
    if "variants" not in fields:
        attributes |= _of_only_version(head, versions[0], options)
    return {
        "product_id": handle,
        "name": cells["Title"].strip(),
        **fields,
        "brand": cells.get("Vendor", "").strip(),
        "category": cells.get("Type", "").strip() or leaf(cells.get("Product Category", "")),
        "description": cells.get("Body (HTML)", "").strip(),
        "attributes": compact(attributes),
        "image": next((src for line in group if (src := line.cells.get("Image Src", "").strip())), ""),
    }


def _attributes(head: Line, group: Sequence[Line]) -> dict[str, str]:
    grams = shared([line.cells for line in group if _is_version(line)], "Variant Grams")
    matches = ((_METAFIELD.fullmatch(name), value.strip()) for name, value in head.cells.items())
    return {
        **{match["label"]: value for match, value in matches if match},
        "Category": head.cells.get("Product Category", "").strip(),
        "Tags": head.cells.get("Tags", "").strip(),
        "Weight": f"{grams} g" if re.fullmatch(r"0*[1-9]\d*", grams) else "",
    }


def _of_only_version(head: Line, version: Version, options: Options) -> dict[str, str]:
    return {
        "SKU": _code(head, "Variant SKU"),
        "Barcode": _code(head, "Variant Barcode"),
        "Regular price": _regular_price(head, version, options),
    }


def _regular_price(head: Line, version: Version, options: Options) -> str:
    try:
        regular = read_price(head.cells.get("Variant Compare At Price", ""), options.currency)
    except PriceError:
        return ""
    higher = regular.currency == version.price.currency and version.price < regular
    return written(regular) if higher else ""


def _more_images(group: Sequence[Line]) -> Items:
    images = [(line.cells.get("Image Src", "").strip(), line.place) for line in group]
    for image, place in [(image, place) for image, place in images if image][1:]:
        yield Unmapped("Image Src", "a product has one image in a shop folder", place, image)
