"""How much each opinion of a text counts, by language and kind of text, and what that makes of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from bot.errors import WeightsError
from bot.text_head.head import softmax

MIXES = Path(__file__).with_name("mixes.json")
KINDS = MESSAGE, REVIEW = "message", "review"
LEAST = 1e-6  # probability of a mood, so that it has a logarithm

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Mix:
    """How much the logarithms of each opinion's probabilities count. Their sum is the sharpness."""

    head: float
    network: float
    wording: float = 0.0
    multilingual: float = 0.0


Mixes = Mapping[str, Mapping[str, Mix]]
"""By language, then by kind of text."""


class Opinions(NamedTuple):
    """What is mixed: logarithms of the head's and the wording's probabilities, scores of the networks.

    All [n, moods]; without a wording or a multilingual network its place is None.
    """

    head: Floats
    network: Floats
    wording: Floats | None = None
    multilingual: Floats | None = None


def mixed(mix: Mix, opinions: Opinions) -> Floats:
    """Probabilities [n, moods]: the weighted sum of the opinions' logarithms."""
    told = mix.head * opinions.head + mix.network * _logarithms(opinions.network)
    if opinions.wording is not None:
        told = told + mix.wording * opinions.wording
    if opinions.multilingual is not None:
        told = told + mix.multilingual * _logarithms(opinions.multilingual)
    return softmax(told.astype(np.float32))


def _logarithms(scores: Floats) -> Floats:
    return np.log(np.maximum(softmax(scores), LEAST))


def read_mixes(path: Path = MIXES) -> Mixes:
    """How the opinions count in each language and kind of text.

    Raises:
        WeightsError: the file is missing or not what training writes.
    """
    try:
        found = cast(dict[str, Any], json.loads(path.read_text(encoding="utf-8")))
        return {
            language: {kind: _read_mix(found[language][kind]) for kind in KINDS} for language in ("en", "zh")
        }
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise WeightsError(
            f"{path}: expected head, network, wording and multilingual of en and zh, for messages and reviews,"
            f" found {error!r}."
            " Restore the file from the repository or train again: python -m bot.sentiment train"
        ) from error


def _read_mix(found: Any) -> Mix:
    return Mix(*(float(found[each.name]) for each in fields(Mix)))
