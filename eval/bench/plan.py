"""Which held-out dialogs Shopkeeper and its peers are asked, and what is expected of all of them alike."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal, get_args

from bot.config import Settings
from bot.errors import ConfigError, InputError
from eval.dialog import Dialog, Expect, theme
from eval.outcome import RunHeader
from eval.run.plan import OUTPUT, Options, Plan, plan
from eval.run.selection import trials
from eval.run.trials import digest

System = Literal["ours", "rag", "agent"]
SYSTEMS: tuple[System, ...] = get_args(System)
LIMIT = 40
SAMPLE_SEED = 7
PEER_PACKAGES = ("langchain", "langchain-chroma", "langchain-text-splitters")
ONLY_OURS = ("cards_any", "tools_any", "tools_none", "sentiment")
"""Expectations of what a peer has not, or calls by other names; nobody is asked for it here."""


@dataclass(frozen=True, slots=True)
class BenchPlan:
    """The systems to run now, one after the other, each into its own folder in `out`; `run` is one system's run."""

    systems: tuple[System, ...]
    run: Plan
    out: Path

    def of(self, system: System) -> Plan:
        """The run of one system."""
        return replace(self.run, out=self.out / system)


def bench_plan(
    settings: Settings, names: Sequence[str], *, limit: int, out: Path | None, only: Sequence[str]
) -> BenchPlan:
    """A sample of at most `limit` held-out dialogs of the files or tags `names`, each on its first channel.

    Raises:
        ConfigError: a package of the peers is not installed.
        InputError: `only` names no system, or nothing is chosen.
        KnowledgeError: a shop folder cannot be used.
    """
    systems = _systems(only)
    _check_packages()
    whole = plan(settings, Options(tuple(names), heldout=True))
    dialogs = {trial.dialog.id: trial.dialog for trial in whole.trials}
    chosen = trials(map(for_all, sample(list(dialogs.values()), limit)), repeat=1)
    worlds = {trial.dialog.world for trial in chosen}
    made = replace(
        whole,
        trials=chosen,
        folders={name: folder for name, folder in whole.folders.items() if name in worlds},
        header=_header(whole.header, digest(chosen), worlds),
    )
    return BenchPlan(systems, made, out or OUTPUT / f"bench-{datetime.now(UTC):%Y%m%d-%H%M%S}")


def sample(dialogs: Sequence[Dialog], limit: int, seed: int = SAMPLE_SEED) -> tuple[Dialog, ...]:
    """At most `limit` dialogs, of each theme and language about the share that all have of them.

    Systematic sampling: every so-manieth of the dialogs in order of theme and language, shuffled within.
    """
    shuffled = list(dialogs)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a sample, no secret
    ordered = sorted(shuffled, key=lambda dialog: (theme(dialog.tags), dialog.lang))
    count = min(limit, len(ordered))
    return tuple(ordered[int((n + 0.5) * len(ordered) / count)] for n in range(count))


def for_all(dialog: Dialog) -> Dialog:
    """The dialog on its first channel, without expectations that only Shopkeeper can meet."""
    without: Mapping[str, object] = {name: Expect.model_fields[name].default for name in ONLY_OURS}
    turns = tuple(
        turn.model_copy(update={"expect": turn.expect.model_copy(update=without)}) for turn in dialog.turns
    )
    return dialog.model_copy(update={"channel": dialog.channel[:1], "turns": turns})


def _systems(only: Sequence[str]) -> tuple[System, ...]:
    unknown = set(only) - set(SYSTEMS)
    if unknown:
        raise InputError(f"--only: found {', '.join(sorted(unknown))}, expected some of {', '.join(SYSTEMS)}")
    return tuple(system for system in SYSTEMS if not only or system in only)


def _check_packages() -> None:
    missing = [name for name in PEER_PACKAGES if not _version(name)]
    if missing:
        raise ConfigError(
            f"The peers need {', '.join(missing)}. Install them with: pip install -c constraints.txt -e '.[peers]'"
        )


def _header(header: RunHeader, dialogs: str, worlds: Iterable[str]) -> RunHeader:
    packages = {**header.environment.packages, **{name: _version(name) for name in PEER_PACKAGES}}
    return header.model_copy(
        update={
            "environment": header.environment.model_copy(update={"packages": packages}),
            "dialogs": dialogs,
            "worlds": {name: header.worlds[name] for name in sorted(worlds)},
        }
    )


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
