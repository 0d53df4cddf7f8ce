"""Training the wording of a language: one logistic regression a label, n-grams weighed by how much they tell.

After Wang and Manning 2012, "Baselines and Bigrams: Simple, Good Sentiment and Topic Classification" (NB-SVM): what an
n-gram counts is multiplied with the logarithm of how much oftener it stands in texts of the label than in others.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.sentiment.corpus import Text
from bot.sentiment.figures import LABELS
from bot.sentiment.wording import Wording, as_read
from bot.text_head import TextHead
from bot.text_head.features import Hashed, hashed_ngrams
from bot.text_head.head import known_positions

STRENGTH = 4.0  # inverse regularisation
MIN_TEXTS = 2  # an n-gram counts when it stands in that many texts
ENOUGH = 1e-3  # of the solver's gradient

Ints = NDArray[np.int64]
Doubles = NDArray[np.float64]


def train_wording(texts: Sequence[Text]) -> Wording:
    """A wording learned from texts of one language; the same texts give the same one.

    Raises:
        ValueError: a label has no text.
    """
    labels = np.array([each.label for each in texts])
    if missing := set(LABELS) - set(labels.tolist()):
        raise ValueError(f"texts: no {', '.join(sorted(missing))} one, expected texts of all three labels")
    hashed = [hashed_ngrams(as_read(each.text)) for each in texts]
    seen, times = np.unique(np.concatenate([found for found, _ in hashed]), return_counts=True)
    buckets = seen[times >= MIN_TEXTS]
    matrix = _matrix(hashed, buckets)
    rows = [_one_against_others(matrix, labels == label) for label in LABELS]
    weights = np.stack([weight for weight, _ in rows], axis=1).astype(np.float32)
    bias = np.array([bias for _, bias in rows], dtype=np.float32)
    return Wording(TextHead(LABELS, 1.0, 0, buckets, weights, bias))


def _one_against_others(matrix: Any, own: NDArray[np.bool_]) -> tuple[Doubles, float]:
    """Weights and bias of a label's log odds."""
    sparse = import_module("scipy.sparse")
    linear = import_module("sklearn.linear_model")
    telling = _telling(matrix, own)
    model = linear.LogisticRegression(C=STRENGTH, solver="liblinear", tol=ENOUGH, random_state=0)
    model.fit(matrix @ sparse.diags(telling), own)
    return model.coef_[0] * telling, float(model.intercept_[0])


def _telling(matrix: Any, own: NDArray[np.bool_]) -> Doubles:
    """How much an n-gram's presence tells the label from others, of mean 1."""
    present = matrix.astype(bool).astype(np.float64)
    inside, outside = (1 + np.asarray(present[rows].sum(axis=0)).ravel() for rows in (own, ~own))
    ratios = np.abs(np.log((inside / inside.sum()) / (outside / outside.sum())))
    return ratios / ratios.mean()


def _matrix(hashed: Sequence[Hashed], buckets: Ints) -> Any:
    """Sparse features [n, buckets]."""
    known = [known_positions(buckets, found) for found, _ in hashed]
    counts = [len(at) for at in known]
    values = np.repeat([value for _, value in hashed], counts)
    places = (values, np.concatenate(known), np.cumsum([0, *counts]))
    return import_module("scipy.sparse").csr_matrix(places, shape=(len(known), len(buckets)))
