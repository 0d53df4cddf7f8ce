"""The embedder that a setting names."""

from __future__ import annotations

from knowledge.embeddings import BUILTIN, PLAIN, Embedder, HashEmbedder, ModelEmbedder
from knowledge.search_embedder import SearchEmbedder


def load_embedder(name: str) -> Embedder:
    """`builtin`, `minilm` (its English half untuned), `hash` (the fake), a sentence-transformers id or folder, or what
    an embedder calls itself.

    Raises:
        KnowledgeError: the model cannot be loaded.
    """
    if name == "hash":
        return HashEmbedder()
    return SearchEmbedder() if is_builtin(name) else ModelEmbedder(name)


def is_builtin(name: str) -> bool:
    """Whether an embedder of that name is the built-in one, whatever its adapter."""
    return name.split(maxsplit=1)[0] == BUILTIN


def reads_english_only(name: str) -> bool:
    """Whether the embedder of that name must be given Chinese in English."""
    return name == PLAIN


def reads_english_best(name: str) -> bool:
    """Whether of a text and its translations the English one is best given to the embedder of that name."""
    return name == PLAIN or is_builtin(name)
