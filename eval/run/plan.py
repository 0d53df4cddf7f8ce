"""What a run is going to do, worked out and checked before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from bot.config import Settings
from bot.errors import InputError
from eval.dialog_files import Placed
from eval.environment import environment
from eval.outcome import RunHeader
from eval.run.selection import Trial, select, trials
from eval.run.trials import digest
from eval.worlds import world_folders
from knowledge.shop_folder import read_profile
from knowledge.store import shop_digest

OUTPUT = Path("eval-output")


@dataclass(frozen=True, slots=True)
class Options:
    """What was asked for: `names` of files or tags; for `repeat` None, each dialog says how often."""

    names: tuple[str, ...] = ()
    shop: Path | None = None
    repeat: int | None = None
    jobs: int = 1
    out: Path | None = None
    url: str | None = None
    seed: int | None = None
    heldout: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether all built-in dialogs, or all held-out ones, are asked for, each in its own shop, as often as it
        says, in this process."""
        return (
            not self.names and (self.shop, self.repeat, self.url) == (None,) * 3 and self.heldout is not False
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: its trials, the shop folder of each world, what it is made of and where it goes.

    `left_out` counts the dialogs of shops that the server at `header.url` does not serve. `whole`: these are all the
    built-in dialogs, or all held-out ones.
    """

    trials: tuple[Trial, ...]
    folders: Mapping[str, Path]
    header: RunHeader
    out: Path
    jobs: int
    left_out: int = 0
    whole: bool = False


def plan(settings: Settings, options: Options) -> Plan:
    """The run that `options` ask for.

    Raises:
        InputError: nothing is chosen, or a dialog or its world cannot be used; names the place.
        KnowledgeError: a shop folder cannot be used.
    """
    chosen = select(options.names, heldout=options.heldout)
    placed = _in_shop(chosen, options.shop)
    folders = {str(options.shop): options.shop.resolve()} if options.shop else world_folders(placed)
    if options.url and not options.shop:
        placed, folders = _served(placed, folders, settings.shop)
    for folder in folders.values():
        read_profile(folder)
    chosen_trials = trials((p.dialog for p in placed), options.repeat)
    return Plan(
        trials=chosen_trials,
        folders=folders,
        header=run_header(settings, options, chosen_trials, folders),
        out=options.out or timed_folder(),
        jobs=options.jobs,
        left_out=len(chosen) - len(placed),
        whole=options.whole,
    )


def timed_folder(kind: str = "") -> Path:
    """Where a run that begins now goes unless it is told: `eval-output/orders-20260318-123000`."""
    return OUTPUT / f"{kind}{'-' if kind else ''}{datetime.now(UTC):%Y%m%d-%H%M%S}"


def _in_shop(placed: Sequence[Placed], shop: Path | None) -> tuple[Placed, ...]:
    """The dialogs with `shop` as their world."""
    if shop is None:
        return tuple(placed)
    world = {"world": str(shop)}
    return tuple(replace(p, dialog=p.dialog.model_copy(update=world)) for p in placed)


def _served(
    placed: Sequence[Placed], folders: Mapping[str, Path], shop: Path
) -> tuple[tuple[Placed, ...], dict[str, Path]]:
    """The dialogs of the one shop that a server serves."""
    served = {name: folder for name, folder in folders.items() if folder == shop.resolve()}
    kept = tuple(p for p in placed if p.dialog.world in served)
    if not kept:
        raise InputError(
            f"None of the {len(placed)} dialogs chosen is about the shop in {shop}. If the server serves another "
            "one, name that with SHOPKEEPER_SHOP; to hold them in any shop, give --shop."
        )
    return kept, served


def run_header(
    settings: Settings, options: Options, chosen: Sequence[Trial], folders: Mapping[str, Path]
) -> RunHeader:
    """What a run of `chosen` in the shops of `folders` is made of."""
    made = environment(settings)
    if options.url:
        made = made.model_copy(update={"model": f"whatever answers at {options.url}"})
    return RunHeader(
        environment=made,
        dialogs=digest(chosen),
        selection=options.names,
        heldout=options.heldout,
        url=options.url,
        seed=_seed(options),
        worlds={name: shop_digest(folder, settings.embedding_model)[:12] for name, folder in folders.items()},
    )


def _seed(options: Options) -> int:
    """The seed asked for, else the one that shoppers are served with; a server's own is not known and counts as 0."""
    if options.seed is not None or options.url:
        return options.seed or 0
    from bot.llm.client import SEED  # noqa: PLC0415 - takes seconds to import, and mistakes are told before

    return SEED
