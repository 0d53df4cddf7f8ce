"""Generations of a store: complete folders beside each other, and a `CURRENT` file that names the one that serves.

A generation becomes current only when it is complete, by the atomic replacement of `CURRENT`. Whatever a killed
build leaves behind is cleared by the next one. No name is used twice: whoever holds an old generation open
cannot take a newer one for it.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import StoreError
from knowledge.recipe import recipe_digest

FORMAT = 2
LOCK_SECONDS = 900.0
_READ_SUFFIXES = {".toml", ".jsonl", ".csv", ".md"}
_REBUILD = "run: python -m knowledge ingest"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete generation says of itself.

    `format` is that of its files: raise FORMAT when they are laid out in another way, and a store's vectors can
    no longer be read. `recipe` is the code that made its passages: under another one the vectors are still good.
    """

    digest: str
    format: int
    embedder: str
    dimension: int
    passages: int
    chroma_url: str | None = None
    recipe: str = ""


def default_store(shop: Path, data_dir: Path) -> Path:
    """Where a shop's store is kept unless configured: one per shop folder, told apart by its resolved path."""
    resolved = shop.resolve()
    return data_dir / "stores" / f"{resolved.name}-{hashlib.sha256(str(resolved).encode()).hexdigest()[:8]}"


def shop_digest(root: Path, embedder_name: str) -> str:
    """SHA-256 over the names, sizes and contents of a shop folder's files, the format, the recipe and the embedder."""
    digest = hashlib.sha256(f"{FORMAT}\0{recipe_digest()}\0{embedder_name}\0".encode())
    for path in _shop_files(root):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def is_current(path: Path, root: Path, embedder_name: str, *, chroma_url: str | None = None) -> bool:
    """Whether the store at `path` was built from the folder as it is now, with that embedder and Chroma server."""
    try:
        manifest = read_manifest(current_generation(path))
    except StoreError:
        return False
    same_place = manifest.chroma_url == chroma_url
    return same_place and root.is_dir() and manifest.digest == shop_digest(root, embedder_name)


def current_generation(path: Path) -> Path:
    """The folder of the generation that serves.

    Raises:
        StoreError: there is no store, or it is damaged.
    """
    pointer = path / "CURRENT"
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise StoreError(f"{path}: no knowledge store here; {_REBUILD}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{pointer}: cannot be read ({error}); {_REBUILD}") from error
    if not name.startswith("gen-") or not is_complete(path / name):
        raise StoreError(f"{pointer}: names {name!r}, which is not a complete generation; {_REBUILD}")
    return path / name


def read_manifest(generation: Path) -> Manifest:
    """The manifest of a generation.

    Raises:
        StoreError: damaged, or written by another version of this program.
    """
    path = generation / "manifest.json"
    try:
        manifest = Manifest(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"{path}: damaged ({error}); {_REBUILD}") from error
    if manifest.format != FORMAT:
        raise StoreError(f"{path}: found format {manifest.format}, expected {FORMAT}; {_REBUILD}")
    return manifest


@contextmanager
def writing(path: Path, *, seconds: float = LOCK_SECONDS) -> Generator[None]:
    """Holds the store for the one process that writes it.

    Raises:
        StoreError: another process has held it for that long, or the folder cannot be written.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        with FileLock(str(path / ".lock"), timeout=seconds):
            yield
    except Timeout as error:
        raise StoreError(
            f"{path}: another process has been writing this store for {seconds:.0f} s"
        ) from error
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror or error})") from error


def begin(path: Path, digest: str) -> Path:
    """A new, empty generation folder. Call while `writing`."""
    folder = path / f"gen-{digest[:12]}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def complete(generation: Path, manifest: Manifest) -> None:
    """Writes the manifest and makes the generation current."""
    path = generation.parent
    _sync_files(generation)
    _write_synced(generation / "manifest.json", json.dumps(asdict(manifest), indent=1))
    _write_synced(path / "CURRENT.new", generation.name)
    (path / "CURRENT.new").replace(path / "CURRENT")
    _sync_folder(path)


def generations(path: Path) -> list[Path]:
    """All generation folders of a store, complete or not."""
    return [folder for folder in path.glob("gen-*") if folder.is_dir()]


def is_complete(generation: Path) -> bool:
    """Whether a generation was built to its end."""
    return (generation / "manifest.json").is_file()


def remove(generation: Path) -> None:
    """Removes a generation's folder; what somebody still holds open is left for the next build to remove."""
    shutil.rmtree(generation, ignore_errors=True)


def _shop_files(root: Path) -> list[Path]:
    found = (path for path in root.rglob("*") if path.suffix.lower() in _READ_SUFFIXES and path.is_file())
    return sorted(path for path in found if not any(p.startswith(".") for p in path.relative_to(root).parts))


def _sync_files(generation: Path) -> None:
    """Puts a generation's files on the disk, so that after a power cut `CURRENT` does not name an empty one."""
    for path in generation.rglob("*"):
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def _write_synced(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
