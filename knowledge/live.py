"""A shop's knowledge that stays up to date: re-opened when another generation of the store serves."""

from __future__ import annotations

import logging
import time
import weakref
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from knowledge.embeddings import Embedder
from knowledge.errors import StoreError
from knowledge.generations import current_generation
from knowledge.search import Knowledge
from knowledge.store import OpenGeneration, open_current
from knowledge.vectors import VectorStore

log = logging.getLogger(__name__)
EVERY_SECONDS = 1.0
AFTER_FAILURE_SECONDS = 30.0


class LiveKnowledge:
    """Gives the knowledge that serves now. Safe to share between threads.

    Take one `current()` for one piece of work, say a turn, and drop it afterwards: what it gave stays usable, and
    its files stay on the disk until the store has been rebuilt twice. Old knowledge is closed once nobody holds it.

    Raises:
        StoreError: the store cannot be opened to begin with.
    """

    def __init__(
        self,
        path: Path,
        embedder: Embedder,
        chroma_url: str | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        every: float = EVERY_SECONDS,
    ) -> None:
        """Opens the store at `path`; `current` looks at most once in `every` seconds of the `clock` for a newer one."""
        self._path = path
        self._embedder = embedder
        self._chroma_url = chroma_url
        self._clock = clock
        self._every = every
        self._looking = Lock()
        self._retired: list[tuple[weakref.ref[Knowledge], VectorStore]] = []
        self._opened = open_current(path, embedder, chroma_url=chroma_url)
        self._next_look = clock() + every

    def current(self) -> Knowledge:
        """The knowledge that serves.

        The first caller after a rebuild waits until the new generation is open; others get the old one meanwhile.
        When the new one cannot be opened, the old one goes on serving, the log says why, and it is tried again.
        """
        if self._clock() >= self._next_look and self._looking.acquire(blocking=False):
            try:
                self._next_look = self._clock() + self._look()
            finally:
                self._looking.release()
        return self._opened.knowledge

    def close(self) -> None:
        """Lets go of all files, also of those that somebody still uses."""
        with self._looking:
            for vectors in (self._opened.vectors, *(vectors for _, vectors in self._retired)):
                vectors.close()
            self._retired.clear()

    def _look(self) -> float:
        """Opens a newer generation, if any; gives the seconds until the next look."""
        self._close_unused()
        try:
            if current_generation(self._path) != self._opened.generation:
                self._replace(open_current(self._path, self._embedder, chroma_url=self._chroma_url))
        except StoreError as error:
            log.warning("the knowledge from before goes on serving: %s", error)
            return AFTER_FAILURE_SECONDS
        return self._every

    def _replace(self, opened: OpenGeneration) -> None:
        self._retired.append((weakref.ref(self._opened.knowledge), self._opened.vectors))
        self._opened = opened
        log.info("%s serves now", opened.generation)

    def _close_unused(self) -> None:
        unused = [old for old in self._retired if old[0]() is None]
        self._retired = [old for old in self._retired if old not in unused]
        for _, vectors in unused:
            vectors.close()
