"""Vectors of the labels of products' facts, held in memory: few, shared by many facts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.embeddings import Vectors


@dataclass(frozen=True, slots=True)
class LabelVectors:
    """`vectors` has shape (labels, dimension); `row_label` gives each passage's label, -1 for none."""

    vectors: Vectors
    row_label: NDArray[np.int32]

    def cosines(self, rows: NDArray[np.intp], vector: Vectors) -> dict[int, float]:
        """The cosine of the labels of those rows that have one to a vector of shape (dimension,)."""
        labelled = rows[self.row_label[rows] >= 0]
        if not len(labelled):
            return {}
        values = (self.vectors @ vector)[self.row_label[labelled]]
        return dict(zip(labelled.tolist(), values.tolist(), strict=True))
