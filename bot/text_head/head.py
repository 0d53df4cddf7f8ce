"""The trained head: probabilities with numpy alone, and its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.errors import WeightsError
from bot.text_head.features import RECIPE, Floats, Hashed, Ints, hashed_ngrams
from knowledge.tensor_file import Format, Tensors, digest

_ADVICE = "Restore the file from the repository or train it again."
_FORMAT = Format("head", RECIPE, "features", "classifier head", _ADVICE, WeightsError)


@dataclass(frozen=True, eq=False)
class TextHead:
    """Trained weights [d + len(buckets), labels]: rows of the sentence vector first, then one row per bucket.

    `buckets` are the sorted hashes of the n-grams that have weights. `data_digest` names the training data.
    """

    labels: tuple[str, ...]
    temperature: float
    vector_size: int
    buckets: Ints
    weights: Floats
    bias: Floats
    data_digest: str = ""

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Calibrated probabilities [n, labels] of `texts`, whose sentence vectors are `vectors` [n, d].

        Raises:
            ValueError: the vectors do not belong to the texts or come from a model of another size.
        """
        if vectors.shape != (len(texts), self.vector_size):
            raise ValueError(f"vectors: found {vectors.shape}, expected {(len(texts), self.vector_size)}")
        return softmax(self.logits([hashed_ngrams(text) for text in texts], vectors) / self.temperature)

    def logits(self, hashed: Sequence[Hashed], vectors: Floats) -> Floats:
        """Scores [n, labels] before the temperature."""
        scores = vectors @ self.weights[: self.vector_size] + self.bias
        rows = self.weights[self.vector_size :]
        for score, (found, value) in zip(scores, hashed, strict=True):
            score += value * rows[known_positions(self.buckets, found)].sum(axis=0)  # noqa: PLW2901 (a view)
        return scores.astype(np.float32)

    def save(self, path: Path) -> None:
        """Write the head as safetensors, weights in float16. The same head gives the same bytes."""
        tensors: Tensors = {
            "bias": self.bias,
            "buckets": self.buckets.astype(np.int32),
            "weights": self.weights.astype(np.float16),
        }
        about = {
            "recipe": RECIPE,
            "labels": self.labels,
            "temperature": self.temperature,
            "vector_size": self.vector_size,
            "data": self.data_digest,
            "content": digest(tensors),
        }
        _FORMAT.write(path, about, tensors)

    @classmethod
    def load(cls, path: Path) -> TextHead:
        """Read a saved head.

        Raises:
            WeightsError: the file is missing, corrupt, or made with another version's features.
        """
        about, tensors = _FORMAT.read(path)
        head = cls(
            labels=tuple(about["labels"]),
            temperature=float(about["temperature"]),
            vector_size=int(about["vector_size"]),
            buckets=tensors["buckets"].astype(np.int64),
            weights=tensors["weights"].astype(np.float32),
            bias=tensors["bias"].astype(np.float32),
            data_digest=str(about["data"]),
        )
        expected = (head.vector_size + len(head.buckets), len(head.labels))
        if head.weights.shape != expected:
            raise _FORMAT.unusable(path, f"found weights of shape {head.weights.shape}, expected {expected}")
        return head


def softmax(logits: Floats) -> Floats:
    """Probabilities [n, k] of logits [n, k]."""
    raised = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
    return (raised / raised.sum(axis=1, keepdims=True)).astype(np.float32)


def known_positions(buckets: Ints, found: Ints) -> Ints:
    """Where in the sorted `buckets` those of `found` stand that are there."""
    at = np.searchsorted(buckets, found)
    inside = at < len(buckets)
    at, found = at[inside], found[inside]
    return at[buckets[at] == found]
