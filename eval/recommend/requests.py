"""Requests for suggestions, made up from a shop's own records: every kind of wish, for customers and guests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bot.tools.recommend import RecommendArguments
from knowledge.catalogue import Catalogue
from knowledge.money import Money
from knowledge.records import Product

TEMPLATES = {
    "category": {"en": "something in {category}", "zh": "推荐一款{category}"},
    "price": {"en": "something from {category} under {price}", "zh": "{price}以内的{category}有推荐吗"},
    "name": {"en": "I need a {name}", "zh": "想买{name}"},
    "size": {"en": "a {name} in size {size}", "zh": "{size}码的{name}"},
    "similar": {"en": "something similar to the {name}", "zh": "和{name}类似的"},
    "cheaper": {"en": "anything cheaper than the {name}?", "zh": "有比{name}便宜一点的吗"},
    "better": {"en": "is there a better one than the {name}?", "zh": "有比{name}更好的吗"},
    "goes_with": {"en": "what goes with the {name}?", "zh": "{name}搭配什么好"},
    "gift": {"en": "a gift for my sister under {price}", "zh": "送朋友的礼物，{price}以内"},
    "open": {"en": "recommend me something", "zh": "给我推荐点东西"},
    "contradictory": {"en": "a {name} under 1", "zh": "1元以内的{name}"},
}
_SIZES = {"size", "尺码", "尺寸"}


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked, in which language, by whom (None: a guest); `kind` names the template."""

    kind: str
    language: str
    customer_id: str | None
    asked: RecommendArguments


def requests(catalogue: Catalogue, count: int, *, seed: int = 7) -> Iterator[Request]:
    """`count` requests, all kinds in turn; the same shop, count and seed give the same ones."""
    random = Random(seed)  # noqa: S311 - no secret is made
    kinds = list(TEMPLATES)
    customers = [customer.customer_id for customer in catalogue.customers()]
    languages = [language for language in catalogue.profile.languages if language in ("en", "zh")] or ["en"]
    for number in range(count):
        kind = kinds[number % len(kinds)]
        language = random.choice(languages)
        asker = random.choice([*customers, None])
        product = random.choice(catalogue.products())
        yield Request(kind, language, asker, _asked(kind, language, product, catalogue, random))


def _asked(
    kind: str, language: str, product: Product, catalogue: Catalogue, random: Random
) -> RecommendArguments:
    price = Money(
        minor=round(product.price.minor * random.uniform(0.6, 1.6)), currency=product.price.currency
    )
    size = random.choice(_sizes(product) or ["M"])
    translated = product.translations.get(language)
    name = (translated.name if translated else None) or product.name
    need = TEMPLATES[kind][language].format(
        category=product.category or name, price=price.format(language), name=name, size=size
    )
    points = kind in ("similar", "cheaper", "better", "goes_with")
    return RecommendArguments(
        need=need,
        category=product.category if kind == "category" else None,
        max_price=f"{price.decimal}" if kind in ("price", "gift") else None,
        similar_to=product.product_id if points else None,
        cheaper=kind == "cheaper",
        for_whom="somebody else" if kind == "gift" else None,
    )


def _sizes(product: Product) -> Sequence[str]:
    return [v for variant in product.variants for k, v in variant.options.items() if k.casefold() in _SIZES]
