"""Vectors of the labels of products' facts, held in memory: few, shared by many facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.archive import VectorTable
from knowledge.embeddings import Vectors
from knowledge.ranking import highest


@dataclass(frozen=True, slots=True)
class LabelVectors:
    """`vectors` has shape (labels, dimension); `row_labels`, shape (passages,), names each one's label, -1: none."""

    vectors: Vectors
    row_labels: NDArray[np.int32]

    def nearest(self, rows: NDArray[np.intp], vector: Vectors, count: int) -> dict[int, float]:
        """Those of the rows, at most `count`, whose labels are nearest to a vector of shape (dimension,), with the
        cosine of their labels; the first ones of equals."""
        labelled = rows[self.row_labels[rows] >= 0]
        if not len(labelled):
            return {}
        values = (self.vectors @ vector)[self.row_labels[labelled]]
        best = highest(values, count)
        return dict(zip(labelled[best].tolist(), values[best].tolist(), strict=True))

    def save(self, generation: Path) -> None:
        """Writes the labels into a generation."""
        np.save(generation / "labels.npy", self.vectors, allow_pickle=False)
        np.save(generation / "row_labels.npy", self.row_labels, allow_pickle=False)

    @classmethod
    def load(cls, generation: Path) -> LabelVectors:
        """Reads what `save` wrote."""
        vectors, rows = (
            np.load(generation / f"{name}.npy", allow_pickle=False) for name in ("labels", "row_labels")
        )
        return cls(vectors, rows)


def label_vectors(sources: Sequence[str], labels: Mapping[str, str], table: VectorTable) -> LabelVectors:
    """The labels of passages, given by their sources, with vectors from a table that has them all."""
    distinct = list(dict.fromkeys(labels.values()))
    place = {label: index for index, label in enumerate(distinct)}
    rows = np.array([place[labels[source]] if source in labels else -1 for source in sources], np.int32)
    return LabelVectors(np.array(table.of(distinct)), rows)
