"""Sparse matrices: scipy has no types, so they are told apart by name only."""

from __future__ import annotations

from importlib import import_module
from typing import Any, TypeAlias

Sparse: TypeAlias = Any
"""A `scipy.sparse.csr_array` of float32."""

sp: Any = import_module("scipy.sparse")
