"""Training the Chinese network, from the token embeddings of the assistant's language model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.errors import InputError
from bot.sentiment.convolution import LONGEST, WIDTHS, Vocabulary, forward, save_network
from bot.sentiment.fit import Plan
from bot.sentiment.moods import MOODS
from knowledge.hanzi import simplified

DIMENSION = 128
FILTERS = 64
PLAN = Plan(epochs=5, batch=64, rates={"": 1e-3, "vectors": 5e-4})
OTHER = 'abcdefghijklmnopqrstuvwxyz0123456789!?。，、；：…~()"“”%.,-+*=😡👍👏🤬😤😭🙏❤'
SMALL = 0.09  # spread of the vectors that begin at random

Floats = NDArray[np.float32]


class ChineseTraining:
    """The network in training; `fit` trains it, `save` writes what `ChineseNetwork` reads."""

    def __init__(self, seed: int, words: Sequence[str], vectors: Floats) -> None:
        self._torch: Any = import_module("torch")
        self._torch.manual_seed(seed)
        self.vocabulary = Vocabulary([*words, *OTHER])
        self._weights = self._beginning(vectors)

    def parameters(self) -> Mapping[str, Any]:
        """All of the network."""
        return self._weights

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's words."""
        return self.vocabulary.encode(text)

    def scores(self, tokens: Any, *, training: bool) -> Any:
        """Scores [n, moods]."""
        functional = self._torch.nn.functional
        return forward(
            self._torch, self._weights, tokens, lambda each, rate: functional.dropout(each, rate, training)
        )

    def save(self, path: Path) -> None:
        """Write words and weights."""
        tensors = {name: tensor.detach().numpy() for name, tensor in self._weights.items()}
        save_network(path, self.vocabulary, tensors)

    def _beginning(self, vectors: Floats) -> dict[str, Any]:
        torch = self._torch
        size = vectors.shape[1]
        table = torch.cat(
            [torch.zeros(2, size), torch.from_numpy(vectors), torch.randn(len(OTHER), size) * SMALL]
        )
        weights: dict[str, Any] = {"vectors": table}
        for width in WIDTHS:
            layer: Any = torch.nn.Conv1d(size, FILTERS, width)
            weights |= {f"conv{width}.weight": layer.weight, f"conv{width}.bias": layer.bias}
        found = FILTERS * len(WIDTHS)
        head: Any = torch.nn.Linear(2 * found, len(MOODS))
        weights |= {
            "attention": torch.randn(found) / found**0.5,
            "head.weight": head.weight,
            "head.bias": head.bias,
        }
        return {name: torch.nn.Parameter(tensor.detach()) for name, tensor in weights.items()}


def token_embeddings(model: Path) -> tuple[list[str], Floats]:
    """The Chinese words among a GGUF model's tokens, and their embeddings reduced to `DIMENSION` numbers.

    Raises:
        InputError: the file is no GGUF model with a byte-level vocabulary.
    """
    gguf: Any = import_module("gguf")
    try:
        reader: Any = gguf.GGUFReader(str(model))
        field: Any = reader.fields["tokenizer.ggml.tokens"]
        table: Any = next(tensor for tensor in reader.tensors if tensor.name == "token_embd.weight")
    except (OSError, ValueError, KeyError, StopIteration) as error:
        raise InputError(f"{model}: {error!r}. Expected a GGUF model with its vocabulary.") from error
    rows = dict(_chinese_words(bytes(field.parts[at]).decode("utf-8") for at in field.data))
    vectors = gguf.quants.dequantize(table.data[np.array(list(rows.values()))], table.tensor_type)
    return list(rows), reduced(np.asarray(vectors, dtype=np.float32))


def reduced(vectors: Floats, dimension: int = DIMENSION) -> Floats:
    """The vectors' first principal components, of mean length 1."""
    centred = vectors - vectors.mean(axis=0)
    _, _, axes = np.linalg.svd(centred[::5], full_matrices=False)
    found = centred @ axes[:dimension].T
    return (found / np.linalg.norm(found, axis=1).mean()).astype(np.float32)


def _chinese_words(tokens: Iterator[str]) -> Iterator[tuple[str, int]]:
    """Simplified words of Chinese characters alone, each with the first of its tokens."""
    seen = set[str]()
    for row, token in enumerate(tokens):
        word = _decoded(token)
        if word and word not in seen and len(word) <= LONGEST and simplified(word) == word:
            seen.add(word)
            yield word, row


def _decoded(token: str) -> str:
    """The Chinese word that a token of a byte-level vocabulary stands for; '' for any other."""
    try:
        word = bytes(_bytes()[char] for char in token).decode("utf-8").strip()
    except (KeyError, UnicodeDecodeError):
        return ""
    return word if word and all("\u3400" <= char <= "\u9fff" for char in word) else ""


@cache
def _bytes() -> Mapping[str, int]:
    """What byte each character of a byte-level vocabulary stands for (Radford et al. 2019)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in plain]
    named = {chr(byte): byte for byte in plain}
    return cast(Mapping[str, int], named | {chr(256 + place): byte for place, byte in enumerate(rest)})
