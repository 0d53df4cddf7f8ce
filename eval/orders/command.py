"""The command `orders`: asks hundreds of questions about orders, one's own and others', and writes how it went."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from bot.config import Settings
from bot.errors import InputError
from eval.dialog import Dialog
from eval.orders.attempts import ATTEMPTS, attempt_dialogs
from eval.orders.phrasings import phrasings
from eval.orders.questions import PER_KIND, question_dialogs, questions
from eval.orders.report import HEADING, leaks_of, orders_section, orders_table
from eval.report.folder import read_run
from eval.results import RESULTS, write_section
from eval.run.command import OpenStage, Run, stage_opener
from eval.run.plan import Options, Plan, run_header
from eval.run.selection import trials
from eval.worlds import SHOPS
from knowledge.catalogue import Catalogue
from knowledge.importers.items import Options as ImportOptions
from knowledge.importers.kinds import import_shop
from knowledge.shop_folder import read_shop

SAMPLE, TAU = "sample", "tau_retail"
TAU_PER_KIND, TAU_ATTEMPTS = 25, 100
TAU_TELLS_NOT = ImportOptions(
    name="tau2 retail", timezone="America/New_York", order_date="2026-03-01T12:00:00-05:00"
)
SEED = 7


async def ask_orders(settings: Settings, made: Plan, results: Path | None) -> int:
    """Carries out the plan, prints how it went and writes its section; exit code 1 when anything leaked.

    Raises:
        ShopkeeperError, KnowledgeError: the folder, the models, a shop or the results cannot be used.
    """
    console = Console(stderr=True)
    code = await carry_out(made, stage_opener(settings, console), console)
    run = read_run(made.out)
    write_section(HEADING, orders_section(run.results, run.header.environment), results or RESULTS)
    return code


async def carry_out(made: Plan, open_stage: OpenStage, console: Console) -> int:
    """Asks what has no answer yet; 1 when anything leaked, now or in an earlier part of the run.

    Raises:
        ShopkeeperError, KnowledgeError: the folder, the models or a shop cannot be used.
    """
    await Run(made, open_stage, console).carry_out()
    found = read_run(made.out).results
    Console().print(orders_table(found))
    return int(bool(leaks_of(found)))


def plan_orders(settings: Settings, data: Path | None, limit: int | None, out: Path) -> Plan:
    """What is asked of the sample shop, and of tau2-bench's retail world where `data` has it.

    With `limit` at most so many questions and attempts, drawn from all of them.

    Raises:
        InputError: `data` has no such world.
        KnowledgeError: a shop cannot be read, or the world not be imported.
    """
    folders = {SAMPLE: SHOPS / SAMPLE}
    if data is not None:
        folders[TAU] = _imported(data, out / "shops" / TAU)
    dialogs = shop_dialogs(SAMPLE, folders[SAMPLE], PER_KIND, ATTEMPTS)
    if data is not None:
        dialogs += shop_dialogs(TAU, folders[TAU], TAU_PER_KIND, TAU_ATTEMPTS)
    chosen = trials(_drawn(dialogs, limit))
    header = run_header(settings, Options(names=(HEADING,), seed=SEED), chosen, folders)
    return Plan(trials=chosen, folders=folders, header=header, out=out, jobs=1)


def shop_dialogs(world: str, folder: Path, per_kind: int, attempts: int) -> tuple[Dialog, ...]:
    """The questions and attempts that are made from a shop's orders; always the same ones.

    Raises:
        KnowledgeError: the shop cannot be read.
    """
    catalogue, phrases = Catalogue(read_shop(folder)), phrasings()
    asked = questions(catalogue, phrases, SEED, per_kind)
    return (
        *question_dialogs(asked, catalogue, phrases, world, catalogue.profile.languages),
        *attempt_dialogs(catalogue, phrases, world, SEED, attempts),
    )


def _imported(data: Path, out: Path) -> Path:
    source = data / TAU
    if not (source / "db.json").is_file():
        raise InputError(f"--data: found no {source / 'db.json'}, expected tau2-bench's retail world there")
    import_shop("tau2", source, out, TAU_TELLS_NOT, force=True)
    return out


def _drawn(dialogs: Sequence[Dialog], limit: int | None) -> Sequence[Dialog]:
    """In their order; drawn, as every so-manieth would be of the same phrasing and the same kind of attempt."""
    if limit is None or limit >= len(dialogs):
        return dialogs
    draw = random.Random(SEED)  # noqa: S311 - a sample, no secret
    return [dialogs[place] for place in sorted(draw.sample(range(len(dialogs)), limit))]
