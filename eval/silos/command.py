"""The command `silos`: holds the same dialogs on every channel with one shop and with a shop for each channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from bot.errors import InputError, ServiceError
from eval.dialog import Dialog, Final
from eval.outcome import DialogResult
from eval.report.folder import read_run
from eval.results import RESULTS, write_section
from eval.run.command import OpenStage, Run, stage_opener
from eval.run.plan import Options, Plan, plan
from eval.run.selection import Trial
from eval.run.trials import digest
from eval.silos.compared import Compared, compared
from eval.silos.report import HEADING, silos_section, silos_table
from eval.silos.silo import silo_name, write_silo
from knowledge.shop_folder import read_profile
from knowledge.store import shop_digest

ONE, SILOS, SHOPS = "one-shop", "silos", "shops"


@dataclass(frozen=True, slots=True)
class SilosPlan:
    """Two runs of the same dialogs; `out` holds the folders of both."""

    one: Plan
    silos: Plan
    out: Path


async def hold_silos(settings: Settings, made: SilosPlan, results: Path | None) -> int:
    """Carries out both runs, prints the comparison and writes its section; exit code 0.

    Raises:
        ShopkeeperError, KnowledgeError: the folder, the models, a shop or the results cannot be used.
    """
    console = Console(stderr=True)
    found = await carry_out(made, stage_opener(settings, console), console)
    Console().print(silos_table(found))
    header = made.one.header
    write_section(HEADING, silos_section(found, _groups(made), header.environment), results or RESULTS)
    return 0


async def carry_out(made: SilosPlan, open_stage: OpenStage, console: Console) -> Compared:
    """Holds what has no result yet, in both runs, and compares all results.

    Raises:
        ShopkeeperError, KnowledgeError: the folder, the models or a shop cannot be used.
    """
    for run in (made.one, made.silos):
        await Run(run, open_stage, console).carry_out()
    return compared(*_results(made))


def plan_silos(settings: Settings, options: Options, limit: int | None = None) -> SilosPlan:
    """Both runs of the chosen dialogs, each on every channel of its shop.

    Of the chosen ones those are held that name several channels or sign a customer in; with `limit` at most so many,
    evenly chosen.

    Raises:
        InputError: nothing is chosen, or a dialog or its world cannot be used.
        KnowledgeError: a shop folder cannot be used.
        ServiceError: the silos cannot be written.
    """
    base = plan(settings, options)
    dialogs = _spread_out(_suited(base.trials), base.folders, limit)
    one = _with(base, base.out / ONE, dialogs, base.folders, settings)
    folders = _write_silos(dialogs, base.folders, base.out / SHOPS)
    return SilosPlan(one, _with(base, base.out / SILOS, dialogs, folders, settings), base.out)


def _suited(trials: Iterable[Trial]) -> list[Dialog]:
    dialogs = {trial.dialog.id: trial.dialog for trial in trials}
    suited = [d for d in dialogs.values() if len(d.channel) > 1 or d.customer is not None]
    if not suited:
        raise InputError(
            f"None of the {len(dialogs)} dialogs chosen names several channels or signs a customer in."
        )
    return suited


def _spread_out(dialogs: Sequence[Dialog], folders: Mapping[str, Path], limit: int | None) -> list[Dialog]:
    """On every channel of their shops; what records must hold afterwards is not asked: a silo has not all of them."""
    if limit is not None and limit < len(dialogs):
        dialogs = [dialogs[number * len(dialogs) // limit] for number in range(limit)]
    channels = {world: read_profile(folder).channels for world, folder in folders.items()}
    return [
        d.model_copy(update={"channel": channels[d.world], "final": Final(handoff=d.final.handoff)})
        for d in dialogs
    ]


def _write_silos(dialogs: Iterable[Dialog], folders: Mapping[str, Path], out: Path) -> dict[str, Path]:
    wanted = dict.fromkeys((dialog.world, channel) for dialog in dialogs for channel in dialog.channel)
    places = {world: number for number, world in enumerate(folders)}
    try:
        return {
            silo_name(world, channel): write_silo(folders[world], channel, out / f"{places[world]}-{channel}")
            for world, channel in wanted
        }
    except OSError as error:
        raise ServiceError(f"{out}: cannot be written: {error}. Name another folder with --out.") from error


def _with(
    base: Plan, out: Path, dialogs: Sequence[Dialog], folders: Mapping[str, Path], settings: Settings
) -> Plan:
    """The base run with these dialogs in these shops; a silo's name is its shop's with the channel."""
    trials = tuple(
        Trial(_in_world(dialog, channel, folders), channel, attempt)
        for dialog in dialogs
        for channel in dialog.channel
        for attempt in range(dialog.repeat)
    )
    digests = {name: shop_digest(folder, settings.embedding_model)[:12] for name, folder in folders.items()}
    header = base.header.model_copy(update={"dialogs": digest(trials), "worlds": digests})
    return replace(base, trials=trials, folders=folders, header=header, out=out)


def _in_world(dialog: Dialog, channel: str, folders: Mapping[str, Path]) -> Dialog:
    if dialog.world in folders:
        return dialog
    return dialog.model_copy(update={"world": silo_name(dialog.world, channel)})


def _results(made: SilosPlan) -> tuple[Sequence[DialogResult], Sequence[DialogResult]]:
    return read_run(made.one.out).results, read_run(made.silos.out).results


def _groups(made: SilosPlan) -> dict[str, Compared]:
    """Apart: those of customers, who have records on some channels, and those of guests, who have none."""
    one, silos = _results(made)
    return {
        name: compared(
            [r for r in one if (r.customer is not None) is signed_in],
            [r for r in silos if (r.customer is not None) is signed_in],
        )
        for name, signed_in in (("signed-in customers", True), ("guests", False))
    }
