"""A run's folder: `header.json`, which says what it is made of, and `results.jsonl`, a dialog's result a line."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import ConflictError, ServiceError
from eval.outcome import DialogResult, RunHeader
from eval.report.folder import HEADER, RESULTS, read_run, write_text

_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A folder that this process alone writes a run to; made by `run_folder`."""

    path: Path

    def begin(self, header: RunHeader) -> tuple[DialogResult, ...]:
        """The results of an earlier part of the run of `header`; none when it begins here.

        Raises:
            ConflictError: the folder holds a run that was made of something else; says of what.
            InputError: what it holds cannot be read.
            ServiceError: it cannot be written.
        """
        if (self.path / HEADER).exists():
            return self._earlier(header)
        results = self.path / RESULTS
        if results.exists() and results.stat().st_size:
            raise ConflictError(
                f"{self.path}: found {RESULTS} without {HEADER}. Name another folder with --out."
            )
        with _writing(self.path):
            results.touch()
            write_text(self.path / HEADER, header.model_dump_json(indent=2) + "\n")
        return ()

    def append(self, result: DialogResult) -> None:
        """Keeps one result; it is on its way to the disk when this returns.

        Raises:
            ServiceError: it cannot be written.
        """
        with _writing(self.path), (self.path / RESULTS).open("a", encoding="utf-8") as file:
            file.write(result.model_dump_json() + "\n")

    def _earlier(self, header: RunHeader) -> tuple[DialogResult, ...]:
        """The results so far; what is left of a line that was being written when the run ended is cut off."""
        with _writing(self.path), (self.path / RESULTS).open("r+b") as file:
            file.truncate(file.read().rfind(b"\n") + 1)
        before = read_run(self.path)
        _refuse_another(self.path, before.header, header)
        return before.results


@contextmanager
def run_folder(path: Path) -> Generator[RunFolder]:
    """The folder at `path`, made if it is missing, and kept from other processes inside the block.

    Raises:
        ServiceError: it cannot be written.
        ConflictError: another process writes a run there.
    """
    with _writing(path):
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            pass
    lock = FileLock(path / _LOCK)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise ConflictError(
            f"{path}: another run is being written there. Name another folder with --out."
        ) from error
    try:
        yield RunFolder(path)
    finally:
        lock.release()


def _refuse_another(path: Path, before: RunHeader, now: RunHeader) -> None:
    changes = [f"{name} {old}, now {new}" for name, old, new in _differences(before, now) if old != new]
    if changes:
        raise ConflictError(
            f"{path}: found a run that was begun with {'; '.join(changes)}. Go back to what it was begun with to "
            "go on with it, or name another folder with --out to begin anew."
        )


def _differences(before: RunHeader, now: RunHeader) -> Iterator[tuple[str, object, object]]:
    old, new = before.environment, now.environment
    yield "commit", old.commit, new.commit
    yield "uncommitted changes:", old.dirty, new.dirty
    yield "the model", old.model, new.model
    yield "the dialogs", before.dialogs, now.dialogs
    yield "the shops' data", dict(before.worlds), dict(now.worlds)
    yield "the server", before.url or "none", now.url or "none"
    yield "the seed", before.seed, now.seed
    yield "the prompts", dict(old.prompts), dict(new.prompts)
    yield "the packages", dict(old.packages), dict(new.packages)


@contextmanager
def _writing(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise ServiceError(
            f"{path}: cannot be written: {error.strerror or error}. Name another folder with --out."
        ) from error
