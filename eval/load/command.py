"""The command `load`: several shoppers at once, and many turns one after the other, with the real models."""

from __future__ import annotations

import time
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.markdown import Markdown

from bot.assistant import Assistant
from bot.config import Settings
from bot.opening import open_assistant
from eval.environment import Environment, environment
from eval.latency import spread
from eval.load.shoppers import Growth, Waited, at_once, long_talk, messages, questions
from eval.memory import resident
from eval.results import RESULTS, write_section

HEADING = "Load"
MIB = 2**20


async def measure_load(
    settings: Settings, results: Path | None, *, shoppers: int, turns: int, long: int
) -> int:
    """Holds it, prints and writes the section; the exit code is 1 when somebody got no answer.

    Raises:
        ShopkeeperError, KnowledgeError: the models or the shop cannot be used, or the results not be written.
    """
    console = Console()
    made = environment(settings)
    async with open_assistant(
        settings, on_step=lambda step: console.print(f"{step} ...", style="dim")
    ) as bot:
        waited = await _peak(bot, shoppers, turns)
        growth = await _long(bot, long) if long else None
    section = load_section(waited, growth, shoppers, turns, made)
    console.print(Markdown(section))
    write_section(HEADING, section, results or RESULTS)
    return int(any(each.error for each in waited))


async def _peak(bot: Assistant, shoppers: int, turns: int) -> list[Waited]:
    asked = list(islice(questions(bot.knowledge.catalogue), shoppers * turns))
    return await at_once(bot, [asked[n::shoppers] for n in range(shoppers)], time.perf_counter)


async def _long(bot: Assistant, turns: int) -> Growth:
    catalogue = bot.knowledge.catalogue
    customers = [customer.customer_id for customer in catalogue.customers()]
    return await long_talk(bot, list(messages(catalogue)), turns, resident, customers)


def load_section(
    waited: Sequence[Waited], growth: Growth | None, shoppers: int, turns: int, made: Environment
) -> str:
    """The section's text."""
    rows = "\n".join(
        _row(name, [getattr(each, field) for each in waited])
        for name, field in (("card", "card"), ("first sentence", "sentence"), ("end", "total"))
    )
    dropped = sum(bool(each.error) for each in waited)
    told = sum(each.told for each in waited)
    return (
        f"{shoppers} shoppers ask {turns} questions each, all at once. Written by `python -m eval load` on"
        f" {made.at:%Y-%m-%d} at commit {made.commit}, {made.machine.cores} cores, load {made.machine.load:.1f}"
        " before.\n\n"
        f"| seconds until | p50 | p95 | longest |\n| --- | --- | --- | --- |\n{rows}\n\n"
        f"Without an answer: {dropped} of {len(waited)}. Told of a wait: {told}.\n{_told_growth(growth)}"
    )


def _row(name: str, values: Sequence[float | None]) -> str:
    found = spread(values)
    longest = max((value for value in values if value is not None), default=None)
    shown = ("" if value is None else f"{value:.2f}" for value in (found.p50, found.p95, longest))
    return f"| {name} | {' | '.join(shown)} |"


def _told_growth(growth: Growth | None) -> str:
    if growth is None or not growth.bytes:
        return ""
    slope = growth.slope
    steady = "" if slope is None else f", {100 * slope / MIB:+.1f} MiB in 100 turns after the first fifth"
    return (
        f"\nMemory over {growth.turns[-1]} turns: {growth.bytes[0] / MIB:.0f} MiB after {growth.turns[0]}, "
        f"{max(growth.bytes) / MIB:.0f} MiB at most, {growth.bytes[-1] / MIB:.0f} MiB at the end{steady}.\n"
    )
