"""Training a head and measuring it on groups that it has not seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from bot.text_head.features import Floats, Hashed, Ints, hashed_ngrams
from bot.text_head.head import TextHead, known_positions, softmax

MIN_TEXTS = 2  # an n-gram gets a weight when it stands in that many texts
STRENGTHS = (1.0, 4.0, 16.0)  # inverse regularisation
TEMPERATURES = tuple(float(value) for value in np.geomspace(0.3, 5, 101))


@dataclass(frozen=True)
class HeadReport:
    """How a head did on the third of the groups that it had not seen.

    `confusion[i][j]` counts texts of label i that were called j. `ece` is the expected calibration error.
    `heldout` are indices into the training texts, `predicted` the labels and `probabilities` [n, labels] there.
    """

    labels: tuple[str, ...]
    trained_on: int
    accuracy: float
    macro_f1: float
    ece: float
    temperature: float
    strength: float
    confusion: tuple[tuple[int, ...], ...]
    heldout: tuple[int, ...]
    predicted: tuple[str, ...]
    probabilities: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, eq=False)
class _Data:
    names: tuple[str, ...]
    hashed: tuple[Hashed, ...]
    target: Ints
    groups: NDArray[np.str_]
    vectors: Floats

    def take(self, rows: Ints) -> _Data:
        hashed = tuple(self.hashed[row] for row in cast(list[int], rows.tolist()))
        return _Data(self.names, hashed, self.target[rows], self.groups[rows], self.vectors[rows])

    def splits(self, parts: int, seed: int) -> Iterator[tuple[Ints, Ints]]:
        folds = import_module("sklearn.model_selection").StratifiedGroupKFold(
            parts, shuffle=True, random_state=seed
        )
        return folds.split(self.target, self.target, self.groups)


def train_head(
    texts: Sequence[str], labels: Sequence[str], groups: Sequence[str], vectors: Floats, *, seed: int = 0
) -> tuple[TextHead, HeadReport]:
    """A head trained on all texts, and a report on a head trained the same way on two thirds of the groups.

    Texts of one group never straddle a split. Regularisation and temperature are chosen by five folds inside
    the two thirds. `vectors` are the texts' sentence vectors [n, d].

    Raises:
        ValueError: the four inputs differ in length, or there are fewer than two labels.
    """
    data, digest = _data(texts, labels, groups, vectors), _digest(texts, labels, groups)
    known, _ = next(data.splits(3, seed))
    with _one_thread():
        strength, temperature = _settings(data.take(known), seed)
        head = _fit(data, strength, temperature, digest)
    return head, _trial(data, seed, strength, temperature)


def another_trial(  # noqa: PLR0913 - as `train_head`
    texts: Sequence[str],
    labels: Sequence[str],
    groups: Sequence[str],
    vectors: Floats,
    first: HeadReport,
    *,
    seed: int,
) -> HeadReport:
    """The report of another split, with the settings that were chosen for the `first`.

    Raises:
        ValueError: the inputs differ in length, or there are fewer than two labels.
    """
    return _trial(_data(texts, labels, groups, vectors), seed, first.strength, first.temperature)


def macro_f1(confusion: Ints) -> float:
    """Mean F1 over the labels of a confusion matrix [true, said]; labels that never occur are left out."""
    right, total = confusion.diagonal(), confusion.sum(axis=0) + confusion.sum(axis=1)
    return float((2 * right[total > 0] / total[total > 0]).mean())


def expected_calibration_error(confidence: Floats, right: NDArray[np.bool_]) -> float:
    """Mean gap between confidence and accuracy over ten equal bins of confidence, weighted by their size."""
    bins = np.minimum((confidence * 10).astype(np.int64), 9)
    gaps = np.bincount(bins, weights=confidence - right, minlength=10)
    return float(np.abs(gaps).sum() / max(len(bins), 1))


def _data(texts: Sequence[str], labels: Sequence[str], groups: Sequence[str], vectors: Floats) -> _Data:
    _check(texts, labels, groups, vectors)
    names = tuple(sorted(set(labels)))
    target = np.array([names.index(label) for label in labels])
    return _Data(names, tuple(hashed_ngrams(text) for text in texts), target, np.array(groups), vectors)


def _trial(data: _Data, seed: int, strength: float, temperature: float) -> HeadReport:
    known, heldout = next(data.splits(3, seed))
    with _one_thread():
        trial = _fit(data.take(known), strength, temperature)
    return _report(trial, data.take(heldout), heldout, len(known), strength)


def _one_thread() -> Any:
    """The problem is small, and with one thread the sums come out the same on every machine."""
    return import_module("threadpoolctl").threadpool_limits(1)


def _check(texts: Sequence[str], labels: Sequence[str], groups: Sequence[str], vectors: Floats) -> None:
    lengths = {"texts": len(texts), "labels": len(labels), "groups": len(groups), "vectors": len(vectors)}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"found {lengths}, expected equal lengths")
    if len(set(labels)) < 2:
        raise ValueError(f"labels: found {sorted(set(labels))}, expected at least two different ones")


def _digest(*columns: Sequence[str]) -> str:
    rows = sorted(zip(*columns, strict=True))
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _settings(data: _Data, seed: int) -> tuple[float, float]:
    """The regularisation strength and temperature with the least log loss over five folds."""
    folds = list(data.splits(5, seed))
    tried: list[tuple[float, float, float]] = []
    for strength in STRENGTHS:
        logits = np.zeros((len(data.target), len(data.names)), dtype=np.float32)
        for known, rows in folds:
            part = data.take(rows)
            logits[rows] = _fit(data.take(known), strength).logits(part.hashed, part.vectors)
        tried += [(_log_loss(logits / t, data.target), t, strength) for t in TEMPERATURES]
    _, temperature, strength = min(tried)
    return strength, temperature


def _log_loss(logits: Floats, target: Ints) -> float:
    right = softmax(logits)[np.arange(len(target)), target]
    return float(-np.log(right + 1e-9).mean())


def _fit(data: _Data, strength: float, temperature: float = 1.0, digest: str = "") -> TextHead:
    seen, times = np.unique(np.concatenate([found for found, _ in data.hashed]), return_counts=True)
    buckets = seen[times >= MIN_TEXTS]
    model = import_module("sklearn.linear_model").LogisticRegression(C=strength, max_iter=2000)
    model.fit(_matrix(data, buckets), data.target)
    weights, bias = _for_all_labels(model, len(data.names))
    return TextHead(data.names, temperature, data.vectors.shape[1], buckets, weights, bias, digest)


def _matrix(data: _Data, buckets: Ints) -> Any:
    """Sparse features [n, d + buckets]."""
    sparse = import_module("scipy.sparse")
    known = [known_positions(buckets, found) for found, _ in data.hashed]
    counts = [len(at) for at in known]
    values = np.repeat([value for _, value in data.hashed], counts)
    places = (values, np.concatenate(known), np.cumsum([0, *counts]))
    block = sparse.csr_matrix(places, shape=(len(known), len(buckets)))
    return sparse.hstack([sparse.csr_matrix(data.vectors.astype(np.float64)), block]).tocsr()


def _for_all_labels(model: Any, count: int) -> tuple[Floats, Floats]:
    """Weights [features, count] and bias [count]; a label that the model never saw gets probability 0.

    scikit-learn gives two labels a single row, the second label's log odds.
    """
    rows, bias = np.asarray(model.coef_), np.asarray(model.intercept_)
    if len(model.classes_) == 2:
        rows, bias = np.vstack([0 * rows, rows]), np.concatenate([0 * bias, bias])
    all_weights = np.zeros((rows.shape[1], count), dtype=np.float32)
    all_bias = np.full(count, -30, dtype=np.float32)
    all_weights[:, model.classes_], all_bias[model.classes_] = rows.T, bias
    return all_weights, all_bias


def _report(head: TextHead, data: _Data, heldout: Ints, trained_on: int, strength: float) -> HeadReport:
    return report_of(
        softmax(head.logits(data.hashed, data.vectors) / head.temperature),
        data.target,
        head.labels,
        heldout=tuple(cast(list[int], heldout.tolist())),
        trained_on=trained_on,
        strength=strength,
        temperature=head.temperature,
    )


def report_of(  # noqa: PLR0913 - what a report tells
    said: Floats,
    target: Ints,
    labels: tuple[str, ...],
    *,
    heldout: tuple[int, ...],
    trained_on: int,
    strength: float,
    temperature: float,
) -> HeadReport:
    """The report of guesses `said` [n, labels] at held-out texts whose labels are `target` [n], places in `labels`."""
    guess, confidence = said.argmax(axis=1), said.max(axis=1)
    confusion = np.zeros((len(labels), len(labels)), dtype=np.int64)
    np.add.at(confusion, (target, guess), 1)
    return HeadReport(
        labels=labels,
        trained_on=trained_on,
        accuracy=float((guess == target).mean()),
        macro_f1=macro_f1(confusion),
        ece=expected_calibration_error(confidence, guess == target),
        temperature=temperature,
        strength=strength,
        confusion=tuple(tuple(row) for row in confusion.tolist()),
        heldout=heldout,
        predicted=tuple(labels[at] for at in cast(list[int], guess.tolist())),
        probabilities=tuple(tuple(row) for row in cast(list[list[float]], said.tolist())),
    )
