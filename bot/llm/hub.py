"""Weights from a model hub, over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import httpx

from bot.llm.sources import Progress, Report, SourceError, Weights, size_of

CONNECT_SECONDS = 5.0
SILENCE_SECONDS = 20.0
BREAKS = 5
"""How often a transfer may break off, as long as it gets on in between."""
OK, PARTIAL = 200, 206


def hub_address(hub_url: str, weights: Weights) -> str:
    """The file's address on a hub with the layout of the Hugging Face hub."""
    return f"{hub_url.rstrip('/')}/{weights.hub_repo}/resolve/main/{weights.file}"


@dataclass(frozen=True)
class Hub:
    """The file at `address`, asked for in ranges. `silence` is the longest wait for more, in seconds."""

    address: str
    silence: float = SILENCE_SECONDS
    name: str = "hub"

    def fetch(self, weights: Weights, part: Path, report: Report) -> None:
        """See `Source.fetch`. A transfer that breaks off is taken up again a few times."""
        timeout = httpx.Timeout(self.silence, connect=CONNECT_SECONDS)
        breaks = 0
        with httpx.Client(timeout=timeout, follow_redirects=True) as client:
            while (before := size_of(part)) < weights.size:
                try:
                    self._transfer(client, weights, part, report)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    breaks += 1
                    if size_of(part) == before or breaks == BREAKS:
                        raise SourceError(f"{type(error).__name__}: {error}") from error

    def _transfer(self, client: httpx.Client, weights: Weights, part: Path, report: Report) -> None:
        at = size_of(part)
        headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={at}-"} if at else {})
        with client.stream("GET", self.address, headers=headers) as answer:
            _require_file(answer, weights, at)
            with part.open("ab" if answer.status_code == PARTIAL else "wb") as target:
                for chunk in answer.iter_raw():
                    target.write(chunk)
                    report(Progress(self.name, target.tell(), weights.size))
        if size_of(part) < weights.size:
            raise httpx.RemoteProtocolError(f"closed after {size_of(part)} of {weights.size} bytes")


def _require_file(answer: httpx.Response, weights: Weights, at: int) -> None:
    status = answer.status_code
    if status not in {OK, PARTIAL}:
        raise SourceError(f"answered {status} {answer.reason_phrase}".strip())
    length = answer.headers.get("Content-Length", "")
    expected = weights.size - at if status == PARTIAL else weights.size
    if length.isdecimal() and int(length) != expected:
        raise SourceError(f"offers {length} bytes where {expected} were expected: another file")
