"""From cosines and shared words to one score, and from scores to an order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The cosines between which a passage goes from saying nothing to saying it all, and how much each side may say by
# itself. Set on questions over two shops, with the built-in model.
_TEXT_RANGE = (0.25, 0.80)
_LABEL_RANGE = (0.30, 0.85)
_DENSE_SHARE = 0.8
_LEXICAL_SHARE = 0.75
_RRF_CONSTANT = 60


def evidence(cosine: float, coverage: float, mass: float, *, label: bool) -> float:
    """How likely a passage answers, 0..1: meaning and words count as two independent witnesses (noisy or).

    The words' witness is their coverage of the question, at half weight where they are few and frequent.
    `label` says that the cosine is to what the passage is about (a word or two), not to its text.
    """
    dense = closeness(cosine, label=label)
    return both(_DENSE_SHARE * dense, _LEXICAL_SHARE * coverage * (0.5 + 0.5 * mass))


def both(one: float, other: float) -> float:
    """Two independent witnesses together (noisy or)."""
    return 1.0 - (1.0 - one) * (1.0 - other)


def closeness(cosine: float, *, label: bool = False) -> float:
    """What a cosine says, 0..1."""
    low, high = _LABEL_RANGE if label else _TEXT_RANGE
    return min(max((cosine - low) / (high - low), 0.0), 1.0)


def reciprocal_ranks(*scores: Mapping[int, float]) -> dict[int, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Buettcher 2009, constant 60), scaled so that 1 is first in all."""
    fused: dict[int, float] = {}
    for one in scores:
        for rank, key in enumerate(sorted(one, key=lambda k: -one[k]), start=1):
            fused[key] = fused.get(key, 0.0) + (_RRF_CONSTANT + 1) / ((_RRF_CONSTANT + rank) * len(scores))
    return fused


def highest(scores: NDArray[np.floating[Any]], count: int) -> NDArray[np.intp]:
    """Places of the `count` highest scores, highest first; of equals the first ones."""
    places = np.arange(len(scores))
    if count < len(scores):
        least = np.partition(scores, len(scores) - count)[len(scores) - count]
        above, equal = np.flatnonzero(scores > least), np.flatnonzero(scores == least)
        places = np.sort(np.concatenate([above, equal[: count - len(above)]]))
    return places[np.argsort(-scores[places], kind="stable")]
