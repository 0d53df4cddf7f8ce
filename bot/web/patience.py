"""A connection whose request head does not come in time is closed: slow clients cannot hold the server's sockets."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS = 20.0
_Base: Any = cast(Any, AutoHTTPProtocol)


class PatientProtocol(_Base):
    """Uvicorn's HTTP protocol, which by itself waits for ever for the end of a request's head.

    Bodies have a time of their own (`bot.web.body_limit`), and so have idle connections (uvicorn's keep-alive).
    """

    seconds = HEAD_SECONDS
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        """A client has come; its first head is awaited."""
        super().connection_made(transport)  # pyright: ignore[reportUnknownMemberType]
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Takes in what came; the time of a head runs on until the head is whole."""
        super().data_received(data)  # pyright: ignore[reportUnknownMemberType]
        if self.cycle is None or self.cycle.response_complete:
            self._await_head()
        else:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._stop_waiting()
        super().connection_lost(exc)  # pyright: ignore[reportUnknownMemberType]

    def _await_head(self) -> None:
        if self._timer is None:
            self._timer = self.loop.call_later(self.seconds, self.transport.close)

    def _stop_waiting(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
