"""The sentiment of a message: a head on n-grams and lexicon marks, mixed with the opinions of the message's language.

Messages to a shop and product reviews are mixed each in their way; a gate tells how much a text reads like a review.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.messages import Sentiment, SentimentLabel
from bot.sentiment.adapter import EnglishNetwork
from bot.sentiment.annotate import annotate
from bot.sentiment.convolution import ChineseNetwork
from bot.sentiment.mixes import KINDS, LEAST, REVIEW, Mix, Mixes, Opinions, mixed, read_mixes
from bot.sentiment.moods import ANGRY, LABEL, MOODS
from bot.sentiment.multilingual import MultilingualNetwork
from bot.sentiment.wording import Wording, read_wordings
from bot.text_head import TextEmbedder, TextHead
from bot.text_head.features import clip
from bot.text_head.head import softmax

HEAD = Path(__file__).with_name("head.safetensors")
GATE = Path(__file__).with_name("gate.safetensors")
SILENT = Sentiment(label="neutral", score=0.0, confidence=1.0)
LIKE_REVIEW = 0.1  # share of a review from which the multilingual network is asked
LEAST_SAID = 4  # Chinese characters of a review; a word of another script counts as two

Floats = NDArray[np.float32]
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[^\W\d_\u3400-\u9fff]+")


class Classifier(Protocol):
    """What the turn needs of a sentiment model; `SentimentModel` and the fake both are one."""

    def classify(self, text: str, vector: Floats | None = None) -> Sentiment:
        """The sentiment of one message."""
        ...


class Network(Protocol):
    """A classifier of texts of one language."""

    def logits(self, texts: Sequence[str]) -> Floats:
        """Scores [n, moods], in the order of `MOODS`."""
        ...


class SentimentModel:
    """Four moods, angry, upset, neutral and positive, told as the three labels of `Sentiment`.

    The score's sign says whether the message is rather positive or rather negative. A negative one's lies near -0.5
    for a polite complaint, near -1 for an outburst. A text without words of a language that has a network, such as
    emoji alone, is judged by the head alone.
    """

    def __init__(  # noqa: PLR0913, PLR0917  the parts of the model
        self,
        head: TextHead,
        embedder: TextEmbedder,
        networks: Mapping[str, Network] | None = None,
        mixes: Mixes | None = None,
        gate: TextHead | None = None,
        wordings: Mapping[str, Wording] | None = None,
        multilingual: Mapping[str, Network] | None = None,
    ) -> None:
        self._head, self._embedder, self._gate = head, embedder, gate
        self._networks, self._mixes, self._wordings = networks or {}, mixes or {}, wordings or {}
        self._multilingual = multilingual or {}
        self._order = [head.labels.index(mood) for mood in MOODS]

    @classmethod
    def load(cls, embedder: TextEmbedder, path: Path = HEAD) -> SentimentModel:
        """The trained model, its head in `path`; `embedder` must be the one it was trained with.

        Raises:
            WeightsError: a file is unusable, or the embedder's vectors have another size than the head's.
            KnowledgeError: the multilingual encoder is missing.
        """
        head = TextHead.load(path)
        size = embedder.embed(["size"]).shape[1]
        if size != head.vector_size:
            raise WeightsError(
                f"{path}: trained on vectors of {head.vector_size} numbers, the embedder gives {size}."
                " Use the built-in embedder for sentiment, or train again: python -m bot.sentiment train"
            )
        networks = {"en": EnglishNetwork.load(), "zh": ChineseNetwork.load()}
        gate, multilingual = TextHead.load(GATE), {"zh": MultilingualNetwork.load()}
        return cls(head, embedder, networks, read_mixes(), gate, read_wordings(), multilingual)

    def classify(self, text: str, vector: Floats | None = None) -> Sentiment:
        """The sentiment of one message. `vector` [d] spares embedding a text that is embedded already."""
        return self.classify_all([text], None if vector is None else vector[np.newaxis])[0]

    def classify_all(self, texts: Sequence[str], vectors: Floats | None = None) -> list[Sentiment]:
        """The sentiments of several messages; a text without content is neutral."""
        told = self.probabilities(texts, vectors)
        return [
            sentiment_of(row) if has_content(text) else SILENT for text, row in zip(texts, told, strict=True)
        ]

    def probabilities(self, texts: Sequence[str], vectors: Floats | None = None) -> Floats:
        """Probabilities [n, moods], in the order of `MOODS`."""
        if not texts:
            return np.zeros((0, len(MOODS)), dtype=np.float32)
        by_head = self.by_head(texts, vectors)
        told = softmax(by_head)
        languages = [language_of(text) for text in texts]
        shares = review_share(self._gate, texts)
        for language in self._networks:
            for like_review in (False, True):
                rows = [
                    at
                    for at, each in enumerate(languages)
                    if each == language and (shares[at] >= LIKE_REVIEW) == like_review
                ]
                if rows:
                    opinions = self._opinions(
                        [texts[at] for at in rows], language, by_head[rows], like_review
                    )
                    told[rows] = self._mixed(self._mixes[language], shares[rows], opinions)
        return told

    def _opinions(self, texts: Sequence[str], language: str, by_head: Floats, like_review: bool) -> Opinions:
        """Of texts of one language; the slow multilingual network reads only what may be a review."""
        wording = self._wordings.get(language)
        other = self._multilingual.get(language) if like_review else None
        return Opinions(
            by_head,
            self._networks[language].logits(texts),
            wording and wording.opinions(texts),
            None if other is None else other.logits(texts),
        )

    def _mixed(self, mixes: Mapping[str, Mix], shares: Floats, opinions: Opinions) -> Floats:
        """Both kinds' mixes, each as much as the text is of its kind."""
        message, review = (mixed(mixes[kind], opinions) for kind in KINDS)
        share = shares[:, None]
        return (share * review + (1 - share) * message).astype(np.float32)

    def by_head(self, texts: Sequence[str], vectors: Floats | None = None) -> Floats:
        """Logarithms [n, moods] of the head's probabilities."""
        vectors = embed(self._embedder, texts) if vectors is None else vectors
        told = self._head.probabilities([features(text) for text in texts], vectors)
        return np.log(np.maximum(told[:, self._order], LEAST)).astype(np.float32)


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

    def classify_all(self, texts: Sequence[str]) -> list[Sentiment]:
        """The scripted sentiments of several messages."""
        return [self.classify(text) for text in texts]


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


def language_of(text: str) -> str:
    """The network that reads a text: `zh` with at least as many Chinese characters as other words, else `en`.

    '' for a text without words.
    """
    chinese, words = len(_CHINESE.findall(clip(text))), len(_WORD.findall(clip(text)))
    return ("zh" if chinese >= words else "en") if chinese + words else ""


def review_share(gate: TextHead | None, texts: Sequence[str]) -> Floats:
    """The probability [n] that each text is a review; without a gate none is, nor is a fragment ("1.8的呢")."""
    if gate is None:
        return np.zeros(len(texts), dtype=np.float32)
    told = gate.probabilities(texts, np.zeros((len(texts), 0), dtype=np.float32))
    whole = np.array([len(_CHINESE.findall(text)) + 2 * len(_WORD.findall(text)) for text in texts])
    return told[:, gate.labels.index(REVIEW)] * (whole >= LEAST_SAID)


def sentiment_of(told: Floats) -> Sentiment:
    """What the probabilities of the moods come to."""
    sums: dict[SentimentLabel, float] = {"negative": 0.0, "neutral": 0.0, "positive": 0.0}
    by_mood = dict(zip(MOODS, cast(list[float], told.tolist()), strict=True))
    for mood, probability in by_mood.items():
        sums[LABEL[mood]] += probability
    balance = sums["positive"] - sums["negative"]
    if balance < 0:
        balance *= (1 + by_mood[ANGRY] / sums["negative"]) / 2
    label = max(sums, key=lambda name: sums[name])
    return Sentiment(label=label, score=max(-1.0, min(1.0, balance)), confidence=min(1.0, sums[label]))
