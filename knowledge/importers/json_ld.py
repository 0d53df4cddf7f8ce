"""schema.org `Product` and `ProductGroup` as JSON-LD: products with versions, and their reviews.

Ratings summed up by the shop (`aggregateRating`) are no reviews and are not mapped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from knowledge.importers.items import Items, Mapped, Options, Unmapped, compact
from knowledge.importers.json_ld_offers import best_offer
from knowledge.importers.json_ld_reviews import reviews
from knowledge.importers.json_ld_source import Found, Node, read_products, types
from knowledge.importers.json_values import listed, mapping, text
from knowledge.importers.versions import Version, as_fields, in_one_currency, leaf

_NAMED = {
    "color": "Color", "size": "Size", "material": "Material", "pattern": "Pattern", "model": "Model",
    "weight": "Weight", "width": "Width", "height": "Height", "depth": "Depth", "mpn": "MPN", "sku": "SKU",
    "gtin": "GTIN", "gtin8": "GTIN", "gtin12": "GTIN", "gtin13": "GTIN", "gtin14": "GTIN",
    "itemCondition": "Condition", "countryOfOrigin": "Country of origin",
}  # fmt: skip
_MAPPED = frozenset(
    {
        "@context",
        "@type",
        "@id",
        "productID",
        "productGroupID",
        "name",
        "description",
        "brand",
        "manufacturer",
    }
    | {
        "category",
        "image",
        "url",
        "offers",
        "review",
        "reviews",
        "additionalProperty",
        "hasVariant",
        "variesBy",
    }
    | {"isVariantOf", "inProductGroupWithID", "releaseDate", "mainEntityOfPage", "inLanguage", *_NAMED}
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNITS = {
    "KGM": "kg",
    "GRM": "g",
    "CMT": "cm",
    "MMT": "mm",
    "MTR": "m",
    "LTR": "l",
    "MLT": "ml",
    "INH": "in",
    "LBR": "lb",
}


def read(path: Path, options: Options) -> Items:
    """The items of a JSON-LD file, an HTML page, or a folder of either.

    Raises:
        SourceError: no such file, or a folder without JSON-LD or HTML files.
    """
    return products(read_products(path), options)


def products(found: Iterable[Found | Unmapped], options: Options) -> Items:
    """The products, those of one group as versions of one product."""
    groups: dict[str, Found] = {}
    members: dict[str, list[Found]] = {}
    for item in found:
        if isinstance(item, Unmapped):
            yield item
            continue
        if "ProductGroup" in types(item.node):
            groups.setdefault(_id(item.node), item)
            members.setdefault(_id(item.node), []).extend(_variants(item))
        elif group := _group_of(item):
            groups.setdefault(_id(group.node), group)
            members.setdefault(_id(group.node), []).append(item)
        else:
            yield from _product(item, [item], options)
    for name, group in groups.items():
        yield from _product(group, _without_repetitions(members[name]) or [group], options)


def _variants(group: Found) -> list[Found]:
    return [
        replace(group, node=node)
        for part in listed(group.node.get("hasVariant"))
        if (node := group.follow(part))
    ]


def _group_of(item: Found) -> Found | None:
    """The group that a product says it belongs to, known by its name or, without one, called as the product is."""
    name = text(item.node.get("inProductGroupWithID"))
    told = [item.follow(part) for part in listed(item.node.get("isVariantOf"))]
    group = told[0] if told else mapping(None)
    if _id(group) and text(group.get("name")):
        return replace(item, node=group)
    own_id = _id(group) or name
    return replace(item, node={"productGroupID": own_id, "name": item.node.get("name")}) if own_id else None


def _without_repetitions(members: Sequence[Found]) -> list[Found]:
    return list({_id(member.node) or str(number): member for number, member in enumerate(members)}.values())


def _product(head: Found, members: Sequence[Found], options: Options) -> Items:
    product_id = _id(head.node)
    if not product_id:
        reason = "neither productID, sku, gtin, @id nor url; the product is left out"
        yield Unmapped("productID", reason, head.place, text(head.node.get("name")))
        return
    alone = members[0].node is head.node
    offers = [best_offer(member, options) for member in members]
    told = [
        Version(
            text(m.node.get("sku")) or _id(m.node),
            {} if alone else _options(m, members),
            o.price,
            o.stock,
            m.place,
        )
        for m, o in zip(members, offers, strict=True)
        if not isinstance(o, Unmapped)
    ]
    yield from (offer for offer in offers if isinstance(offer, Unmapped))
    yield from (note for offer in offers if not isinstance(offer, Unmapped) for note in offer.notes)
    versions, foreign = in_one_currency(told)
    yield from foreign
    if not versions:
        return
    yield Mapped("products", compact(_values(head, members[0], product_id, versions)), head.place)
    for part in [head] if alone else [head, *members]:
        yield from reviews(part, product_id)
        yield from _not_mapped(part)


def _id(node: Node) -> str:
    names = (
        "productGroupID",
        "productID",
        "sku",
        "gtin13",
        "gtin",
        "gtin12",
        "gtin14",
        "gtin8",
        "mpn",
        "@id",
        "url",
    )
    return next((found for name in names if (found := text(node.get(name)))), "")


def _options(member: Found, members: Sequence[Found]) -> dict[str, str]:
    """The properties by which the members of a group differ."""
    facts = [_facts(other) for other in members]
    own = _facts(member)
    codes = {"SKU", "GTIN", "MPN"}
    return {
        name.lower(): value
        for name, value in own.items()
        if name not in codes and any(other.get(name) != value for other in facts)
    }


def _values(head: Found, first: Found, product_id: str, versions: Sequence[Version]) -> dict[str, object]:
    def told(name: str) -> Any:
        return head.node.get(name) or first.node.get(name)

    fields = as_fields(versions, product_id)
    facts = _facts(head) if "variants" in fields else {**_facts(first), **_facts(head)}
    varying = {name for version in versions for name in version.options}
    category = _label(told("category"))
    if ">" in category:
        facts["Category"] = category
    released = _DAY.match(text(told("releaseDate")))
    return {
        "product_id": product_id,
        "name": _label(told("name")),
        **fields,
        "brand": _label(told("brand")) or _label(told("manufacturer")),
        "category": leaf(category),
        "description": _label(told("description")),
        "attributes": {name: value for name, value in facts.items() if name.lower() not in varying},
        "url": text(told("url")),
        "image": _image(told("image")),
        "released_at": released.group() if released else "",
    }


def _facts(found: Found) -> dict[str, str]:
    named = {label: _label(found.node.get(name)) for name, label in _NAMED.items() if found.node.get(name)}
    more = (found.follow(part) for part in listed(found.node.get("additionalProperty")))
    return compact(
        {**named, **{text(part.get("name")): _label(part) for part in more if text(part.get("name"))}}
    )


def _label(value: Any) -> str:
    """A property's value as words: of a list all, of a quantity with its unit, of a thing its name."""
    if isinstance(value, list):
        return ", ".join(label for part in listed(value) if (label := _label(part)))
    node = mapping(value)
    if not node:
        word = text(value)
        return word.rpartition("/")[2] if "schema.org/" in word else word
    if "value" in node:
        unit = text(node.get("unitText")) or _UNITS.get(
            text(node.get("unitCode")), text(node.get("unitCode"))
        )
        return f"{_label(node['value'])} {unit}".strip()
    return text(node.get("name")) or text(node.get("@value"))


def _image(value: Any) -> str:
    for part in listed(value):
        node = mapping(part)
        image = text(part) or text(node.get("url")) or text(node.get("contentUrl")) or text(node.get("@id"))
        if image:
            return image
    return ""


def _not_mapped(found: Found) -> Items:
    for name, value in found.node.items():
        if name == "aggregateRating":
            yield Unmapped(name, "a summary of ratings, no reviews", found.place, _label(value))
        elif name not in _MAPPED and value:
            yield Unmapped(name, "no place for it in a shop folder", found.place, _label(value))
