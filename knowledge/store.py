"""Builds and opens a shop's knowledge store: Chroma, the lexical index and the records, one generation at a time."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Protocol

from knowledge import archive
from knowledge.archive import VectorTable
from knowledge.catalogue import Catalogue
from knowledge.clearing import clear_all_but, clear_unfinished
from knowledge.columns import Columns
from knowledge.common_words import common_stems
from knowledge.embedded_texts import Reading
from knowledge.embeddings import Embedder
from knowledge.errors import StoreError
from knowledge.generations import (
    FORMAT,
    Manifest,
    begin,
    complete,
    current_generation,
    default_store,
    is_current,
    read_manifest,
    shop_digest,
    writing,
)
from knowledge.index import Index
from knowledge.labels import LabelVectors, label_vectors
from knowledge.lexical import LexicalIndex
from knowledge.passage import Passage, index_text
from knowledge.passage_table import PassageTable, write_passages
from knowledge.passages import passages
from knowledge.product_words import ProductWords
from knowledge.recipe import recipe_digest
from knowledge.search import Knowledge
from knowledge.shop_records import ShopRecords
from knowledge.text_vectors import Progress, TextsRead, vectors_of
from knowledge.vectors import COLLECTIONS, VectorStore, open_vectors

__all__ = [
    "BuildReport",
    "OpenGeneration",
    "build_store",
    "default_store",
    "is_current",
    "open_current",
    "open_store",
    "shop_digest",
]


class Shop(ShopRecords, Protocol):
    """A shop as read from its folder `root`."""

    @property
    def root(self) -> Path: ...


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: passages by what became of them, texts that were embedded anew, seconds it took."""

    added: int
    changed: int
    removed: int
    unchanged: int
    embedded: int
    seconds: float


@dataclass(frozen=True, slots=True)
class OpenGeneration:
    """A generation that is open: its folder, its knowledge, and the vectors to close when that is not used any more."""

    generation: Path
    knowledge: Knowledge
    vectors: VectorStore


def build_store(  # noqa: PLR0913 - the last four are options that callers name
    shop: Shop,
    path: Path,
    embedder: Embedder,
    *,
    progress: Progress | None = None,
    chroma_url: str | None = None,
    digest: str | None = None,
) -> BuildReport:
    """Makes a new generation from a shop and lets it serve once it is complete; the old one serves until then.

    Vectors of texts that did not change are taken over. `progress` is told texts done and texts to do.
    `digest` is the `shop_digest` of the folder from before it was read (default: as it is now): with it, a file
    that is changed while it is read makes the store stale instead of passing for read.

    Raises:
        StoreError: the store cannot be written, or another process writes it, or Chroma fails.
    """
    start = time.perf_counter()
    with writing(path):
        digest = digest or shop_digest(shop.root, embedder.name)
        previous = _previous(path)
        if previous is not None and is_current(path, shop.root, embedder.name, chroma_url=chroma_url):
            return BuildReport(0, 0, 0, read_manifest(previous).passages, 0, time.perf_counter() - start)
        clear_unfinished(path, chroma_url)
        generation = begin(path, digest)
        found = tuple(passages(shop))
        reading = Reading.of(found, shop.profile.languages[0], embedder.name)
        read = TextsRead(found, tuple(map(reading.text, found)), reading.labels(found))
        digests = archive.passage_digests(found)
        with ThreadPoolExecutor(1) as beside:
            words_written = beside.submit(_write_words, generation, shop, found)
            table, embedded = vectors_of(read, embedder, previous, progress or _ignore)
            words_written.result()
        _write_table(generation, read, table)
        archive.write_digests(generation, digests)
        _write_vectors(generation, read, table, chroma_url)
        kept = {generation, _serving(path)}
        complete(generation, _manifest(digest, embedder, len(found), chroma_url))
        clear_all_but(kept, path, chroma_url)
        return _report(previous, digests, embedded, time.perf_counter() - start)


def open_store(path: Path, embedder: Embedder, *, chroma_url: str | None = None) -> Knowledge:
    """The knowledge of the generation that serves.

    Raises:
        StoreError: there is no store, it is damaged, or other code or another embedder made it; says what to run.
    """
    return open_current(path, embedder, chroma_url=chroma_url).knowledge


def open_current(path: Path, embedder: Embedder, *, chroma_url: str | None = None) -> OpenGeneration:
    """As `open_store`, with what is needed to tell later whether another generation serves.

    Raises:
        StoreError: as `open_store`.
    """
    generation = current_generation(path)
    try:
        _check_origin(path, read_manifest(generation), embedder, chroma_url)
        return _open(generation, embedder, chroma_url)
    except StoreError:
        if current_generation(path) == generation:
            raise
    return open_current(path, embedder, chroma_url=chroma_url)


def _check_origin(path: Path, manifest: Manifest, embedder: Embedder, chroma_url: str | None) -> None:
    if manifest.recipe != recipe_digest():
        raise StoreError(f"{path}: made by another version of this program; run: python -m knowledge ingest")
    if (manifest.embedder, manifest.dimension) != (embedder.name, embedder.dimension):
        raise StoreError(
            f"{path}: made with the embedding model {manifest.embedder!r}, but {embedder.name!r} is set; "
            "run: python -m knowledge ingest"
        )
    if manifest.chroma_url != chroma_url:
        held, asked = (url or "the store's own folder" for url in (manifest.chroma_url, chroma_url))
        raise StoreError(
            f"{path}: its vectors are in {held}, not in {asked}; run: python -m knowledge ingest"
        )


def _open(generation: Path, embedder: Embedder, chroma_url: str | None) -> OpenGeneration:
    vectors = open_vectors(generation, chroma_url)
    try:
        index, catalogue = _read(generation, vectors)
    except (StoreError, OSError, ValueError, KeyError) as error:
        vectors.close()
        raise StoreError(
            f"{generation}: damaged ({error}); remove it and run: python -m knowledge ingest"
        ) from error
    return OpenGeneration(generation, Knowledge(catalogue, index, embedder), vectors)


def _read(generation: Path, vectors: VectorStore) -> tuple[Index, Catalogue]:
    vectors.check()
    catalogue = Catalogue(archive.read_records(generation))
    found = PassageTable(generation)
    index = Index(
        digest=read_manifest(generation).digest,
        passages=found,
        columns=Columns.load(generation),
        lexical=LexicalIndex.load(generation / "lexical", len(found)),
        products=ProductWords.load(generation, len(catalogue.products())),
        vectors=vectors,
        table=VectorTable.load(generation).rows,
        labels=LabelVectors.load(generation),
        common=archive.read_words(generation),
    )
    return index, catalogue


def _manifest(digest: str, embedder: Embedder, count: int, chroma_url: str | None) -> Manifest:
    recipe = recipe_digest()
    return Manifest(digest, FORMAT, embedder.name, embedder.dimension, count, chroma_url, recipe)


def _write_words(generation: Path, shop: Shop, found: Sequence[Passage]) -> None:
    """What needs no vectors, and so is written while they are made."""
    archive.write_records(generation, shop)
    archive.write_words(generation, common_stems(shop))
    write_passages(generation, found)
    LexicalIndex.build(map(index_text, found)).save(generation / "lexical")
    ProductWords.build(shop.products).save(generation)


def _write_table(generation: Path, read: TextsRead, table: VectorTable) -> None:
    found = read.passages
    Columns.of(found, [-1 if text is None else table.place(text) for text in read.texts]).save(generation)
    label_vectors([passage.source for passage in found], read.labels, table).save(generation)
    table.save(generation)


def _write_vectors(generation: Path, read: TextsRead, table: VectorTable, chroma_url: str | None) -> None:
    vectors = open_vectors(generation, chroma_url)
    try:
        vectors.create()
        embedded = [(p, text) for p, text in zip(read.passages, read.texts, strict=True) if text]
        embedded.sort(key=lambda pair: COLLECTIONS[pair[0].kind])
        for _, group in groupby(embedded, key=lambda pair: COLLECTIONS[pair[0].kind]):
            pairs = list(group)
            vectors.add([passage for passage, _ in pairs], table.of([text for _, text in pairs]))
    except Exception as error:
        where = chroma_url or str(generation)
        raise StoreError(f"{where}: Chroma failed while it was filled ({error})") from error
    finally:
        vectors.close()


def _previous(path: Path) -> Path | None:
    """The generation that serves, when it can be built upon."""
    generation = _serving(path)
    try:
        if generation is not None:
            read_manifest(generation)
    except StoreError:
        return None
    return generation


def _serving(path: Path) -> Path | None:
    try:
        return current_generation(path)
    except StoreError:
        return None


def _report(previous: Path | None, new: Mapping[str, str], embedded: int, seconds: float) -> BuildReport:
    old = _old_digests(previous)
    same = sum(1 for key, digest in new.items() if old.get(key) == digest)
    both = sum(1 for key in new if key in old)
    return BuildReport(len(new) - both, both - same, len(old) - both, same, embedded, seconds)


def _old_digests(previous: Path | None) -> dict[str, str]:
    if previous is None:
        return {}
    try:
        return archive.read_digests(previous)
    except (OSError, ValueError):
        return {}


def _ignore(done: int, total: int) -> None:
    """No progress is wanted."""
