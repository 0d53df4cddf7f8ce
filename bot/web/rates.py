"""How often one session or one address may ask. Limits are written as `30/minute`; several with `;`."""

from __future__ import annotations

import math
import time
from typing import Any

import limits
from fastapi import Request
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bot.config import Settings
from bot.errors import ConfigError
from bot.web.problems import ProblemError, problem


class Rates:
    """Dependencies that end a request with 429 when there were too many. Counts live in this process."""

    def __init__(self, settings: Settings) -> None:
        """Reads the limits.

        Raises:
            ConfigError: a limit cannot be read.
        """
        self._session = _parse("SHOPKEEPER_RATE_SESSION", settings.rate_session)
        self._address = _parse("SHOPKEEPER_RATE_ADDRESS", settings.rate_address)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def of_session(self, request: Request) -> None:
        """Counts a message of the session in the path."""
        await self.count_session(request.path_params["session_id"])

    async def count_session(self, session_id: str) -> None:
        """Counts a message of a session."""
        await self._count(self._session, "session", session_id)

    async def of_address(self, request: Request) -> None:
        """Counts a request of the caller's address."""
        await self._count(self._address, "address", request.client.host if request.client else "")

    async def _count(self, items: list[Any], kind: str, name: str) -> None:
        for item in items:
            if not await self._limiter.hit(item, kind, name):
                stats = await self._limiter.get_window_stats(item, kind, name)
                seconds = max(1, math.ceil(stats.reset_time - time.time()))
                raise ProblemError(
                    problem(429, "too-many-requests", f"Too many requests. Try again in {seconds} s."),
                    {"Retry-After": str(seconds)},
                )


def _parse(name: str, text: str) -> list[Any]:
    if not text.strip():
        return []
    try:
        return list(limits.parse_many(text))
    except ValueError as error:
        raise ConfigError(f"{name}: found {text!r}, expected such as 30/minute, or nothing") from error
