"""The injection screen: is a message, or a text under a disguise in it, an attempt to take over the assistant?

Precise patterns block by themselves; a head on the sentence vector catches what they do not know. The screen only
saves the shop from nonsense: what a tool may see never depends on it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bot.text_head import TextEmbedder, TextHead
from bot.turn.disguises import cleaned, disguised_readings
from bot.turn.intents import load_head, load_threshold
from bot.turn.reading import has_chinese, head_text

HEAD = Path(__file__).with_name("attacks.safetensors")
PATTERNS = Path(__file__).with_name("attack_patterns.toml")
INNOCENT = "innocent"
PIECE = 400
"""Characters that the head reads at once; a longer message is read in pieces."""
MOST_PIECES = 12

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ScreenVerdict:
    """Whether a message may pass; `kind` is `innocent` or the kind of attack, `score` runs from 0 to 1."""

    verdict: Literal["pass", "block"]
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a message; `disguised` means that something had to be decoded for it."""

    text: str
    disguised: bool


class Screen:
    """Checks messages; safe to share between threads."""

    def __init__(self, head: TextHead, embedder: TextEmbedder, block_from: float) -> None:
        self._head = head
        self._embedder = embedder
        self._block_from = block_from

    @classmethod
    def load(cls, embedder: TextEmbedder) -> Screen:
        """The trained screen of this package; `embedder` must give `MessageVectors`, which it was trained with.

        Raises:
            WeightsError: the head or its threshold is unusable, or the embedder's vectors have another size.
        """
        return cls(load_head(HEAD, embedder), embedder, load_threshold("block_from"))

    def check(self, text: str) -> ScreenVerdict:
        """The verdict on a message."""
        found = readings(text)
        for reading in found:
            kind = pattern_kind(reading.text)
            if kind:
                return ScreenVerdict("block", "encoding" if reading.disguised else kind, 1.0)
        return self._by_head(found)

    def _by_head(self, found: Sequence[Reading]) -> ScreenVerdict:
        parts = [(piece, reading.disguised) for reading in found for piece in pieces(reading.text)]
        if not parts:
            return ScreenVerdict("pass", INNOCENT, 0.0)
        read = [piece for piece, _ in parts]
        told = self._head.probabilities([screen_text(piece) for piece in read], self._embedder.embed(read))
        kinds, scores = verdicts(self._head.labels, told)
        worst = int(scores.argmax())
        score = float(scores[worst])
        if score < self._block_from:
            return ScreenVerdict("pass", INNOCENT, score)
        return ScreenVerdict("block", "encoding" if parts[worst][1] else kinds[worst], score)


def readings(text: str) -> tuple[Reading, ...]:
    """The message made plain, then what it says with disguises taken off."""
    plain = cleaned(text).strip()
    hidden = disguised_readings(plain)
    return (Reading(plain, disguised=False), *(Reading(reading, disguised=True) for reading in hidden))


def screen_text(text: str) -> str:
    """What the attack head reads besides the vector: as other heads do, then the Chinese itself.

    Orders to the assistant are made of words that no shop's glossary knows.
    """
    return f"{head_text(text)} {text}" if has_chinese(text) else head_text(text)


def pattern_kind(text: str) -> str | None:
    """The kind of the first attack pattern that matches a plain text; None when none does."""
    return next((kind for kind, pattern in _patterns() if pattern.search(text)), None)


def gives_orders(*texts: str) -> bool:
    """Whether one of the texts, taken as it is or out of a disguise, matches an attack pattern."""
    return any(pattern_kind(reading.text) for text in texts for reading in readings(text))


def pieces(text: str) -> tuple[str, ...]:
    """A text's parts of at most `PIECE` characters; of a very long one the first and last parts."""
    cut = [text[start : start + PIECE] for start in range(0, len(text), PIECE)]
    cut = [piece for piece in cut if piece.strip()]
    half = MOST_PIECES // 2
    return tuple(cut if len(cut) <= MOST_PIECES else [*cut[:half], *cut[-half:]])


def verdicts(labels: Sequence[str], probabilities: Vector) -> tuple[list[str], Vector]:
    """The likeliest kind of attack and the probability of any attack, for each row of [n, labels]."""
    innocent = list(labels).index(INNOCENT)
    attacks = np.delete(probabilities, innocent, axis=1)
    names = [label for label in labels if label != INNOCENT]
    return [names[at] for at in attacks.argmax(axis=1)], attacks.sum(axis=1)


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    with PATTERNS.open("rb") as file:
        by_kind: Mapping[str, Mapping[str, str]] = tomllib.load(file)
    return tuple(
        (kind, re.compile(pattern, re.IGNORECASE))
        for kind, named in by_kind.items()
        for pattern in named.values()
    )
