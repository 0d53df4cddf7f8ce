"""The files of the sentiment networks: tensors, floats in half the size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.errors import WeightsError
from knowledge.tensor_file import Format, Tensors, digest, halved, restored

__all__ = ["Tensors", "load", "save"]
_ADVICE = "Restore the file from the repository or train it again: python -m bot.sentiment train"


def save(path: Path, recipe: str, about: Mapping[str, Any], tensors: Tensors) -> None:
    """Write tensors as safetensors, floats in float16, with `about` and a digest.

    The same input gives the same bytes.
    """
    small = halved(tensors)
    _format(recipe).write(path, {**about, "recipe": recipe, "content": digest(small)}, small)


def load(path: Path, recipe: str) -> tuple[dict[str, Any], Tensors]:
    """What `save` wrote: `about`, and the tensors with floats in float32.

    Raises:
        WeightsError: the file is missing, damaged, or of another recipe.
    """
    about, small = _format(recipe).read(path)
    return about, restored(small)


def _format(recipe: str) -> Format:
    return Format("about", recipe, "recipe", "sentiment network", _ADVICE, WeightsError)
