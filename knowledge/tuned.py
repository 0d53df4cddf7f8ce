"""What tunes the built-in encoders to shoppers' questions, as a file; `knowledge.tuning` makes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.lora import merged
from knowledge.projection import Projection
from knowledge.tensor_file import Format, digest, halved, restored

_ADVICE = "Restore the file from the repository or train it again: python -m knowledge.tuning"
_RECIPE = "search-2"
_MEAN, _MATRIX = "multilingual.mean", "multilingual.matrix"
_FORMAT = Format("about", _RECIPE, "recipe", "search adapter", _ADVICE, KnowledgeError)


def write_adapter(
    path: Path, tensors: Mapping[str, NDArray[np.float32]], scale: float, projection: Projection
) -> None:
    """Write the adapter's matrices and the map, floats in half the size; the same ones give the same bytes."""
    small = halved({**tensors, _MEAN: projection.mean, _MATRIX: projection.matrix})
    _FORMAT.write(path, {"recipe": _RECIPE, "scale": scale, "content": digest(small)}, small)


def adapter_digest(path: Path) -> str:
    """The first letters of the file's SHA-256: vectors of another adapter are not like these.

    Raises:
        KnowledgeError: the file is missing.
    """
    if not path.is_file():
        raise KnowledgeError(f"{path}: missing. {_ADVICE}")
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def changes_of(path: Path) -> Mapping[str, Any]:
    """What the adapter in the file adds to the encoder's weights, by their names.

    Raises:
        KnowledgeError: the file is missing, damaged, or of another recipe.
    """
    about, small = _FORMAT.read(path)
    return merged(restored(small), float(about["scale"]))


def projection_of(path: Path) -> Projection:
    """The map of the multilingual model's vectors in the file.

    Raises:
        KnowledgeError: as `changes_of`.
    """
    tensors = restored(_FORMAT.read(path)[1])
    return Projection(tensors[_MEAN], tensors[_MATRIX])
