"""The Chinese network: word vectors, convolutions over them, their maximum and an attention-weighted mean.

After Kim 2014, "Convolutional Neural Networks for Sentence Classification". The vectors begin as the token embeddings
of the assistant's language model, so that words which no training text has lie near those that one has.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.sentiment.tensors import Tensors, load, save
from bot.text_head.features import clip
from knowledge.embeddings import torch_threads
from knowledge.hanzi import simplified

CHINESE = Path(__file__).with_name("chinese.safetensors")
RECIPE = "words-cnn-1"
WIDTHS = (1, 2, 3, 5)  # words under a convolution
UNKNOWN = 1  # 0 is padding
LONGEST = 5  # characters of a word
BOTH_ENDS = 55  # characters read of either end of a long text
LOUDNESS = 3.0  # what word vectors are multiplied with

Floats = NDArray[np.float32]
Drop = Callable[[Any, float], Any]


class Vocabulary:
    """Words and their numbers, which begin at 2; a text is cut into the longest words that are known."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._numbers = {word: number for number, word in enumerate(words, start=UNKNOWN + 1)}

    def encode(self, text: str) -> list[int]:
        """The numbers of a text's words; at least one."""
        return list(self._cut(_ends(simplified(unicodedata.normalize("NFKC", clip(text)).lower())))) or [
            UNKNOWN
        ]

    def _cut(self, text: str) -> Iterator[int]:
        at = 0
        while at < len(text):
            lengths = range(min(LONGEST, len(text) - at), 0, -1)
            length = next((each for each in lengths if text[at : at + each] in self._numbers), 0)
            if length or not text[at].isspace():
                yield self._numbers.get(text[at : at + length], UNKNOWN)
            at += length or 1


class ChineseNetwork:
    """Scores of the moods from the trained convolutions."""

    def __init__(self, vocabulary: Vocabulary, weights: Mapping[str, Any]) -> None:
        self._torch: Any = import_module("torch")
        self._vocabulary = vocabulary
        self._weights = weights

    @classmethod
    def load(cls, path: Path = CHINESE) -> ChineseNetwork:
        """The trained network in `path`.

        Raises:
            WeightsError: the file is missing, damaged, or incomplete.
        """
        torch: Any = import_module("torch")
        _, tensors = load(path, RECIPE)
        try:
            words = bytes(tensors.pop("words")).decode("utf-8").split("\n")
            tensors["vectors"] = tensors["vectors"] * tensors.pop("steps")[:, None]
            network = cls(Vocabulary(words), {name: torch.from_numpy(each) for name, each in tensors.items()})
            network.logits(["好"])
        except (KeyError, RuntimeError, ValueError) as error:
            raise WeightsError(
                f"{path}: incomplete: {error}. Train again: python -m bot.sentiment train"
            ) from error
        return network

    def logits(self, texts: Sequence[str]) -> Floats:
        """Scores [n, moods] of both ends of each text."""
        with torch_threads(1), self._torch.inference_mode():
            rows = [self._one(text) for text in texts]
        return np.stack(rows).astype(np.float32)

    def _one(self, text: str) -> NDArray[Any]:
        tokens = self._torch.tensor([self._vocabulary.encode(text)])
        return forward(self._torch, self._weights, tokens, _keep)[0].numpy()


def forward(torch: Any, weights: Mapping[str, Any], tokens: Any, drop: Drop) -> Any:
    """Scores [n, moods] of tokens [n, length]; `drop(tensor, rate)` is dropout while training."""
    functional, mask = torch.nn.functional, tokens > 0
    vectors = drop(functional.embedding(tokens, weights["vectors"]), 0.2).transpose(1, 2) * LOUDNESS
    found = [
        functional.conv1d(
            vectors, weights[f"conv{width}.weight"], weights[f"conv{width}.bias"], padding=width // 2
        )
        for width in WIDTHS
    ]
    features = torch.relu(torch.cat([each[..., : tokens.shape[1]] for each in found], 1)) * mask[:, None]
    weighing = torch.einsum("ncl,c->nl", features, weights["attention"]).masked_fill(~mask, -1e4).softmax(1)
    mean = (features * weighing[:, None]).sum(2)
    both = drop(torch.cat([features.max(2).values, mean], 1), 0.4)
    return functional.linear(both, weights["head.weight"], weights["head.bias"])


def save_network(path: Path, vocabulary: Vocabulary, tensors: Tensors) -> None:
    """Write what `ChineseNetwork.load` reads; word vectors as whole numbers of -127 to 127 and a step for each."""
    vectors = tensors["vectors"]
    steps = np.asarray(np.maximum(np.abs(vectors).max(axis=1), 1e-6) / 127, dtype=np.float32)
    small: Tensors = {
        **tensors,
        "vectors": np.round(vectors / steps[:, None]).astype(np.int8),
        "steps": steps,
        "words": np.frombuffer("\n".join(vocabulary.words).encode(), dtype=np.uint8),
    }
    save(path, RECIPE, {}, small)


def _ends(text: str) -> str:
    return text if len(text) <= 2 * BOTH_ENDS else text[:BOTH_ENDS] + text[-BOTH_ENDS:]


def _keep(tensor: Any, _: float) -> Any:
    return tensor
