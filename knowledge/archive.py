"""A generation's files other than Chroma's and the passages: the records, the digests, vectors by their text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from knowledge.documents import Manual, Policy
from knowledge.embeddings import Vectors
from knowledge.passage import Passage
from knowledge.passage_table import passage_json
from knowledge.records import Customer, Faq, Order, Product, Promotion, Review, ShopEvent
from knowledge.shop_profile import ShopProfile
from knowledge.shop_records import ShopRecords

_TABLES: dict[str, type[BaseModel]] = {
    "products": Product,
    "reviews": Review,
    "faqs": Faq,
    "customers": Customer,
    "orders": Order,
    "events": ShopEvent,
    "promotions": Promotion,
    "policies": Policy,
    "manuals": Manual,
}


@dataclass(frozen=True)
class StoredShop:
    """The shop's records as a store holds them."""

    profile: ShopProfile
    products: tuple[Product, ...] = ()
    reviews: tuple[Review, ...] = ()
    faqs: tuple[Faq, ...] = ()
    customers: tuple[Customer, ...] = ()
    orders: tuple[Order, ...] = ()
    events: tuple[ShopEvent, ...] = ()
    promotions: tuple[Promotion, ...] = ()
    policies: tuple[Policy, ...] = ()
    manuals: tuple[Manual, ...] = ()


class VectorTable:
    """Vectors by the digest of the text they were made from.

    Raises:
        ValueError: there are not as many vectors as digests.
    """

    def __init__(self, digests: Sequence[str], rows: Vectors) -> None:
        if len(digests) != len(rows):
            raise ValueError(f"{len(digests)} digests for {len(rows)} vectors")
        self.rows = rows
        self._place = {digest: index for index, digest in enumerate(digests)}

    def __contains__(self, text: str) -> bool:
        return text_digest(text) in self._place

    def place(self, text: str) -> int:
        """The row of a text that is in the table."""
        return self._place[text_digest(text)]

    def of(self, texts: Sequence[str]) -> Vectors:
        """The rows of texts that are all in the table."""
        return self.rows[[self.place(text) for text in texts]]

    def save(self, generation: Path) -> None:
        """Writes the table into a generation."""
        np.save(generation / "vectors.npy", self.rows, allow_pickle=False)
        _write_lines(generation / "vectors.txt", self._place)

    @classmethod
    def load(cls, generation: Path) -> VectorTable:
        """Reads what `save` wrote; the rows stay on disk until they are used."""
        digests = (generation / "vectors.txt").read_text(encoding="ascii").split()
        return cls(digests, np.load(generation / "vectors.npy", mmap_mode="r", allow_pickle=False))


def text_digest(text: str) -> str:
    """128 bits of SHA-256 over the text, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def write_records(generation: Path, shop: ShopRecords) -> None:
    """Writes every table of a shop."""
    folder = generation / "records"
    folder.mkdir()
    (folder / "profile.json").write_text(shop.profile.model_dump_json(), encoding="utf-8")
    for name in _TABLES:
        _write_lines(folder / f"{name}.jsonl", (record.model_dump_json() for record in getattr(shop, name)))


def read_records(generation: Path) -> StoredShop:
    """Reads what `write_records` wrote."""
    folder = generation / "records"
    tables: dict[str, Any] = {
        name: _read_table(folder / f"{name}.jsonl", model) for name, model in _TABLES.items()
    }
    profile = ShopProfile.model_validate_json((folder / "profile.json").read_bytes())
    return StoredShop(profile=profile, **tables)


def write_digests(generation: Path, digests: Mapping[str, str]) -> None:
    """Writes what each passage said, as a digest by its key, for the next build to compare with."""
    (generation / "digests.json").write_text(json.dumps(digests), encoding="utf-8")


def read_digests(generation: Path) -> dict[str, str]:
    """Reads what `write_digests` wrote."""
    return json.loads((generation / "digests.json").read_text(encoding="utf-8"))


def passage_digests(passages: Iterable[Passage]) -> dict[str, str]:
    """The digest of each passage with all its fields, by its key."""
    return {p.key: hashlib.sha256(passage_json(p)).hexdigest()[:32] for p in passages}


def write_words(generation: Path, words: Iterable[str]) -> None:
    """Writes the common words of the shop."""
    _write_lines(generation / "common.txt", sorted(words))


def read_words(generation: Path) -> frozenset[str]:
    """Reads what `write_words` wrote."""
    return frozenset((generation / "common.txt").read_text(encoding="utf-8").splitlines())


def _read_table(path: Path, model: type[BaseModel]) -> tuple[BaseModel, ...]:
    with path.open("rb") as file:
        return tuple(model.model_validate_json(line) for line in file)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in lines)
