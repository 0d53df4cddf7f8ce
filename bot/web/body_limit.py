"""Refuses request bodies that are too long before they fill the memory."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import API_ROOT

_BYTES_PER_CHAR = 12  # a character outside the BMP, escaped in JSON
_BYTES_BESIDE_TEXT = 32_768


class BodyLimit:
    """ASGI middleware: a body under /api that cannot hold an acceptable message ends as 413."""

    def __init__(self, app: ASGIApp, max_message_chars: int) -> None:
        """Derives the limit in bytes from the longest acceptable message."""
        self._app = app
        self._limit = max_message_chars * _BYTES_PER_CHAR + _BYTES_BESIDE_TEXT

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, counting what is received."""
        if scope["type"] != "http" or not scope["path"].startswith(f"{API_ROOT}/"):
            await self._app(scope, receive, send)
            return
        announced = Headers(scope=scope).get("content-length", "")
        received = int(announced) if announced.isdecimal() and int(announced) > self._limit else 0

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._limit:
                raise HTTPException(413, f"The body is longer than {self._limit} bytes.")
            return message

        await self._app(scope, limited, send)
