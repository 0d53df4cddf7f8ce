"""A file of trained tensors that names its recipe and notices when it was damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

from bot.errors import WeightsError

Tensors = dict[str, NDArray[Any]]


def save(path: Path, recipe: str, about: Mapping[str, Any], tensors: Tensors) -> None:
    """Write tensors as safetensors, floats in float16, with `about` and a digest.

    The same input gives the same bytes.
    """
    small = {name: _small(tensor) for name, tensor in tensors.items()}
    told = {**about, "recipe": recipe, "content": _digest(small)}
    # safetensors writes several metadata keys in any order; one key keeps the bytes the same
    metadata = {"about": json.dumps(told, ensure_ascii=False)}
    path.write_bytes(import_module("safetensors.numpy").save(small, metadata=metadata))


def load(path: Path, recipe: str) -> tuple[dict[str, Any], Tensors]:
    """What `save` wrote: `about`, and the tensors with floats in float32.

    Raises:
        WeightsError: the file is missing, damaged, or of another recipe.
    """
    try:
        with import_module("safetensors").safe_open(path, framework="numpy") as file:
            metadata = cast(dict[str, str], file.metadata() or {})
            about = cast(dict[str, Any], json.loads(metadata.get("about", "{}")))
            small: Tensors = {name: file.get_tensor(name) for name in list(file.keys())}
    except (OSError, SafetensorError, ValueError) as error:
        raise _unusable(path, str(error)) from error
    if about.get("recipe") != recipe:
        raise _unusable(path, f"found recipe {about.get('recipe')!r}, expected {recipe!r}")
    if about.get("content") != _digest(small):
        raise _unusable(path, "its content does not match its own digest")
    return about, {name: _large(tensor) for name, tensor in small.items()}


def _small(tensor: NDArray[Any]) -> NDArray[Any]:
    return np.ascontiguousarray(tensor.astype(np.float16) if tensor.dtype == np.float32 else tensor)


def _large(tensor: NDArray[Any]) -> NDArray[Any]:
    return tensor.astype(np.float32) if tensor.dtype == np.float16 else tensor


def _digest(tensors: Tensors) -> str:
    return hashlib.sha256(b"".join(tensors[name].tobytes() for name in sorted(tensors))).hexdigest()


def _unusable(path: Path, found: str) -> WeightsError:
    advice = "Restore the file from the repository or train it again: python -m bot.sentiment train"
    return WeightsError(f"{path}: not a usable sentiment network: {found}. {advice}")
