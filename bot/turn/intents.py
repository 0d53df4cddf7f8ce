"""What a message asks for: one of fifteen intents, by a small head on sentence vectors, n-grams and cues, and a
sentence model that was taught them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.text_head import TextEmbedder, TextHead
from bot.turn.intent_reader import READER, IntentReader, agreed
from bot.turn.reading import LONGEST, head_text, known_share

HEAD = Path(__file__).with_name("intents.safetensors")
THRESHOLDS = Path(__file__).with_name("thresholds.json")
INTENTS = (
    "account", "human", "order_change", "order_history", "order_status", "out_of_scope", "policy",
    "product_compare", "product_fact", "product_reviews", "promotion", "recommend", "returns", "small_talk",
    "store_info",
)  # fmt: skip
NEVER = 1.1
KNOWN_FROM = 0.6
"""Share of its Chinese that must have been understood for a guess to be sure."""

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class IntentGuess:
    """The likeliest intent and its calibrated probability; `ranked` holds all of them, likeliest first.

    `sure` means that guesses with that much confidence were right in at least 93 of 100 held-out messages, and that
    most of a Chinese message could be read.
    """

    intent: str
    confidence: float
    ranked: tuple[tuple[str, float], ...]
    sure: bool


@dataclass(frozen=True, slots=True)
class Second:
    """What guesses beside the head, and the temperature of what both say together."""

    reader: IntentReader
    temperature: float


class IntentModel:
    """Guesses intents; safe to share between threads."""

    def __init__(
        self, head: TextHead, embedder: TextEmbedder, sure_from: float, second: Second | None = None
    ) -> None:
        self._head = head
        self._embedder = embedder
        self._sure_from = sure_from
        self._second = second

    @classmethod
    def load(cls, embedder: TextEmbedder) -> IntentModel:
        """The trained model of this package; `embedder` must give `MessageVectors`, which it was trained with.

        Raises:
            WeightsError: the head, the reader or a threshold is unusable, or the embedder's vectors have another size.
            KnowledgeError: the multilingual model is missing.
        """
        head, reader = load_head(HEAD, embedder), IntentReader.load()
        if reader.labels != head.labels:
            raise WeightsError(f"{READER}: found the labels {reader.labels}, expected {head.labels}")
        return cls(head, embedder, load_threshold("sure_from"), Second(reader, load_threshold("together")))

    def predict(self, text: str) -> IntentGuess:
        """The guess for one question."""
        text = text[:LONGEST]
        told = self._head.probabilities([head_text(text)], self._embedder.embed([text]))
        if self._second:
            read = self._second.reader.probabilities([text])
            told = agreed(told, read, self._second.temperature)
        known = known_share(text) >= KNOWN_FROM
        return guess(self._head.labels, told[0], self._sure_from if known else NEVER)


def guess(labels: Sequence[str], probabilities: Vector, sure_from: float) -> IntentGuess:
    """The guess that goes with the `probabilities` [n] of `labels`."""
    order = cast("list[int]", np.argsort(-probabilities, kind="stable").tolist())
    ranked = tuple((labels[at], float(probabilities[at])) for at in order)
    intent, confidence = ranked[0]
    return IntentGuess(intent, confidence, ranked, confidence >= sure_from)


def load_head(path: Path, embedder: TextEmbedder) -> TextHead:
    """The head in `path`, checked against the size of the embedder's vectors.

    Raises:
        WeightsError: the file is unusable, or the embedder's vectors have another size than the head's.
    """
    head = TextHead.load(path)
    size = embedder.embed(["size"]).shape[1]
    if size != head.vector_size:
        raise WeightsError(
            f"{path}: trained on vectors of {head.vector_size} numbers, the embedder gives {size}."
            " Give it a message's vectors, or train again: python -m bot.turn train"
        )
    return head


def load_threshold(name: str) -> float:
    """A threshold that training has chosen, 0 to 1.

    Raises:
        WeightsError: the file is missing or does not hold it.
    """
    try:
        found: dict[str, Any] = json.loads(THRESHOLDS.read_text(encoding="utf-8"))
        return float(found[name])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{THRESHOLDS}: expected a number called {name}: {error}."
            " Restore the file from the repository or train again: python -m bot.turn train"
        ) from error
