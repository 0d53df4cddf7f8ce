"""A shop with as many products and customers as wanted, for timing: the sample's products many times over."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from eval.retrieval.large_shop import large_shop
from knowledge.catalogue import Catalogue
from knowledge.embeddings import Embedder, Vectors
from knowledge.passages import passages
from knowledge.records import Customer, Order, OrderLine, Product
from knowledge.search import Knowledge
from knowledge.shop_folder import Shop
from knowledge.store import build_store, open_store

ORDERS_EACH, LINES_EACH = (0, 1, 1, 2), (1, 1, 2)
"""How many orders a customer has and lines an order, each as likely."""
KEPT_ATTRIBUTES = 2
NOISE = 0.35
DAYS = 365
_MANY = 8
_OWN = re.compile(r"\d+(?:[.,]\d+)*|\b(?:[A-Z][a-z]{2})(?:[a-z]{3}){2}\b(?= [A-Z])")


class CopiesEmbedder:
    """Embeds the many copies of a text once, each with noise of its own; questions are embedded as they are.

    Copies differ in capitalised made-up names, which stand before the product's, and in their figures.
    """

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.name, self.dimension = embedder.name, embedder.dimension

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of shape (len(texts), dimension), each of length 1."""
        if len(texts) <= _MANY:
            return self._embedder.embed(texts)
        rows = self._embedder.embed([_OWN.sub("", text) for text in texts])
        noise = np.stack([_noise(text, self.dimension) for text in texts])
        rows = rows + NOISE * noise
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As the embedder it stands for."""
        return self._embedder.embed_questions(texts)

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        """As `embed`."""
        return self.embed(texts)


def _noise(text: str, size: int) -> Vectors:
    drawn = np.random.default_rng(zlib.crc32(text.encode())).standard_normal(size)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def open_large_shop(  # noqa: PLR0913, PLR0917 - what it is made of
    sample: Shop, products: int, customers: int, folder: Path, embedder: Embedder, step: Callable[[str], None]
) -> Knowledge:
    """The search of a large shop, its store made in `folder`; `step` hears what is being done."""
    step(f"building a shop of {products:,} products")
    shop = _of_products(sample, products)
    copies = CopiesEmbedder(embedder)
    build_store(shop, folder, copies)
    step(f"making {customers:,} customers")
    people, orders = _people(shop.products, customers, Catalogue(shop).profile.now())
    knowledge = open_store(folder, copies)
    return knowledge.limited_to(Catalogue(replace(shop, customers=people, orders=orders)))


def _of_products(sample: Shop, count: int) -> Shop:
    """`count` products with few attributes and no reviews: what is timed reads neither."""
    small = replace(sample, reviews=(), products=tuple(_short(p) for p in sample.products))
    each = sum(1 for _ in passages(replace(small, customers=(), orders=(), events=(), manuals=())))
    wanted = round(each / len(small.products) * (count + len(small.products)))
    shop = large_shop(small, wanted)
    return replace(shop, products=shop.products[:count])


def _short(product: Product) -> Product:
    kept = dict(islice(product.attributes.items(), KEPT_ATTRIBUTES))
    return product.model_copy(update={"attributes": kept, "features": (), "translations": {}})


def _people(
    products: Sequence[Product], count: int, now: datetime
) -> tuple[tuple[Customer, ...], tuple[Order, ...]]:
    chance = Random(7)  # noqa: S311 - no secret is made
    people = tuple(Customer.model_validate({"customer_id": f"C{n:06d}"}) for n in range(count))
    orders = (order for person in people for order in _orders(person, products, now, chance))
    return people, tuple(orders)


def _orders(person: Customer, products: Sequence[Product], now: datetime, chance: Random) -> Iterator[Order]:
    for number in range(chance.choice(ORDERS_EACH)):
        bought = [
            products[int(len(products) * chance.random() ** 2)] for _ in range(chance.choice(LINES_EACH))
        ]  # some are bought far more often than others
        yield Order.model_construct(
            order_id=f"O{person.customer_id}-{number}",
            customer_id=person.customer_id,
            status="delivered",
            lines=tuple(
                OrderLine.model_construct(
                    product_id=p.product_id, name=p.name, quantity=1, unit_price=p.price
                )
                for p in bought
            ),
            currency=products[0].price.currency,
            placed_at=now - timedelta(days=DAYS * chance.random()),
        )
