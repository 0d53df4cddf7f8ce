"""A product's facts, one by one and in each of its languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from knowledge.money import Money
from knowledge.records import Product, Translation, Variant
from knowledge.sections import chunks, sentences
from knowledge.wording import price_text, render, stock_text
from knowledge.words import slug

RESERVED_PARTS = frozenset({"price", "stock", "variants", "description"})


@dataclass(frozen=True, slots=True)
class ProductFact:
    """One fact; `part` names it within the product (empty: the card), the same in every language."""

    part: str
    language: str
    title: str
    heading: str
    text: str


def product_facts(product: Product, default: str) -> Iterator[ProductFact]:
    """All facts of a product in the shop's default language and in every other that it is translated to."""
    own = Translation(
        name=product.name,
        description=product.description,
        features=product.features,
        attributes=product.attributes,
    )
    yield from _facts(product, own, default)
    for language, translation in product.translations.items():
        if language != default:
            yield from _facts(product, translation, language)


def attribute_slugs(own: Mapping[str, str], translated: Mapping[str, str]) -> dict[str, str]:
    """Names of translated attributes to the slugs of the default language's names.

    Matched by equal name, else by position when there are equally many, else by the numbers in their values;
    what stays unmatched keeps a slug of its own.
    """
    slugs = _own_slugs(own)
    names = list(own)
    by_position = dict(zip(translated, names, strict=True)) if len(own) == len(translated) else {}
    matched: dict[str, str] = {}
    for name, value in translated.items():
        twin = name if name in own else by_position.get(name) or _same_numbers(value, own)
        part = slugs[twin] if twin else slug(name)
        matched[name] = part if part not in matched.values() else f"{part}-{slug(name)}"
    return matched


def product_prices(product: Product) -> list[Money]:
    """Every price that the product can be had for."""
    return [variant.price or product.price for variant in product.variants] or [product.price]


def _facts(product: Product, words: Translation, language: str) -> Iterator[ProductFact]:
    name = words.name or product.name

    def fact(part: str, label: str, value: str) -> ProductFact:
        return ProductFact(
            part, language, name, label, render("fact", language, name=name, label=label, value=value)
        )

    yield ProductFact("", language, name, "", _card(product, words, name, language))
    yield fact("price", render("price", language), price_text(product_prices(product), language))
    if stock := stock_text(product.available, language):
        yield fact("stock", render("stock", language), stock)
    if product.variants:
        listed = "; ".join(_variant(variant, product, language) for variant in product.variants)
        yield fact("variants", render("variants", language), listed)
    for number, piece in enumerate(chunks(words.description or ""), start=1):
        part = "description" if number == 1 else f"description-{number}"
        yield fact(part, render("description", language), piece)
    for label, part in attribute_slugs(product.attributes, words.attributes).items():
        yield fact(part, label, words.attributes[label])
    for number, feature in enumerate(words.features, start=1):
        yield fact(f"features-{number}", render("feature", language), feature)


def _card(product: Product, words: Translation, name: str, language: str) -> str:
    branded = product.brand and product.brand.casefold() not in name.casefold()
    category = product.category
    stock = stock_text(product.available, language)
    text = render(
        "card",
        language,
        name=render("by_brand", language, name=name, brand=product.brand) if branded else name,
        category=render("in_category", language, category=category) if category else "",
        price=price_text(product_prices(product), language),
        stock=render("and_stock", language, stock=stock) if stock else "",
        line=next(iter(sentences(words.description or "")), ""),
    )
    return text.strip()


def _variant(variant: Variant, product: Product, language: str) -> str:
    options = ", ".join(f"{name} {value}" for name, value in variant.options.items()) or variant.variant_id
    stock = stock_text(variant.stock, language)
    price = (variant.price or product.price).format(language)
    return f"{options}: {price}{f', {stock}' if stock else ''}"


def _own_slugs(own: Mapping[str, str]) -> dict[str, str]:
    slugs: dict[str, str] = {}
    for name in own:
        part = slug(name)
        if part in RESERVED_PARTS or part in slugs.values():
            part = next(p for p in (f"{part}-{n}" for n in range(2, 99)) if p not in slugs.values())
        slugs[name] = part
    return slugs


def _same_numbers(value: str, own: Mapping[str, str]) -> str | None:
    numbers = re.findall(r"\d+(?:[.,]\d+)*", value)
    twins = [
        name for name, other in own.items() if numbers and re.findall(r"\d+(?:[.,]\d+)*", other) == numbers
    ]
    return twins[0] if len(twins) == 1 else None
