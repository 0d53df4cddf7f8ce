"""What a run was made with: code, packages, model, prompts, machine."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

import prompts
from bot.config import Settings
from bot.llm.embedded import MODEL_NAME
from bot.llm.weights import CHAT
from bot.messages import Value

ROOT = Path(__file__).resolve().parent.parent
WRITTEN_HERE = "eval/RESULTS.md"
PACKAGES = (
    "xllamacpp", "torch", "transformers", "sentence-transformers", "chromadb", "langgraph",
    "langchain-core", "langchain-openai", "gradio",
)  # fmt: skip


class Machine(Value):
    """`memory` is in bytes; `load` is the mean number of waiting processes over the minute before the run."""

    processor: str
    cores: int
    memory: int
    system: str
    load: float


class Environment(Value):
    """Where and with what a run was made. `dirty`: files differ from `commit`, results aside."""

    at: datetime
    commit: str
    dirty: bool
    python: str
    packages: Mapping[str, str]
    model: str
    prompts: Mapping[str, str]
    machine: Machine


def environment(settings: Settings, root: Path = ROOT) -> Environment:
    """The environment of a run that starts now, with the code in `root`."""
    return Environment(
        at=datetime.now(UTC).replace(microsecond=0),
        commit=_git(root, "rev-parse", "--short=12", "HEAD") or "no repository",
        dirty=_dirty(_git(root, "status", "--porcelain", "--untracked-files=all")),
        python=platform.python_version(),
        packages={name: _version(name) for name in PACKAGES},
        model=_model(settings),
        prompts=prompts.digests(),
        machine=_machine(),
    )


def _dirty(status: str) -> bool:
    return any(line[3:] != WRITTEN_HERE for line in status.splitlines())


def _git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(  # noqa: S603
            ["git", "-C", str(root), *arguments],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.rstrip("\n")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _model(settings: Settings) -> str:
    if settings.llm_url:
        return f"{settings.llm_model} at {settings.llm_url}"
    if settings.llm_model != MODEL_NAME:
        return settings.llm_model
    if settings.llm_weights is not None:
        return f"embedded, {settings.llm_weights.name}"
    return f"embedded, {CHAT.file}, SHA-256 {CHAT.sha256}"


def _machine() -> Machine:
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 0,
        memory=psutil.virtual_memory().total,
        system=f"{platform.system()} {platform.release()}",
        load=round(psutil.getloadavg()[0], 1),
    )


def _processor(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
