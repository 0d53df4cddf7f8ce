"""The web server, as one that can be told to stop."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from bot.web.patience import PatientProtocol


class WebServer(uvicorn.Server):
    """Serves `app` on listening sockets (`serve(sockets=...)`); calls `on_started` once it answers."""

    def __init__(self, app: FastAPI, on_started: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=PatientProtocol,
                log_level="warning",
                access_log=False,
                timeout_graceful_shutdown=1,
            )
        )
        self._on_started = on_started

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        """Signals stay with whoever runs the server."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts; called by `serve`."""
        await super().startup(sockets)
        if self.started:
            self._on_started()

    def stop(self) -> None:
        """Ends `serve`. Every open page keeps a connection; that it is cut is not worth a line in the log."""
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        self.should_exit = True
