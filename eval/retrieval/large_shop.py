"""A shop of any size for timing: copies of the sample's products and reviews under other names and prices."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice

from knowledge.money import Money
from knowledge.passages import passages
from knowledge.records import Product, Review
from knowledge.shop_folder import Shop

_SYLLABLES = (
    "bra",
    "cor",
    "del",
    "fen",
    "gal",
    "hov",
    "jun",
    "kel",
    "lor",
    "mir",
    "nov",
    "pal",
    "rus",
    "sol",
    "tam",
)


def large_shop(sample: Shop, size: int, seed: int = 7) -> Shop:
    """A shop of about `size` passages: as many copies of the sample's products, with their reviews, as that takes.

    Policies, FAQs and promotions stay as they are; there are no customers, orders or manuals.
    """
    shop = replace(sample, customers=(), orders=(), events=(), manuals=())
    each = sum(1 for _ in passages(shop)) / len(sample.products)
    copies = list(islice(_copies(sample, random.Random(seed)), round(size / each)))  # noqa: S311
    products = tuple(product for product, _ in copies)
    reviews = tuple(review for _, own in copies for review in own)
    return replace(shop, products=products, reviews=reviews)


def _copies(sample: Shop, chance: random.Random) -> Iterator[tuple[Product, tuple[Review, ...]]]:
    own = {p.product_id: [r for r in sample.reviews if r.product_id == p.product_id] for p in sample.products}
    for turn in count(1):
        for product in sample.products:
            name, copy = _name(chance), f"{product.product_id}-{turn}"
            yield (
                _product(product, copy, name, chance),
                tuple(_review(r, copy, name) for r in own[product.product_id]),
            )


def _product(product: Product, copy: str, name: str, chance: random.Random) -> Product:
    price = Money(minor=product.price.minor * chance.randint(50, 200) // 100, currency=product.price.currency)
    translations = {
        language: words.model_copy(update={"name": f"{name} {words.name}"})
        for language, words in product.translations.items()
    }
    changed = {
        "product_id": copy,
        "name": f"{name} {product.name}",
        "price": price,
        "translations": translations,
    }
    return product.model_copy(update=changed)


def _review(review: Review, copy: str, name: str) -> Review:
    changed = {
        "review_id": f"{copy}-{review.review_id}",
        "product_id": copy,
        "text": f"{review.text} ({name})",
    }
    return review.model_copy(update=changed)


def _name(chance: random.Random) -> str:
    return "".join(chance.sample(_SYLLABLES, 3)).capitalize()
