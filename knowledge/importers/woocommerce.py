"""WooCommerce's product CSV export: simple products, and variable ones with their variations.

Columns are those of WooCommerce's built-in exporter, with their English names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from knowledge.importers.items import Items, Mapped, Options, Unmapped, compact
from knowledge.importers.prices import PriceError, read_price, written
from knowledge.importers.sources import Line, read_table
from knowledge.importers.versions import Version, as_fields, in_one_currency, leaf, left_over

_REQUIRED = ("Type", "SKU", "Name", "Regular price")
_COLUMNS = (
    "ID", *_REQUIRED, "Published", "Visibility in catalog", "Short description", "Description", "Sale price",
    "Date sale price starts", "Date sale price ends", "In stock?", "Stock", "Categories", "Tags", "Images", "Parent",
    "External URL", "Brands", "GTIN, UPC, EAN, or ISBN",
)  # fmt: skip
_WITHOUT_FACTS = frozenset(
    {
        "Is featured?",
        "Tax status",
        "Tax class",
        "Low stock amount",
        "Backorders allowed?",
        "Sold individually?",
    }
    | {"Allow customer reviews?", "Position", "Download limit", "Download expiry days", "Button text"}
)
_NAMES = {name.lower(): name for name in _COLUMNS}
_MEASURE = re.compile(r"(?P<name>Weight|Length|Width|Height) \((?P<unit>.+)\)")
_ATTRIBUTE = re.compile(
    r"Attribute (?P<n>\d+) (?P<part>name|value\(s\)|visible|global|default)", re.IGNORECASE
)
_SEPARATOR = re.compile(r"(?<!\\),")


def read(path: Path, options: Options) -> Items:
    """The items of a product export.

    Raises:
        SourceError: not a CSV file with the columns `Type`, `SKU`, `Name` and `Regular price`.
    """
    return products(read_table(path, _REQUIRED, _column), options)


def _column(name: str) -> str:
    return _NAMES.get(name.lower(), name)


def products(lines: Iterable[Line | Unmapped], options: Options) -> Items:
    """The products of the rows of an export; variations may stand before or after their parents."""
    parents: list[Line] = []
    variations: dict[str, list[Line]] = {}
    for line in lines:
        if isinstance(line, Unmapped):
            yield line
        elif "variation" in _types(line):
            variations.setdefault(line.cells.get("Parent", "").strip(), []).append(line)
        else:
            parents.append(line)
    for parent in parents:
        names = (f"id:{parent.cells.get('ID', '').strip()}", parent.cells["SKU"].strip())
        own = [line for name in names if name for line in variations.pop(name, [])]
        yield from _one(parent, own, options)
    for name, orphans in variations.items():
        for line in orphans:
            yield Unmapped("Parent", "no such product; the variation is left out", line.place, name)


def _one(parent: Line, variations: Sequence[Line], options: Options) -> Items:
    hidden = _not_on_sale(parent)
    if hidden:
        yield hidden
        return
    rows = [line for line in variations if line.cells.get("Published", "1").strip() != "0"]
    if "variable" not in _types(parent):
        rows = [parent]
    found = [_version(line, parent, options) for line in rows]
    versions, foreign = in_one_currency([version for version in found if isinstance(version, Version)])
    yield from (case for case in found if isinstance(case, Unmapped))
    yield from foreign
    if not versions:
        reason = "nothing with a price; the product is left out"
        yield Unmapped("Regular price", reason, parent.place, parent.cells["Name"])
        return
    yield Mapped("products", compact(_values(parent, versions, options)), parent.place)
    for line in {line.place: line for line in (parent, *rows)}.values():
        yield from _not_mapped(line)


def _not_on_sale(parent: Line) -> Unmapped | None:
    name = parent.cells["Name"]
    if parent.cells.get("Published", "1").strip() not in {"1", ""}:
        return Unmapped("Published", "not published; the product is left out", parent.place, name)
    if parent.cells.get("Visibility in catalog", "").strip() == "hidden":
        return Unmapped("Visibility in catalog", "hidden; the product is left out", parent.place, name)
    if "grouped" in _types(parent):
        return Unmapped("Type", "a group without a price of its own; it is left out", parent.place, name)
    return None


def _types(line: Line) -> set[str]:
    return {part.strip().lower() for part in line.cells["Type"].split(",")}


def _version(line: Line, parent: Line, options: Options) -> Version | Unmapped:
    sale = "" if _has_sale_dates(line) else line.cells.get("Sale price", "").strip()
    try:
        price = read_price(sale or line.cells["Regular price"], options.currency)
    except PriceError as error:
        return Unmapped("Regular price", f"{error.problem}; it is left out", line.place, error.found)
    chosen = {} if line is parent else _told_attributes(line)
    return Version(line.cells["SKU"].strip(), chosen, price, _stock(line, parent), line.place)


def _has_sale_dates(line: Line) -> bool:
    return any(line.cells.get(f"Date sale price {end}", "").strip() for end in ("starts", "ends"))


def _stock(line: Line, parent: Line) -> int | None:
    """None when the shop does not count it, 0 when it says out of stock; oversold counts as none left."""
    told = line.cells.get("Stock", "").strip()
    told = parent.cells.get("Stock", "").strip() if told == "parent" else told
    if re.fullmatch(r"-?\d+", told):
        return max(0, int(told))
    return 0 if line.cells.get("In stock?", "").strip() == "0" else None


def _values(parent: Line, versions: Sequence[Version], options: Options) -> dict[str, object]:
    cells = parent.cells
    product_id = cells.get("ID", "").strip() or cells["SKU"].strip()
    categories = _split(cells.get("Categories", ""))
    brands = _split(cells.get("Brands", ""))
    return {
        "product_id": product_id,
        "name": cells["Name"].strip(),
        **as_fields(versions, product_id),
        "brand": brands[0] if brands else "",
        "category": leaf(categories[0]) if categories else "",
        "description": _description(cells),
        "attributes": _attributes(parent, versions, categories, options),
        "url": cells.get("External URL", "").strip(),
        "image": next(iter(_split(cells.get("Images", ""))), ""),
    }


def _description(cells: Mapping[str, str]) -> str:
    texts = (cells.get(name, "").strip() for name in ("Short description", "Description"))
    return "\n\n".join(dict.fromkeys(text.replace("\\n", "\n") for text in texts if text))


def _attributes(
    parent: Line, versions: Sequence[Version], categories: Sequence[str], options: Options
) -> dict[str, str]:
    chosen = {name for version in versions for name in version.options}
    told = {name: value for name, value in _told_attributes(parent).items() if name not in chosen}
    measures = ((_MEASURE.fullmatch(name), value.strip()) for name, value in parent.cells.items())
    return compact(
        {
            **told,
            **{m["name"]: f"{value} {m['unit']}" for m, value in measures if m and value},
            "Category": ", ".join(categories) if len(categories) > 1 or ">" in "".join(categories) else "",
            "Tags": ", ".join(_split(parent.cells.get("Tags", ""))),
            "SKU": parent.cells["SKU"].strip(),
            "GTIN": parent.cells.get("GTIN, UPC, EAN, or ISBN", "").strip(),
            "Regular price": _regular_price(parent, versions, options),
        }
    )


def _regular_price(parent: Line, versions: Sequence[Version], options: Options) -> str:
    """Only where it is not the price."""
    try:
        regular = read_price(parent.cells["Regular price"], options.currency)
    except PriceError:
        return ""
    return written(regular) if len(versions) == 1 and regular != versions[0].price else ""


def _told_attributes(line: Line) -> dict[str, str]:
    names: dict[str, str] = {}
    values: dict[str, str] = {}
    for column, cell in line.cells.items():
        match = _ATTRIBUTE.fullmatch(column)
        if match and match["part"].lower() in {"name", "value(s)"}:
            (names if match["part"].lower() == "name" else values)[match["n"]] = cell.strip()
    return {
        name: ", ".join(_split(values[n])) for n, name in names.items() if name and values.get(n, "").strip()
    }


def _split(cell: str) -> list[str]:
    """The values of a cell, which has commas between them and writes a comma within one as `\\,`."""
    return [text for part in _SEPARATOR.split(cell) if (text := part.replace("\\,", ",").strip())]


def _not_mapped(line: Line) -> Items:
    handled = {name for name in line.cells if _MEASURE.fullmatch(name) or _ATTRIBUTE.fullmatch(name)}
    yield from left_over(line.cells, frozenset({*_COLUMNS, *_WITHOUT_FACTS, *handled}), line.place)
    if _has_sale_dates(line) and line.cells.get("Sale price", "").strip():
        reason = "a sale price with dates; the regular price is taken"
        yield Unmapped("Sale price", reason, line.place, line.cells["Sale price"])
    for image in _split(line.cells.get("Images", ""))[1:]:
        yield Unmapped("Images", "a product has one image in a shop folder", line.place, image)
