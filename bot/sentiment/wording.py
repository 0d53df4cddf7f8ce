"""The opinion of wording: a linear classifier of hashed n-grams for each language, learned from many reviews."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.sentiment.moods import LABEL, MOODS
from bot.text_head import TextHead
from knowledge.hanzi import simplified

WORDINGS = Path(__file__).parent
LEAST = 1e-6  # probability of a label, so that it has a logarithm

Floats = NDArray[np.float32]


class Wording:
    """Logarithms of the moods' probabilities; it tells labels apart only, so angry and upset are alike to it."""

    def __init__(self, head: TextHead) -> None:
        self._head = head
        self._order = [head.labels.index(LABEL[mood]) for mood in MOODS]

    @classmethod
    def load(cls, path: Path) -> Wording:
        """The classifier in `path`.

        Raises:
            WeightsError: the file is missing, damaged, or of other labels.
        """
        head = TextHead.load(path)
        if missing := set(LABEL.values()) - set(head.labels):
            raise WeightsError(
                f"{path}: no label {', '.join(sorted(missing))}. Train again: python -m bot.sentiment train"
            )
        return cls(head)

    def opinions(self, texts: Sequence[str]) -> Floats:
        """Logarithms [n, moods] of both ends of each text."""
        nothing = np.zeros((len(texts), 0), dtype=np.float32)
        told = self._head.probabilities([as_read(text) for text in texts], nothing)
        return np.log(np.maximum(told[:, self._order], LEAST)).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write what `load` reads."""
        self._head.save(path)


def as_read(text: str) -> str:
    """Simplified characters, as most of what was learned has."""
    return simplified(text)


def wording_path(language: str, folder: Path = WORDINGS) -> Path:
    """Where a language's classifier stands."""
    return folder / f"wording_{language}.safetensors"


def read_wordings(folder: Path = WORDINGS) -> Mapping[str, Wording]:
    """The classifiers of both languages.

    Raises:
        WeightsError: a file is unusable.
    """
    return {language: Wording.load(wording_path(language, folder)) for language in ("en", "zh")}
