"""Measures what a newcomer waits for: from a fresh clone to the first answer, and again on the next day."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bot.errors import ServiceError
from bot.messages import Value
from eval.latency import Times
from eval.memory import Peak, resident, watched
from eval.processes import Command, Running, finished, running
from eval.startup.served import Served

INSTALL_SECONDS = 2700.0
WEIGHTS_SECONDS = 2700.0
INGEST_SECONDS = 900.0
READY_SECONDS = 600.0
ANSWER_SECONDS = 180.0
QUESTIONS = (
    "How heavy is the Fernwell Ridge 2 Tent?",
    "How long do I have to return an item?",
    "What do buyers say about the Aurio Buds 2 Pro?",
    "Can you recommend a lamp under 60 euros?",
    "Wooldale 徒步袜怎么洗？",
)
WeightsFrom = Literal["fetch", "cache"]
Step = Callable[[str], None]


class Started(Value):
    """One start of the app: seconds to ready and of the first answer, from when the question was sent."""

    ready: float
    first: Times

    @property
    def to_first_sentence(self) -> float | None:
        """Seconds from the command to the first sentence."""
        return None if self.first.first_sentence is None else self.ready + self.first.first_sentence


class FirstRun(Value):
    """The first start, the memory (bytes, all processes) after `QUESTIONS` and at most, and how it stopped."""

    started: Started
    memory_after: int
    memory_peak: int
    stop: float
    stop_code: int


class Startup(Value):
    """Seconds of each stage. `install` is None when it was skipped; `weights_from` is where they came from."""

    install: float | None
    weights: float
    weights_from: WeightsFrom
    ingest: float
    run: FirstRun
    warm: Started

    @property
    def cold_total(self) -> float | None:
        """Seconds from the first command in the clone to the first sentence; None when a stage was skipped."""
        started = self.run.started.to_first_sentence
        if self.install is None or self.weights_from == "cache" or started is None:
            return None
        return self.install + self.weights + self.ingest + started


@dataclass(frozen=True, slots=True)
class Site:
    """A clone with data folders of its own inside `folder`, and the interpreter that runs it."""

    folder: Path
    python: str
    models: Path
    port: int

    @property
    def clone(self) -> Path:
        """The clone itself."""
        return self.folder / "clone"

    @property
    def store(self) -> Path:
        """The knowledge store."""
        return self.folder / "store"

    def command(self, name: str, *arguments: str) -> Command:
        """A command inside the clone that sees only the site's folders."""
        variables = {
            "SHOPKEEPER_DATA_DIR": str(self.folder / "data"),
            "SHOPKEEPER_STORE": str(self.store),
            "SHOPKEEPER_MODELS_DIR": str(self.models),
            "SHOPKEEPER_PORT": str(self.port),
            "PIP_CACHE_DIR": str(self.folder / "pip"),
        }
        return Command(name, arguments, self.clone, variables)

    def log(self, name: str) -> Path:
        """Where a command's output goes."""
        return self.folder / f"{name}.log"

    def run(self, limit: float, name: str, *arguments: str) -> float:
        """Runs a command to its end; the seconds it took. Raises as `finished` does."""
        return finished(self.command(name, *arguments), self.log(name), limit)


@dataclass(frozen=True, slots=True)
class _Serving:
    program: Running
    app: Served
    started: Started
    peak: Peak


def measure(folder: Path, repository: Path, *, install: bool, cache: Path | None, step: Step) -> Startup:
    """Clones `repository`'s HEAD into `folder`, and measures it from nothing to answers and back.

    Without `install` this process's interpreter is used; with `cache` the weights in that folder.

    Raises:
        ServiceError: a stage failed or took too long; says which and shows the end of its output.
    """
    site = Site(folder, sys.executable, cache or folder / "models", _free_port())
    step("cloning")
    _clone(repository, site.clone)
    installed: float | None = None
    if install:
        step("installing")
        installed = site.run(
            INSTALL_SECONDS, "install", "make", ".venv/.installed", f"PYTHON={sys.executable}"
        )
        site = replace(site, python=str(site.clone / ".venv" / "bin" / "python"))
    step("fetching the weights" if cache is None else "checking the weights")
    weights = site.run(WEIGHTS_SECONDS, "weights", site.python, "-m", "bot", "models", "pull")
    step("reading the shop")
    ingest = _ingest(site)
    step("starting, first time")
    run = _first_run(site, step)
    step("starting, second time")
    warm = _warm(site, as_installed=install)
    weights_from: WeightsFrom = "fetch" if cache is None else "cache"
    return Startup(
        install=installed, weights=weights, weights_from=weights_from, ingest=ingest, run=run, warm=warm
    )


def _ingest(site: Site) -> float:
    """Reads the shop into the app's store; the command takes its place from its arguments alone."""
    return site.run(
        INGEST_SECONDS, "ingest", site.python, "-m", "knowledge", "ingest", "--store", str(site.store)
    )


def _first_run(site: Site, step: Step) -> FirstRun:
    with _served(site, site.command("start", site.python, "app.py")) as served:
        step(f"asking {len(QUESTIONS) - 1} more questions")
        for question in QUESTIONS[1:]:
            served.app.ask(question)
        after = resident(served.program.pid)
        before_stop = time.perf_counter()
        code = served.program.interrupt()
        return FirstRun(
            started=served.started,
            memory_after=after,
            memory_peak=max(served.peak.bytes, after),
            stop=time.perf_counter() - before_stop,
            stop_code=code,
        )


def _warm(site: Site, *, as_installed: bool) -> Started:
    pull_and_serve = f"{site.python} -m bot models pull && exec {site.python} app.py"
    arguments = ("make", "run") if as_installed else ("sh", "-c", pull_and_serve)
    with _served(site, site.command("start-again", *arguments)) as served:
        served.program.interrupt()
        return served.started


@contextmanager
def _served(site: Site, command: Command) -> Generator[_Serving]:
    """A running app that has answered the first question, watched for its memory."""
    app = Served(f"http://127.0.0.1:{site.port}", ANSWER_SECONDS)
    start = time.perf_counter()
    try:
        with (
            running(command, site.log(command.name)) as program,
            watched(lambda: resident(program.pid)) as peak,
        ):
            app.wait_until_ready(program, READY_SECONDS)
            ready = time.perf_counter() - start
            yield _Serving(program, app, Started(ready=ready, first=app.ask(QUESTIONS[0])), peak)
    finally:
        app.close()


def _clone(repository: Path, target: Path) -> None:
    line = ("git", "clone", "--quiet", "--no-hardlinks", str(repository), str(target))
    try:
        subprocess.run(line, check=True, capture_output=True, text=True, timeout=300)  # noqa: S603
    except subprocess.CalledProcessError as error:
        raise ServiceError(f"{repository} cannot be cloned: {error.stderr.strip()}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise ServiceError(f"{repository} cannot be cloned: {error}") from error


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
