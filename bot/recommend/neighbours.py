"""Which items go with which: item-item weights learned from what the same users took."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.recommend.sparse import Sparse, sp

Floats = NDArray[np.float32]
lapack: Any = import_module("scipy.linalg.lapack")
MOST_EXACT = 5000
"""EASE inverts a dense matrix of so many items at most, the most taken ones: a minute on one core."""
KEPT = 300


def ease(taken: Sparse, ridge: float, most: int = MOST_EXACT) -> Sparse:
    """Item-item weights of EASE (Steck 2019, "Embarrassingly shallow autoencoders for sparse data").

    `taken` is users × items. Gives items × items: a user's row times it scores every item. Every item keeps its
    `KEPT` strongest weights; items that are not among the `most` taken ones have none.
    """
    counts = np.asarray(taken.sum(axis=0)).ravel()
    chosen = np.sort(np.argsort(-counts, kind="stable")[:most])
    part = taken[:, chosen]
    gram = np.asfortranarray((part.T @ part).toarray(), np.float32)
    inverse = _inverse(gram, ridge)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    return _spread(_strongest(weights), chosen, taken.shape[1])


def cosine(weighted: Sparse, damping: float) -> Sparse:
    """Cosines of items' columns in users × items; `damping` is added to every norm, so that few takers count less.

    Every item keeps its `KEPT` nearest.
    """
    gram = sp.coo_array(weighted.T @ weighted)
    norm = np.sqrt(np.asarray(weighted.power(2).sum(axis=0)).ravel()) + damping
    off = gram.row != gram.col
    row, col = gram.row[off], gram.col[off]
    values = (gram.data[off] / (norm[row] * norm[col])).astype(np.float32)
    order = np.lexsort((-values, col))
    starts = np.searchsorted(col[order], np.arange(int(gram.shape[1])))
    kept = order[np.arange(len(order)) - starts[col[order]] < KEPT]
    return sp.csr_array((values[kept], (row[kept], col[kept])), gram.shape)


def _inverse(gram: Floats, ridge: float) -> Floats:
    """The inverse of gram + ridge·I by Cholesky."""
    gram[np.diag_indices_from(gram)] += ridge
    factor, failed = lapack.spotrf(gram, lower=1, overwrite_a=1)
    if failed:
        raise ValueError(
            f"the item-item matrix is not positive definite (LAPACK {failed}); expected ridge > 0"
        )
    lower, _ = lapack.spotri(factor, lower=1, overwrite_c=1)
    return np.tril(lower) + np.tril(lower, -1).T


def _strongest(weights: Floats) -> Sparse:
    """The `KEPT` weights of greatest size in every column."""
    size = len(weights)
    if size <= KEPT:
        return sp.coo_array(weights)
    rows = np.argpartition(-np.abs(weights), KEPT, axis=0)[:KEPT]
    cols = np.broadcast_to(np.arange(size), rows.shape)
    return sp.coo_array((weights[rows, cols].ravel(), (rows.ravel(), cols.ravel())), (size, size))


def _spread(weights: Sparse, chosen: NDArray[np.intp], size: int) -> Sparse:
    return sp.csr_array((weights.data, (chosen[weights.row], chosen[weights.col])), (size, size))
