"""Refuses request bodies that are too long before they fill the memory, and those that never end."""

from __future__ import annotations

import asyncio

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web.problems import API_ROOT, OPENAI_ROOT

_BYTES_PER_CHAR = 12  # a character outside the BMP, escaped in JSON
_BYTES_BESIDE_TEXT = 32_768
_CONVERSATION = 1_048_576
_UPLOAD = "/gradio_api/upload"
BODY_SECONDS = 30.0


class BodyLimit:
    """ASGI middleware: 413 for a body that is too long for its address, 408 for one that stalls.

    The API takes what can hold an acceptable message; pages take as much as a conversation, and never a file, which
    Gradio would keep on the disk for anybody.
    """

    def __init__(self, app: ASGIApp, max_message_chars: int) -> None:
        """Derives the limit in bytes from the longest acceptable message; whole conversations may be longer."""
        self._app = app
        message = max_message_chars * _BYTES_PER_CHAR + _BYTES_BESIDE_TEXT
        self._limits = {API_ROOT: message, OPENAI_ROOT: max(message, _CONVERSATION)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hands the request on, counting what is received."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        announced = Headers(scope=scope).get("content-length", "")
        received = int(announced) if announced.isdecimal() and int(announced) > limit else 0
        deadline: float | None = asyncio.get_running_loop().time() + BODY_SECONDS

        async def limited() -> Message:
            nonlocal received, deadline
            message = await _in_time(receive, deadline)
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413, f"The body is longer than {limit} bytes.")
            if not message.get("more_body"):
                deadline = None  # what comes now is the caller's leaving
            return message

        await self._app(scope, limited, send)

    def _limit(self, path: str) -> int:
        if path.endswith(_UPLOAD):
            return 0
        roots = (root for root in self._limits if path.startswith(f"{root}/"))
        return next((self._limits[root] for root in roots), _CONVERSATION)


async def _in_time(receive: Receive, deadline: float | None) -> Message:
    try:
        async with asyncio.timeout_at(deadline):
            return await receive()
    except TimeoutError as error:
        raise HTTPException(408, "The body did not come in time.") from error
