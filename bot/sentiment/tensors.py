"""The files of the sentiment networks: tensors, floats in half the size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.tensor_file import Format, Tensors, digest

__all__ = ["Tensors", "load", "save"]
_ADVICE = "Restore the file from the repository or train it again: python -m bot.sentiment train"


def save(path: Path, recipe: str, about: Mapping[str, Any], tensors: Tensors) -> None:
    """Write tensors as safetensors, floats in float16, with `about` and a digest.

    The same input gives the same bytes.
    """
    small = {name: _small(tensor) for name, tensor in tensors.items()}
    _format(recipe).write(path, {**about, "recipe": recipe, "content": digest(small)}, small)


def load(path: Path, recipe: str) -> tuple[dict[str, Any], Tensors]:
    """What `save` wrote: `about`, and the tensors with floats in float32.

    Raises:
        WeightsError: the file is missing, damaged, or of another recipe.
    """
    about, small = _format(recipe).read(path)
    return about, {name: _large(tensor) for name, tensor in small.items()}


def _format(recipe: str) -> Format:
    return Format("about", recipe, "recipe", "sentiment network", _ADVICE)


def _small(tensor: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(tensor.astype(np.float16) if tensor.dtype == np.float32 else tensor)


def _large(tensor: NDArray[Any]) -> NDArray[Any]:
    return tensor.astype(np.float32) if tensor.dtype == np.float16 else tensor
