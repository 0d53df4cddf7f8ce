"""What tunes the built-in encoders to shoppers' questions, as a file; `knowledge.tuning` makes it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import KnowledgeError
from knowledge.lora import merged
from knowledge.projection import Projection
from knowledge.tensor_file import Format, digest, halved, restored

_ADVICE = "Restore the file from the repository or train it again: python -m knowledge.tuning"
_RECIPE = "search-4"
_OF_MULTILINGUAL = "multilingual:"
_MEAN, _MATRIX, _FORETOLD = "multilingual.mean", "multilingual.matrix", "multilingual.foretold"
_FORMAT = Format("about", _RECIPE, "recipe", "search adapter", _ADVICE, KnowledgeError)


@dataclass(frozen=True, slots=True)
class Maps:
    """What is done with vectors: `projection` of the multilingual model's, and `foretelling`, the matrix that takes
    the English model's of the same texts to what comes of it."""

    projection: Projection
    foretelling: NDArray[np.float32]


def write_adapter(
    path: Path,
    english: Mapping[str, NDArray[np.float32]],
    multilingual: Mapping[str, NDArray[np.float32]],
    scale: float,
    maps: Maps,
) -> None:
    """Write both adapters' matrices and the maps, floats in half the size; the same ones give the same bytes."""
    others = {f"{_OF_MULTILINGUAL}{name}": tensor for name, tensor in multilingual.items()}
    drawn = {_MEAN: maps.projection.mean, _MATRIX: maps.projection.matrix, _FORETOLD: maps.foretelling}
    small = halved({**english, **others, **drawn})
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
    """What the adapter in the file adds to the English encoder's weights, by their names.

    Raises:
        KnowledgeError: the file is missing, damaged, or of another recipe.
    """
    return _changes(path, "encoder.")


def english_adapter(path: Path) -> dict[str, NDArray[np.float32]]:
    """The English encoder's adapter in the file, its matrices by name.

    Raises:
        KnowledgeError: as `changes_of`.
    """
    return restored({n: each for n, each in _FORMAT.read(path)[1].items() if n.startswith("encoder.")})


def multilingual_changes_of(path: Path) -> Mapping[str, Any]:
    """The same of the multilingual encoder.

    Raises:
        KnowledgeError: as `changes_of`.
    """
    return _changes(path, f"{_OF_MULTILINGUAL}encoder.")


def _changes(path: Path, beginning: str) -> Mapping[str, Any]:
    about, small = _FORMAT.read(path)
    own = {name: tensor for name, tensor in small.items() if name.startswith(beginning)}
    change = merged(restored(own), float(about["scale"]))
    return {name.removeprefix(_OF_MULTILINGUAL): tensor for name, tensor in change.items()}


def maps_of(path: Path) -> Maps:
    """The maps in the file.

    Raises:
        KnowledgeError: as `changes_of`.
    """
    tensors = restored(_FORMAT.read(path)[1])
    return Maps(Projection(tensors[_MEAN], tensors[_MATRIX]), tensors[_FORETOLD])
