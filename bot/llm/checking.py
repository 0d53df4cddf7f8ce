"""Whether weights are the ones that were published; what passed once is remembered by size and time."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from bot.config import Settings
from bot.llm.sources import CHUNK, Progress, Report, Weights, silent

logger = logging.getLogger(__name__)

MEMO = "checked.json"
GGUF = b"GGUF"

Status = Literal["ok", "own", "missing", "corrupt"]


@dataclass(frozen=True)
class CheckResult:
    """What is at `path`. `own` is a GGUF of another name that the settings point to, with no known digest."""

    status: Status
    path: Path
    detail: str

    @property
    def usable(self) -> bool:
        """Whether the file may be loaded."""
        return self.status in {"ok", "own"}


def location(settings: Settings, weights: Weights) -> Path:
    """Where the file is expected: the path in the settings, else its place in the cache."""
    return settings.llm_weights or settings.models_dir / weights.file


def compare(
    settings: Settings, weights: Weights, *, report: Report = silent, remembered: bool = False
) -> CheckResult:
    """Compare the file at its `location` with the published size and SHA-256.

    With `remembered`, a file that passed before and has kept its size and time is not read again.
    """
    path = location(settings, weights)
    if not path.is_file():
        return CheckResult("missing", path, "no such file")
    if settings.llm_weights is not None and path.name != weights.file:
        return _compare_own(path)
    size = path.stat().st_size
    if size != weights.size:
        return CheckResult("corrupt", path, f"{size} bytes, expected {weights.size}")
    if remembered and _recall(settings, path) == weights.sha256:
        return CheckResult("ok", path, "checked before")
    digest = sha256(path, report)
    if digest != weights.sha256:
        return CheckResult("corrupt", path, f"SHA-256 {digest}, expected {weights.sha256}")
    remember(settings, path, digest)
    return CheckResult("ok", path, f"SHA-256 {digest}")


def sha256(path: Path, report: Report = silent) -> str:
    """Hex digest of the file; reports progress of the stage `check`."""
    digest, total = hashlib.sha256(), path.stat().st_size
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            report(Progress("check", file.tell(), total))
    return digest.hexdigest()


def remember(settings: Settings, path: Path, digest: str) -> None:
    """Note that the file at `path` had this digest. A cache that cannot be written is no error."""
    memo = {**_memo(settings), str(path.resolve()): {"stamp": _stamp(path), "sha256": digest}}
    target = settings.models_dir / MEMO
    fresh = target.with_suffix(".new")
    try:
        settings.models_dir.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(memo, indent=1))
        fresh.replace(target)
    except OSError as error:
        logger.warning("%s cannot be written (%s): the next start reads the weights again", target, error)


def _compare_own(path: Path) -> CheckResult:
    with path.open("rb") as file:
        magic = file.read(len(GGUF))
    if magic != GGUF:
        return CheckResult("corrupt", path, f"not a GGUF file: begins with {magic!r}")
    return CheckResult("own", path, "a GGUF file of your own; its digest is not known here")


def _recall(settings: Settings, path: Path) -> str | None:
    entry = _memo(settings).get(str(path.resolve()))
    if not isinstance(entry, dict):
        return None
    known = cast(dict[str, Any], entry)
    return known.get("sha256") if known.get("stamp") == _stamp(path) else None


def _memo(settings: Settings) -> dict[str, Any]:
    try:
        memo = json.loads((settings.models_dir / MEMO).read_text())
    except (OSError, ValueError):
        return {}
    return cast(dict[str, Any], memo) if isinstance(memo, dict) else {}


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]
