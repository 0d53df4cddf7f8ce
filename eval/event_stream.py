"""Reads server-sent events (WHATWG HTML, 9.2.6) from the lines of a response."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator
from typing import NamedTuple


class Told(NamedTuple):
    """One event; `number` is its id, empty without one."""

    number: str
    name: str
    data: str


async def numbered_events(lines: AsyncIterator[str]) -> AsyncGenerator[Told]:
    """Each event that has data."""
    number, name, data = "", "message", list[str]()
    async for line in lines:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line and data:
            yield Told(number, name, "\n".join(data))
        if not line:
            number, name, data = "", "message", []
        elif field == "id":
            number = value
        elif field == "event":
            name = value
        elif field == "data":
            data.append(value)


async def server_sent_events(lines: AsyncIterator[str]) -> AsyncGenerator[tuple[str, str]]:
    """Name and data of each event."""
    async for told in numbered_events(lines):
        yield told.name, told.data
