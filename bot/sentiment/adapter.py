"""The English network: all-MiniLM-L6-v2 with a LoRA adapter merged into its weights, and a linear head.

LoRA: Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.sentiment.tensors import load
from bot.text_head.features import TextEmbedder, clip
from knowledge.embeddings import PLAIN, ModelEmbedder
from knowledge.lora import merged

ADAPTER = Path(__file__).with_name("english.safetensors")
RECIPE = "minilm-lora-1"
SHARPNESS = 10.0  # what the head multiplies a vector of length 1 with

Floats = NDArray[np.float32]


class EnglishNetwork:
    """Scores of the moods from an adapted encoder."""

    def __init__(self, encoder: TextEmbedder, weight: Floats, bias: Floats) -> None:
        self._encoder = encoder
        self._weight, self._bias = weight, bias

    @classmethod
    def load(cls, path: Path = ADAPTER) -> EnglishNetwork:
        """The trained network in `path`, on the built-in encoder.

        Raises:
            WeightsError: the file is missing, damaged, or does not fit the encoder.
            KnowledgeError: the built-in encoder is missing.
        """
        about, tensors = load(path, RECIPE)
        try:
            encoder = ModelEmbedder(PLAIN, changes=merged(tensors, float(about["scale"])))
            return cls(encoder, tensors["head.weight"], tensors["head.bias"])
        except (KeyError, RuntimeError, ValueError) as error:
            raise WeightsError(f"{path}: does not fit the built-in encoder: {error}") from error

    def logits(self, texts: Sequence[str]) -> Floats:
        """Scores [n, moods] of both ends of each text."""
        vectors = self._encoder.embed([clip(text) for text in texts])
        return (SHARPNESS * vectors @ self._weight.T + self._bias).astype(np.float32)
