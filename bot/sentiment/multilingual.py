"""The Chinese reader: multilingual-e5-small with a LoRA adapter in its last layers, and a linear head.

LoRA: Hu et al. 2021, "LoRA: Low-Rank Adaptation of Large Language Models".
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.sentiment.tensors import load
from bot.text_head.features import clip
from knowledge.bert import Bert
from knowledge.e5 import MultilingualE5, multilingual
from knowledge.embeddings import torch_threads
from knowledge.hanzi import simplified
from knowledge.lora import merged

MULTILINGUAL = Path(__file__).with_name("multilingual.safetensors")
RECIPE = "e5-lora-1"
SHARPNESS = 10.0  # what the head multiplies a vector of length 1 with
BEGINNING, END = 50, 44  # tokens read of a long text's ends

Floats = NDArray[np.float32]


class MultilingualNetwork:
    """Scores of the moods from the encoder of intents, its last layers adapted."""

    def __init__(self, reads: MultilingualE5, encoder: Bert, weight: Floats, bias: Floats) -> None:
        self._reads, self._encoder = reads, encoder
        self._weight, self._bias = weight, bias

    @classmethod
    def load(cls, path: Path = MULTILINGUAL) -> MultilingualNetwork:
        """The trained network in `path`, on the multilingual encoder, with which it shares all other layers.

        Raises:
            WeightsError: the file is missing, damaged, or does not fit the encoder.
            KnowledgeError: the encoder is missing.
        """
        about, tensors = load(path, RECIPE)
        reads = multilingual()
        try:
            encoder = reads.bert.changed(merged(tensors, float(about["scale"])))
            return cls(reads, encoder, tensors["head.weight"], tensors["head.bias"])
        except (KeyError, RuntimeError, ValueError) as error:
            raise WeightsError(f"{path}: does not fit the multilingual encoder: {error}") from error

    def logits(self, texts: Sequence[str]) -> Floats:
        """Scores [n, moods] of both ends of each text."""
        with torch_threads(1):
            vectors = self._encoder.means(as_tokens(self._reads, texts))
        return (SHARPNESS * vectors @ self._weight.T + self._bias).astype(np.float32)


def as_tokens(reads: MultilingualE5, texts: Sequence[str]) -> list[list[int]]:
    """What the network reads of texts: small letters, simplified characters, both ends of a long one."""
    return reads.tokens([simplified(clip(text).lower()) for text in texts], BEGINNING, END)
