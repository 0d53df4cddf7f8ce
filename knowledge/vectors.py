"""The store's vectors in Chroma: one collection per group of kinds, cosine distance, ids are passages' keys."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from knowledge.embeddings import Vectors
from knowledge.errors import StoreError
from knowledge.passage import Kind, Passage

COLLECTIONS: Mapping[Kind, str] = {
    "product": "products",
    "faq": "products",
    "manual": "products",
    "promotion": "products",
    "shop": "products",
    "review": "reviews",
    "policy": "policies",
    "order": "orders",
}
NAMES = ("products", "reviews", "policies", "orders")
_EF_SEARCH = 128


class VectorStore:
    """Chroma collections of one generation, in its folder or on a server.

    Raises:
        StoreError: Chroma cannot be opened, does not hold the collections, or fails when it is asked.
    """

    def __init__(self, client: Any, prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._open: dict[str, Any] = {}
        self._closed = False

    def create(self) -> None:
        """Makes the collections, empty; clears what an interrupted build left under their names on a server."""
        self.drop(lambda name: name.startswith(self._prefix))
        config = {"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}}
        for name in NAMES:
            self._open[name] = self._client.get_or_create_collection(
                f"{self._prefix}{name}", embedding_function=None, configuration=config
            )

    def check(self) -> None:
        """Opens every collection; any failure of Chroma becomes a StoreError."""
        for name in NAMES:
            full = f"{self._prefix}{name}"
            try:
                self._open[name] = self._client.get_collection(full, embedding_function=None)
                self._open[name].count()
            except Exception as error:
                raise StoreError(f"Chroma collection {full} cannot be read: {error}") from error

    def add(self, passages: Sequence[Passage], rows: Vectors) -> None:
        """Puts passages (all of one collection) with their vectors in."""
        collection = self._open[COLLECTIONS[passages[0].kind]]
        step = min(1000, self._client.get_max_batch_size())
        for start in range(0, len(passages), step):
            part = passages[start : start + step]
            collection.add(
                ids=[passage.key for passage in part],
                embeddings=np.asarray(rows[start : start + step]),
                documents=[passage.text for passage in part],
                metadatas=[_metadata(passage) for passage in part],
            )

    def nearest(self, collection: str, vectors: Vectors, count: int) -> list[dict[str, float]]:
        """For each vector (shape (n, dimension)) the nearest passages' keys with their cosine."""
        with _asking():
            found = self._open[collection].query(
                query_embeddings=vectors, n_results=count, include=["distances"]
            )
        lists = zip(found["ids"], found["distances"], strict=True)
        return [{key: 1.0 - float(d) for key, d in zip(*pair, strict=True)} for pair in lists]

    def drop(self, unwanted: Callable[[str], bool]) -> None:
        """Removes the collections with an unwanted name."""
        for collection in self._client.list_collections():
            if unwanted(collection.name):
                self._client.delete_collection(collection.name)

    def close(self) -> None:
        """Lets go of the files. A second time does nothing: Chroma counts how many have the same folder open."""
        if not self._closed:
            self._closed = True
            self._open.clear()
            self._client.close()


def open_vectors(generation: Path, chroma_url: str | None) -> VectorStore:
    """The vectors of a generation: in its folder, or on a server under a name that starts with the store's.

    Raises:
        StoreError: Chroma cannot be opened.
    """
    try:
        if chroma_url is None:
            return VectorStore(_local_client(generation / "chroma"), "")
        return VectorStore(_remote_client(chroma_url), prefix(generation))
    except Exception as error:
        where = chroma_url or str(generation / "chroma")
        raise StoreError(f"{where}: Chroma cannot be opened ({_brief(error)}){_hint(chroma_url)}") from error


def drop_collections(generation: Path, chroma_url: str) -> None:
    """Removes a generation's collections from a server, and nothing else: other stores may be there too.

    Raises:
        StoreError: the server cannot be reached, or does not do it.
    """
    vectors = open_vectors(generation, chroma_url)
    try:
        vectors.drop(lambda name: name.startswith(prefix(generation)))
    except Exception as error:
        raise StoreError(f"{chroma_url}: Chroma failed ({_brief(error)})") from error
    finally:
        vectors.close()


def prefix(generation: Path) -> str:
    """What a generation's collections' names begin with on a server: store, generation, with dots between."""
    return f"{_store_prefix(generation.parent)}{generation.name}."


def _store_prefix(path: Path) -> str:
    resolved = str(path.resolve())
    return f"shopkeeper-{hashlib.sha256(resolved.encode()).hexdigest()[:12]}."


def _local_client(folder: Path) -> Any:
    chromadb = import_module("chromadb")
    return chromadb.PersistentClient(str(folder), settings=_settings())


def _remote_client(url: str) -> Any:
    parts = urlsplit(url if "//" in url else f"http://{url}")
    return import_module("chromadb").HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=_settings(),
    )


@contextmanager
def _asking() -> Generator[None]:
    try:
        yield
    except Exception as error:
        raise StoreError(
            f"the store's vectors cannot be searched: Chroma failed ({_brief(error)})"
        ) from error


def _hint(chroma_url: str | None) -> str:
    return "; check that the server runs and that CHROMA_URL names it" if chroma_url else ""


def _brief(error: Exception) -> str:
    """The first line of what a library said; Chroma and httpx say much more."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _settings() -> Any:
    return import_module("chromadb.config").Settings(anonymized_telemetry=False)


def _metadata(passage: Passage) -> dict[str, str]:
    optional = {
        "product_id": passage.product_id,
        "customer_id": passage.customer_id,
        "parent": passage.parent,
    }
    known = {name: value for name, value in optional.items() if value is not None}
    return {"source": passage.source, "kind": passage.kind, "language": passage.language, **known}
