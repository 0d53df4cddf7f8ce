"""Learns to foretell the multilingual model's vector of an English text from MiniLM's.

Ridge regression (Hoerl and Kennard 1970), without an intercept.
"""

from __future__ import annotations

import numpy as np

from knowledge.embeddings import Vectors

_PENALTY = 0.01
"""Beside the mean square of what MiniLM's vectors have in one direction."""


def learn_foretelling(english: Vectors, multilingual: Vectors) -> Vectors:
    """The matrix [d, k] that takes rows of `english`, [n, d], nearest to those of `multilingual`, [n, k]."""
    dimension = english.shape[1]
    penalty = _PENALTY * np.square(english).sum() / dimension
    both: Vectors = english.T @ english + penalty * np.eye(dimension, dtype=np.float32)
    return np.asarray(np.linalg.solve(both, english.T @ multilingual), np.float32)
