"""Keeps what the embedded model computed for the fixed parts of the prompts, so that the next start need not.

llama.cpp's server writes each slot's state to a file and reads it back (`/slots/{n}?action=save|restore`).
"""

from __future__ import annotations

import hashlib
import logging
from importlib.metadata import version
from pathlib import Path

import httpx

from bot.llm.embedded import EmbeddedServer

log = logging.getLogger(__name__)
SECONDS = 20.0


class Prefixes:
    """The saved slots of one embedded server. A file that does not fit is ignored: the prompts are then read anew."""

    def __init__(self, server: EmbeddedServer) -> None:
        """For `server`, which has been started; the files lie in `server.options.slot_folder`."""
        self._server = server

    def restore(self, name: str) -> bool:
        """Fill all slots with what was saved under `name`; False when that is not there or does not fit."""
        files = [self._file(name, slot) for slot in range(self._server.options.slots)]
        found = [(slot, file) for slot, file in enumerate(files) if (self._folder / file).is_file()]
        return bool(found) and all(self._post(slot, "restore", file) for slot, file in found)

    def save(self, name: str) -> None:
        """Save all slots under `name`, in place of whatever was saved before; a folder that is read-only is left so."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for old in self._folder.glob("*.slot"):
                old.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the prompts' state is not kept for the next start: %s", error)
            return
        for slot in range(self._server.options.slots):
            self._post(slot, "save", self._file(name, slot))

    @property
    def _folder(self) -> Path:
        return self._server.options.slot_folder

    def _file(self, name: str, slot: int) -> str:
        """A name that changes with everything that the saved state depends on."""
        options = self._server.options
        weights = options.weights.stat()
        parts = (name, options.weights.name, weights.st_size, options, version("xllamacpp"), slot)
        return f"{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}.slot"

    def _post(self, slot: int, action: str, file: str) -> bool:
        url = f"{self._server.url.removesuffix('/v1')}/slots/{slot}"
        headers = {"Authorization": f"Bearer {self._server.api_key}"}
        try:
            answer = httpx.post(
                url, params={"action": action}, json={"filename": file}, headers=headers, timeout=SECONDS
            )
        except httpx.HTTPError as error:
            log.warning("slot %d: %s failed: %s", slot, action, error)
            return False
        return answer.is_success
