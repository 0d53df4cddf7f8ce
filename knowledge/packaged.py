"""Model files that come in installed packages: found without importing the package, checked by their digest."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from knowledge.errors import KnowledgeError


def package_folder(package: str, what: str, advice: str) -> Path:
    """Where an installed package's files are; `what` and `advice` are for the error.

    Raises:
        KnowledgeError: the package is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise KnowledgeError(f"{what} is missing: no package {package}; {advice}")
    return Path(spec.origin).parent


def check_digest(path: Path, sha256: str, package: str) -> None:
    """Compares a package's file with the digest it must have.

    Raises:
        KnowledgeError: the file is missing or its SHA-256 differs.
    """
    if not path.is_file():
        raise KnowledgeError(f"{path}: missing; install the project again")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        raise KnowledgeError(f"{path}: found SHA-256 {found}, expected {sha256}; install {package} again")
