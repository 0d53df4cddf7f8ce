"""A run's folder: `header.json`, which says what it is made of, and `results.jsonl`, a dialog's result a line."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import ValidationError

from bot.errors import ConflictError, InputError, ServiceError
from eval.outcome import DialogResult, RunHeader

HEADER = "header.json"
RESULTS = "results.jsonl"
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
        before = self._header()
        if before is not None:
            _refuse_another(self.path, before, header)
            return self._earlier()
        if (self.path / RESULTS).exists():
            raise ConflictError(
                f"{self.path}: found {RESULTS} without {HEADER}; name another folder with --out"
            )
        with _writing(self.path):
            (self.path / HEADER).write_text(header.model_dump_json(indent=2) + "\n", encoding="utf-8")
        return ()

    def append(self, result: DialogResult) -> None:
        """Keeps one result; it is on its way to the disk when this returns.

        Raises:
            ServiceError: it cannot be written.
        """
        with _writing(self.path), (self.path / RESULTS).open("a", encoding="utf-8") as file:
            file.write(result.model_dump_json() + "\n")

    def _header(self) -> RunHeader | None:
        path = self.path / HEADER
        try:
            return RunHeader.model_validate_json(path.read_bytes()) if path.exists() else None
        except (OSError, ValidationError) as error:
            raise InputError(f"{path}: cannot be read: {error}. Name another folder with --out.") from error

    def _earlier(self) -> tuple[DialogResult, ...]:
        """The results so far; a last line that was cut off when the run was is cut off here too."""
        path = self.path / RESULTS
        if not path.exists():
            return ()
        with _writing(self.path):
            data = path.read_bytes()
            whole = data[: data.rfind(b"\n") + 1]
            if whole != data:
                with path.open("r+b") as file:
                    file.truncate(len(whole))
        return tuple(_results(path, whole))


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


def _results(path: Path, data: bytes) -> Iterator[DialogResult]:
    for number, line in enumerate(data.splitlines(), start=1):
        try:
            yield DialogResult.model_validate_json(line)
        except ValidationError as error:
            fault = error.errors()[0]
            raise InputError(
                f"{path}:{number}: found no result of a dialog: {fault['msg']}. Name another folder with --out."
            ) from error


@contextmanager
def _writing(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise ServiceError(
            f"{path}: cannot be written: {error.strerror or error}. Name another folder with --out."
        ) from error
