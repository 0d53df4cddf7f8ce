"""Vectors of the labels of products' facts, held in memory: few, shared by many facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.archive import VectorTable
from knowledge.embeddings import Vectors


@dataclass(frozen=True, slots=True)
class LabelVectors:
    """`vectors` has shape (labels, dimension); `row_labels`, shape (passages, 2), names each passage's labels.

    -1 stands for none.
    """

    vectors: Vectors
    row_labels: NDArray[np.int32]

    def cosines(self, rows: NDArray[np.intp], vector: Vectors) -> dict[int, float]:
        """The best cosine of the labels of those rows that have any to a vector of shape (dimension,)."""
        labelled = rows[self.row_labels[rows, 0] >= 0]
        if not len(labelled):
            return {}
        padded = np.append(self.vectors @ vector, -1.0)
        values = padded[self.row_labels[labelled]].max(axis=1)
        return dict(zip(labelled.tolist(), values.tolist(), strict=True))


def label_vectors(
    sources: Sequence[str], labels: Mapping[str, Sequence[str]], table: VectorTable
) -> LabelVectors:
    """The labels of passages, given by their sources, with vectors from a table that has them all."""
    distinct = list(dict.fromkeys(label for own in labels.values() for label in own))
    place = {label: index for index, label in enumerate(distinct)}
    rows = np.full((len(sources), 2), -1, dtype=np.int32)
    for row, source in enumerate(sources):
        own = [place[label] for label in labels.get(source, ())]
        rows[row, : len(own)] = own
    return LabelVectors(np.array(table.of(distinct)), rows)
