"""Whether what was said last needs a person, or an answer settles it: harsh words are often only a blunt question."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from bot.errors import WeightsError
from bot.sentiment.model import Floats, embed, features
from bot.text_head import TextEmbedder, TextHead
from bot.text_head.features import clip

NEED = Path(__file__).with_name("need.safetensors")
ANSWER, PERSON = "answer", "person"
SURE = 0.4  # probability of a person, over the last messages, from which one is needed; see the model card
RECENT = 3  # messages that are weighed together
MULTILINGUAL_SHARE = (
    2.5  # length of the multilingual vector, in which texts lie closer together; the other's is 1
)
_LEAST = 1e-6


class Need(Protocol):
    """What the turn needs of the model; `NeedModel` and the fake both are one."""

    def needs_person(self, said: Sequence[str]) -> bool:
        """Whether an answer will not do after these messages of the shopper's, the newest last."""
        ...


class NeedVectors:
    """An embedder of messages: MiniLM's vector, as the head of moods reads it, beside one that knows both languages.

    A turn has both already, of the newest messages, and the models remember them.
    """

    def __init__(self, english: TextEmbedder, both: TextEmbedder) -> None:
        self._english, self._both = english, both

    def embed(self, texts: Sequence[str], /) -> Floats:
        """Rows [n, d + e]."""
        second = self._both.embed([clip(text).lower() for text in texts])
        return np.hstack([embed(self._english, texts), MULTILINGUAL_SHARE * second]).astype(np.float32)


class NeedModel:
    """A logistic regression on `NeedVectors`, n-grams and lexicon marks; safe to share between threads."""

    def __init__(self, head: TextHead, embedder: TextEmbedder) -> None:
        self._head, self._embedder = head, embedder
        self._place = head.labels.index(PERSON)

    @classmethod
    def load(cls, embedder: TextEmbedder, path: Path = NEED) -> NeedModel:
        """The trained model; `embedder` gives the `NeedVectors` that it was trained with.

        Raises:
            WeightsError: the file is unusable, or the embedder's vectors have another size.
        """
        head = TextHead.load(path)
        size = embedder.embed(["size"]).shape[1]
        if size != head.vector_size:
            raise WeightsError(
                f"{path}: trained on vectors of {head.vector_size} numbers, the embedder gives {size}."
                " Train again: python -m bot.sentiment train --only need"
            )
        return cls(head, embedder)

    def needs_person(self, said: Sequence[str]) -> bool:
        """Whether the mean log odds of a person, over the last `RECENT` messages, reach `SURE`."""
        recent = [text for text in said[-RECENT:] if text]
        if not recent:
            return True
        told = self.probabilities(recent).astype(np.float64)
        odds = np.log(np.maximum(told, _LEAST) / np.maximum(1 - told, _LEAST))
        return bool(odds.mean() >= np.log(SURE / (1 - SURE)))

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Probability [n] that each message needs a person."""
        told = self._head.probabilities([features(text) for text in texts], self._embedder.embed(texts))
        return told[:, self._place]


class ScriptedNeed:
    """A fake: an answer settles what is in the script, as the newest message; remembers what it was asked."""

    def __init__(self, settled: Sequence[str] = ()) -> None:
        self._settled = settled
        self.asked: list[tuple[str, ...]] = []

    def needs_person(self, said: Sequence[str]) -> bool:
        """Whether the newest message is not in the script."""
        self.asked.append(tuple(said))
        return said[-1] not in self._settled
