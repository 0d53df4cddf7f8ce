"""A file of trained tensors that names its recipe and notices when it was damaged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError

Tensors = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Format:
    """What a kind of file is: `key` holds what it tells of itself, `what` and `advice` are for its errors.

    `recipe` must be what the file was made by; errors, which are of the kind `error`, call that `recipe_name`.
    """

    key: str
    recipe: str
    recipe_name: str
    what: str
    advice: str
    error: type[Exception]

    def write(self, path: Path, about: Mapping[str, Any], tensors: Tensors) -> None:
        """Write tensors as safetensors with `about`, which has their `recipe` and `content`; same input, same bytes."""
        # safetensors writes several metadata keys in any order; one key keeps the bytes the same
        metadata = {self.key: json.dumps(about, ensure_ascii=False)}
        path.write_bytes(import_module("safetensors.numpy").save(tensors, metadata=metadata))

    def read(self, path: Path) -> tuple[dict[str, Any], Tensors]:
        """What `write` wrote.

        Raises:
            Exception: of the kind `error`: the file is missing, damaged, or of another recipe.
        """
        try:
            with import_module("safetensors").safe_open(path, framework="numpy") as file:
                metadata = cast(dict[str, str], file.metadata() or {})
                about = cast(dict[str, Any], json.loads(metadata.get(self.key, "{}")))
                tensors: Tensors = {name: file.get_tensor(name) for name in list(file.keys())}
        except (OSError, SafetensorError, ValueError) as error:
            raise self.unusable(path, str(error)) from error
        if about.get("recipe") != self.recipe:
            found = f"found {self.recipe_name} {about.get('recipe')!r}, expected {self.recipe!r}"
            raise self.unusable(path, found)
        if about.get("content") != digest(tensors):
            raise self.unusable(path, "its content does not match its own digest")
        return about, tensors

    def unusable(self, path: Path, found: str) -> Exception:
        """An error that says what was found."""
        return self.error(f"{path}: not a usable {self.what}: {found}. {self.advice}")


def digest(tensors: Tensors) -> str:
    """SHA-256 of the tensors' bytes, in order of their names."""
    return hashlib.sha256(b"".join(tensors[name].tobytes() for name in sorted(tensors))).hexdigest()


def halved(tensors: Mapping[str, NDArray[Any]]) -> Tensors:
    """The tensors with float32 in half the size."""
    small = {n: t.astype(np.float16) if t.dtype == np.float32 else t for n, t in tensors.items()}
    return {name: np.ascontiguousarray(tensor) for name, tensor in small.items()}


def restored(tensors: Mapping[str, NDArray[Any]]) -> Tensors:
    """What was halved in float32 again."""
    return {n: t.astype(np.float32) if t.dtype == np.float16 else t for n, t in tensors.items()}
