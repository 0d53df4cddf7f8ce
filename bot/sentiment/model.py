"""The sentiment of a message: a small head on the sentence vector, n-grams and lexicon marks."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.messages import Sentiment, SentimentLabel
from bot.sentiment.annotate import annotate
from bot.text_head import TextEmbedder, TextHead
from bot.text_head.features import clip

HEAD = Path(__file__).with_name("head.safetensors")

ANGRY, UPSET, NEUTRAL, POSITIVE = MOODS = ("angry", "upset", "neutral", "positive")
WEIGHT = {ANGRY: -1.0, UPSET: -0.5, NEUTRAL: 0.0, POSITIVE: 1.0}  # what a mood adds to the score
LABEL: Mapping[str, SentimentLabel] = {
    ANGRY: "negative",
    UPSET: "negative",
    NEUTRAL: "neutral",
    POSITIVE: "positive",
}
SILENT = Sentiment(label="neutral", score=0.0, confidence=1.0)

Floats = NDArray[np.float32]


class Classifier(Protocol):
    """What the turn needs of a sentiment model; `SentimentModel` and the fake both are one."""

    def classify(self, text: str, vector: Floats | None = None) -> Sentiment:
        """The sentiment of one message."""
        ...


class SentimentModel:
    """Four moods, angry, upset, neutral and positive, told as the three labels of `Sentiment`.

    The score is p(positive) - p(angry) - p(upset) / 2: a polite complaint lies near -0.5, an outburst near -1.
    """

    def __init__(self, head: TextHead, embedder: TextEmbedder) -> None:
        self._head = head
        self._embedder = embedder

    @classmethod
    def load(cls, embedder: TextEmbedder, path: Path = HEAD) -> SentimentModel:
        """The trained model in `path`; `embedder` must be the one it was trained with.

        Raises:
            WeightsError: the file is unusable, or the embedder's vectors have another size than the head's.
        """
        head = TextHead.load(path)
        size = embedder.embed(["size"]).shape[1]
        if size != head.vector_size:
            raise WeightsError(
                f"{path}: trained on vectors of {head.vector_size} numbers, the embedder gives {size}."
                " Use the built-in embedder for sentiment, or train again: python -m bot.sentiment train"
            )
        return cls(head, embedder)

    def classify(self, text: str, vector: Floats | None = None) -> Sentiment:
        """The sentiment of one message. `vector` [d] spares embedding a text that is embedded already."""
        return self.classify_all([text], None if vector is None else vector[np.newaxis])[0]

    def classify_all(self, texts: Sequence[str], vectors: Floats | None = None) -> list[Sentiment]:
        """The sentiments of several messages; a text without content is neutral."""
        if not texts:
            return []
        if vectors is None:
            vectors = embed(self._embedder, texts)
        told = self._head.probabilities([features(text) for text in texts], vectors)
        return [
            sentiment_of(self._head.labels, row) if has_content(text) else SILENT
            for text, row in zip(texts, told, strict=True)
        ]


class ScriptedSentiment:
    """A fake: answers from a script, remembers what it was asked, and refuses a text that is not in the script."""

    def __init__(self, script: Mapping[str, Sentiment], otherwise: Sentiment | None = None) -> None:
        self._script = script
        self._otherwise = otherwise
        self.asked: list[str] = []

    def classify(self, text: str, vector: Floats | None = None) -> Sentiment:
        """The scripted sentiment of `text`.

        Raises:
            LookupError: the script has no answer and there is no `otherwise`.
        """
        self.asked.append(text)
        found = self._script.get(text, self._otherwise)
        if found is None:
            raise LookupError(f"sentiment of {text!r} asked, script has {sorted(self._script)}")
        return found


def label_lines(lines: Iterable[str], model: SentimentModel) -> Iterator[dict[str, str | float]]:
    """`{label, score, confidence}` for every line, in order."""
    rest = iter(lines)
    while some := [line.rstrip("\r\n") for line in islice(rest, 64)]:
        for found in model.classify_all(some):
            yield {
                "label": found.label,
                "score": round(found.score, 4),
                "confidence": round(found.confidence, 4),
            }


def features(text: str) -> str:
    """What the head reads: both ends of the text and its lexicon marks."""
    return annotate(clip(text))


def embed(embedder: TextEmbedder, texts: Sequence[str]) -> Floats:
    """Sentence vectors of both ends of each text."""
    return embedder.embed([clip(text) for text in texts])


def has_content(text: str) -> bool:
    """Whether a text has a letter, a digit or a symbol in it, not only spaces, control characters, punctuation."""
    return any(unicodedata.category(mark)[0] not in "ZCP" for mark in text)


def sentiment_of(moods: Sequence[str], told: Floats) -> Sentiment:
    """What the probabilities of the `moods` come to."""
    sums: dict[SentimentLabel, float] = {"negative": 0.0, "neutral": 0.0, "positive": 0.0}
    score = 0.0
    for mood, probability in zip(moods, told.tolist(), strict=True):
        sums[LABEL[mood]] += probability
        score += WEIGHT[mood] * probability
    label = max(sums, key=lambda name: sums[name])
    return Sentiment(label=label, score=max(-1.0, min(1.0, score)), confidence=min(1.0, sums[label]))
