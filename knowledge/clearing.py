"""Removes a store's old generations: their folders, and their collections where these are on a Chroma server."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from knowledge.errors import StoreError
from knowledge.generations import generations, is_complete, read_manifest, remove
from knowledge.vectors import drop_collections

log = logging.getLogger(__name__)


def clear_unfinished(path: Path, chroma_url: str | None) -> None:
    """Removes what interrupted builds left. Call while `writing`."""
    clear_all_but(filter(is_complete, generations(path)), path, chroma_url)


def clear_all_but(kept: Iterable[Path | None], path: Path, chroma_url: str | None) -> None:
    """Removes all generations but those kept. Call while `writing`.

    A folder is the only record of its collections on a server. So it stays while the server in use cannot be
    reached, and the next build tries again; a server that is no longer in use is not waited for.
    """
    kept = frozenset(kept)
    for folder in generations(path):
        if folder not in kept and _let_go(folder, chroma_url):
            remove(folder)


def _let_go(folder: Path, chroma_url: str | None) -> bool:
    url = _server(folder, chroma_url)
    if url is None:
        return True
    try:
        drop_collections(folder, url)
    except StoreError as error:
        log.warning("collections of the old generation %s are left on the server: %s", folder.name, error)
        return url != chroma_url
    return True


def _server(folder: Path, chroma_url: str | None) -> str | None:
    """The server that holds a generation's vectors; an unfinished one was made for the one in use, most likely."""
    try:
        return read_manifest(folder).chroma_url
    except StoreError:
        return chroma_url
