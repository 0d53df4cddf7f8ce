"""Other programs, run with a bound on their time and ended with everything they started. POSIX only."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import psutil

from bot.errors import ServiceError

INTERRUPT_SECONDS = 20.0
GRACE_SECONDS = 5.0
LAST_LINES = 15


@dataclass(frozen=True, slots=True)
class Command:
    """A program to run in `folder`, with `variables` on top of this process's environment."""

    name: str
    arguments: tuple[str, ...]
    folder: Path
    variables: Mapping[str, str]

    @property
    def line(self) -> tuple[str, ...]:
        """The arguments behind an `env` that sets the variables and then becomes the program."""
        return ("env", *(f"{name}={value}" for name, value in self.variables.items()), *self.arguments)


@dataclass(frozen=True, slots=True)
class Running:
    """A program that was started; its output goes to `log`."""

    command: Command
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        """Its process, which also leads its process group."""
        return self.process.pid

    def check_alive(self) -> None:
        """Nothing while it runs.

        Raises:
            ServiceError: it has ended; carries the end of its output.
        """
        code = self.process.poll()
        if code is not None:
            raise self.failure(f"ended with exit code {code}")

    def failure(self, what: str) -> ServiceError:
        """An error that says what happened and shows the end of the output."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
        shown = "\n".join(f"  {line}" for line in lines) or "  (no output)"
        return ServiceError(f"{self.command.name}: {what}. Its last lines:\n{shown}")

    def finish(self, limit: float) -> None:
        """Waits for its end.

        Raises:
            ServiceError: it failed or took longer than `limit` seconds; carries the end of its output.
        """
        try:
            code = self.process.wait(limit)
        except subprocess.TimeoutExpired as error:
            raise self.failure(f"not done after {limit:g} s") from error
        if code:
            raise self.failure(f"ended with exit code {code}")

    def interrupt(self, limit: float = INTERRUPT_SECONDS) -> int:
        """Ends it as Ctrl-C does; the exit code.

        Raises:
            ServiceError: it did not end within `limit` seconds, or left a process behind.
        """
        started = psutil.Process(self.pid).children(recursive=True)
        os.killpg(self.pid, signal.SIGINT)
        try:
            code = self.process.wait(limit)
        except subprocess.TimeoutExpired as error:
            raise self.failure(f"still running {limit:g} s after Ctrl-C") from error
        if not gone(started, 2):
            raise self.failure("left processes behind after Ctrl-C")
        return code


@contextmanager
def running(command: Command, log: Path, grace: float = GRACE_SECONDS) -> Generator[Running]:
    """Starts a program in a process group of its own; however the block ends, nothing of the group is left.

    A program that still runs then has `grace` seconds to end by itself.

    Raises:
        ServiceError: it cannot be started.
    """
    try:
        with log.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603
                command.line,
                cwd=command.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
    except OSError as error:
        raise ServiceError(f"{command.name}: cannot start {command.line[0]}: {error}") from error
    try:
        yield Running(command, process, log)
    finally:
        _end(process, grace)


def finished(command: Command, log: Path, limit: float) -> float:
    """Runs a program to its end; how many seconds it took.

    Raises:
        ServiceError: it failed or took longer than `limit` seconds; carries the end of its output.
    """
    start = time.perf_counter()
    with running(command, log) as program:
        program.finish(limit)
    return time.perf_counter() - start


def gone(processes: Sequence[psutil.Process], limit: float) -> bool:
    """Whether all of them have ended within `limit` seconds; one that only waits to be reaped has."""
    end = time.perf_counter() + limit
    while any(map(_is_alive, processes)):
        if time.perf_counter() > end:
            return False
        time.sleep(0.02)
    return True


@contextmanager
def terminated_in_order() -> Generator[None]:
    """Inside, SIGTERM unwinds the stack like Ctrl-C, so that no process or folder is left."""

    def leave(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end(process: subprocess.Popen[bytes], grace: float) -> None:
    """Ends the group: politely if its leader still runs, then for certain."""
    with suppress(ProcessLookupError):
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                process.wait(grace)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
