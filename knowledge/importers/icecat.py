"""Icecat's open catalogue as JSON Lines (gzipped or not), read in a stream.

A line has `id`, `title`, `short_description`, `supplier`, `price` in hundredths of an unnamed currency,
`date_released`, `ean` and `attributes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from knowledge.importers.items import Items, Mapped, Options, Unmapped, compact
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.sources import read_json_lines

_MAPPED = {"id", "title", "short_description", "supplier", "price", "date_released", "ean", "attributes"}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def read(path: Path, options: Options) -> Items:
    """The items of a `.jsonl` or `.jsonl.gz` file.

    Raises:
        SourceError: no such file, or one that cannot be read to its end.
    """
    return products(read_json_lines(path), options)


def products(rows: Iterable[tuple[str, Any] | Unmapped], options: Options) -> Items:
    """One product a row; a row without a price is not mapped, since nothing tells one."""
    for row in rows:
        if isinstance(row, Unmapped):
            yield row
            continue
        place, value = row
        product = mapping(value)
        price = product.get("price")
        if not isinstance(price, int) or isinstance(price, bool):
            reason = "no whole number of hundredths; the product is left out"
            yield Unmapped("price", reason, place, text(price))
            continue
        yield Mapped("products", _values(product, price, options), place)
        for name in product.keys() - _MAPPED:
            yield Unmapped(name, "no rule maps it", place, text(product[name]))


def attribute_label(name: str) -> str:
    """A name as people write it: `thermal_design_power__tdp_` is `Thermal design power (tdp)`."""
    main, *more = (part.strip("_").replace("_", " ") for part in name.split("__"))
    label = " ".join([main, *(f"({part})" for part in more if part)]).strip()
    return label[:1].upper() + label[1:]


def _values(product: Mapping[str, Any], price: int, options: Options) -> dict[str, Any]:
    released = _DAY.match(text(product.get("date_released")))
    codes = ", ".join(text(code) for code in listed(product.get("ean")))
    values = {
        "product_id": text(product.get("id")),
        "name": text(product.get("title")),
        "price": f"{price // 100}.{price % 100:02d}",
        "currency": options.currency,
        "brand": text(product.get("supplier")),
        "description": text(product.get("short_description")),
        "attributes": compact({**_attributes(mapping(product.get("attributes"))), "EAN": codes}),
        "released_at": released.group() if released else "",
    }
    return compact(values)


def _attributes(attributes: Mapping[str, Any]) -> dict[str, str]:
    """Units are in the names or nowhere; two names with one label keep their own names."""
    labels = [attribute_label(name) for name in attributes]
    return {
        label if labels.count(label) == 1 else name: ", ".join(text(part) for part in listed(value))
        for (name, value), label in zip(attributes.items(), labels, strict=True)
    }
