"""What shops use today, to be compared with: popularity, item-item cosine, ALS and BPR (package `implicit`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from bot.errors import InputError
from bot.recommend.blend import batches
from bot.recommend.interactions import Indices
from bot.recommend.neighbours import Floats
from bot.recommend.sparse import Sparse, sp
from eval.recommend.split import Split

Scorer = Callable[[Indices], Floats]
threadpool_limits: Any = import_module("threadpoolctl").threadpool_limits
FACTORS = 64
ALS = {"factors": FACTORS, "regularization": 0.05, "alpha": 1.0, "iterations": 15}
BPR = {"factors": FACTORS, "learning_rate": 0.05, "regularization": 0.01, "iterations": 100}


def peer_lists(cut: Split, k: int, *, seed: int = 0) -> Mapping[str, Indices]:
    """The first `k` new items of each peer for every user of the test: [users, k].

    Raises:
        InputError: `implicit` is not installed.
    """
    taken = cut.taken()
    scorers = {
        "popularity": popularity(taken),
        "item-cosine": item_cosine(taken),
        "ALS": _factorised("implicit.als", "AlternatingLeastSquares", ALS, taken, seed),
        "BPR": _factorised("implicit.bpr", "BayesianPersonalizedRanking", BPR, taken, seed),
    }
    return {name: lists(scorer, cut.users, taken, k) for name, scorer in scorers.items()}


def popularity(taken: Sparse) -> Scorer:
    """Everybody is shown what most users took."""
    counts = np.asarray(taken.sum(axis=0), np.float32).ravel()
    return lambda users: np.tile(counts, (len(users), 1))


def item_cosine(taken: Sparse) -> Scorer:
    """Items are scored by their cosines to all that the user took."""
    norm = np.sqrt(np.asarray(taken.sum(axis=0)).ravel())
    cosines = (taken.T @ taken).toarray() / np.outer(norm, norm)
    np.fill_diagonal(cosines, 0)
    return lambda users: np.asarray(taken[users] @ cosines, np.float32)


def lists(score: Scorer, users: Indices, taken: Sparse, k: int) -> Indices:
    """The `k` best items of each user that they have not taken, best first."""
    return np.concatenate([_best(score(part), taken[part], k) for part in batches(users)])


def _best(scores: Floats, had: Sparse, k: int) -> Indices:
    scores = np.where(had.toarray() > 0, -np.inf, scores)
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]


def _factorised(module: str, name: str, options: Mapping[str, Any], taken: Sparse, seed: int) -> Scorer:
    try:
        kind = getattr(import_module(module), name)
    except ImportError as error:
        raise InputError("ALS and BPR need implicit; run: pip install 'shopkeeper[peers]'") from error
    with threadpool_limits(1, "blas"):  # its own threads and those of BLAS get in each other's way
        model = kind(**options, num_threads=1, random_state=seed)
        model.fit(sp.csr_matrix(taken), show_progress=False)
    return lambda users: np.asarray(model.user_factors[users] @ model.item_factors.T, np.float32)
