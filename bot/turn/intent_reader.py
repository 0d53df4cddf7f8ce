"""What a message asks for, by the multilingual model itself, its last layers taught to tell intents.

It stands beside the head on fixed vectors (`bot.turn.intents`): each is right where the other is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.text_head.head import softmax
from knowledge.e5 import multilingual
from knowledge.embeddings import Vectors
from knowledge.lora import merged
from knowledge.tensor_file import Format, Tensors, digest, halved, restored

READER = Path(__file__).with_name("intent_reader.safetensors")
SHARPNESS = 10.0
"""How long vectors are made before the last layer: their differences are small."""
_ADVICE = "Restore the file from the repository or train it again: python -m bot.turn train --only intents"
_RECIPE = "reader-1"
_FORMAT = Format("reader", _RECIPE, "recipe", "reader of intents", _ADVICE, WeightsError)
_COMMON, _WEIGHTS, _BIAS = "common", "weights", "bias"

Floats = NDArray[np.float32]


class Encoder(Protocol):
    """Rows [n, d] of length 1 for texts."""

    def embed(self, texts: Sequence[str], /) -> Vectors: ...


@dataclass(frozen=True, eq=False)
class Taught:
    """What training changes: the encoder's `adapter` by the encoder's names, scaled by `scale`, what its vectors have
    in `common` [d], and the last layer, `weights` [labels, d] and `bias` [labels]."""

    labels: tuple[str, ...]
    scale: float
    adapter: Mapping[str, Floats]
    common: Floats
    weights: Floats
    bias: Floats

    def save(self, path: Path) -> None:
        """Write it as safetensors, floats in half the size. The same gives the same bytes."""
        small = halved({**self.adapter, _COMMON: self.common, _WEIGHTS: self.weights, _BIAS: self.bias})
        about = {"recipe": _RECIPE, "labels": self.labels, "scale": self.scale, "content": digest(small)}
        _FORMAT.write(path, about, small)

    @classmethod
    def load(cls, path: Path) -> Taught:
        """Read what `save` wrote.

        Raises:
            WeightsError: the file is missing, damaged, or of another recipe.
        """
        about, small = _FORMAT.read(path)
        tensors: Tensors = restored(small)
        common, weights, bias = (tensors.pop(name) for name in (_COMMON, _WEIGHTS, _BIAS))
        return cls(tuple(about["labels"]), float(about["scale"]), tensors, common, weights, bias)


class IntentReader:
    """Guesses intents; safe to share between threads."""

    def __init__(self, encoder: Encoder, taught: Taught) -> None:
        self._encoder = encoder
        self._taught = taught

    @classmethod
    def load(cls, path: Path = READER) -> IntentReader:
        """The reader that stands in a file, by default the one of this package.

        Raises:
            WeightsError: as `Taught.load`.
            KnowledgeError: the multilingual model is missing.
        """
        return cls.of(Taught.load(path))

    @classmethod
    def of(cls, taught: Taught) -> IntentReader:
        """What was taught, ready to guess.

        Raises:
            KnowledgeError: the multilingual model is missing.
        """
        return cls(multilingual().changed(merged(dict(taught.adapter), taught.scale)), taught)

    @property
    def labels(self) -> tuple[str, ...]:
        """What it tells apart, in the order of its probabilities."""
        return self._taught.labels

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Of every label for each text, [n, labels]."""
        rows = self._encoder.embed([text.lower() for text in texts]) - self._taught.common
        rows = SHARPNESS * rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return softmax((rows @ self._taught.weights.T + self._taught.bias).astype(np.float32))


def agreed(some: Floats, others: Floats, temperature: float) -> Floats:
    """The geometric mean of two guesses at the same labels [n, labels], made sharper by a temperature below 1.

    A product of experts (Hinton 2002), here of two.
    """
    logs = (np.log(some + 1e-9) + np.log(others + 1e-9)) / 2
    return softmax((logs / temperature).astype(np.float32))
