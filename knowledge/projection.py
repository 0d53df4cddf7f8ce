"""A linear map that draws fixed vectors of questions and of the records that answer them together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Projection:
    """From vectors of d numbers to shorter ones: `mean` has shape (d,), `matrix` (d, k)."""

    mean: Floats
    matrix: Floats

    @property
    def dimension(self) -> int:
        """How many numbers are left of a vector."""
        return self.matrix.shape[1]

    def __call__(self, rows: Floats) -> Floats:
        """Rows [n, k] of length 1."""
        moved = (rows - self.mean) @ self.matrix
        return of_length_1(moved)


def of_length_1(rows: NDArray[Any]) -> Floats:
    """Each row by its length; zeros stay."""
    return (rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)).astype(np.float32)
