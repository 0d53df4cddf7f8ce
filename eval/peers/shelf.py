"""The index that both peers search: 1,000-character chunks of a shop's documents in LangChain's Chroma store."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from eval.peers.documents import shop_documents
from knowledge.catalogue import Catalogue
from knowledge.embeddings import Embedder
from knowledge.shop_folder import Shop

CHUNK_CHARACTERS = 1000
OVERLAP_CHARACTERS = 200
FOUND = 4


class ShopEmbeddings(Embeddings):
    """Shopkeeper's embedder as LangChain's."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """A vector of length 1 for each text."""
        return self._embedder.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """The vector of one text."""
        return self.embed_documents([text])[0]


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shop as the peers see it: its chunks, and its records by id."""

    chunks: Chroma
    catalogue: Catalogue

    def search(self, query: str, *, kind: str | None = None, k: int = FOUND) -> tuple[Document, ...]:
        """The chunks nearest to the query, nearest first; of one kind of record only, if it is named."""
        only = None if kind is None else {"kind": kind}
        return tuple(self.chunks.similarity_search(query, k=k, filter=only))


def fill_shelf(shop: Shop, embedder: Embedder, folder: Path) -> Shelf:
    """Splits, embeds and stores the shop's documents in the empty `folder`."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS, add_start_index=True
    )
    chunks = splitter.split_documents(shop_documents(shop))
    for chunk in chunks:
        chunk.metadata["kind"] = str(chunk.metadata["source"]).partition(":")[0]
    chroma = cast(Any, Chroma)
    store: Chroma = chroma.from_documents(chunks, ShopEmbeddings(embedder), persist_directory=str(folder))
    return Shelf(store, Catalogue(shop))
