"""One shop against silos: what it costs when every channel knows only what happened on it.

A silo is the shop's folder with the orders, reviews and events of one channel; products, policies, questions,
promotions and the customers' accounts are everybody's.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from pydantic import computed_field

from bot.messages import Value
from eval.metrics.channels import Consistency, consistency
from eval.metrics.rates import Rate, pass_rate
from eval.outcome import DialogResult
from knowledge.records import Order, Record, Review, ShopEvent
from knowledge.tables import read_rows

OWN_TABLES: dict[str, type[Record]] = {"orders": Order, "reviews": Review, "events": ShopEvent}
"""The tables of which a channel has its own part."""


class Side(Value):
    """How the same dialogs went with one kind of shop."""

    rate: Rate
    consistency: Consistency


class Compared(Value):
    """The same dialogs on the same channels, with one shop and with silos."""

    one: Side
    silos: Side

    @computed_field
    @property
    def consistency_ratio(self) -> float | None:
        """How many times as often one shop says the same on two channels; None when silos never do."""
        return ratio(self.one.consistency.agree.share, self.silos.consistency.agree.share)

    @computed_field
    @property
    def accuracy_ratio(self) -> float | None:
        """How many times as often one shop passes; None when silos never do."""
        return ratio(self.one.rate.passed.share, self.silos.rate.passed.share)


def compared(one: Sequence[DialogResult], silos: Sequence[DialogResult]) -> Compared:
    """Sets the results of both side by side; only those that both have."""
    both = {result.key for result in one} & {result.key for result in silos}
    first, second = ([r for r in results if r.key in both] for results in (one, silos))
    return Compared(one=_side(first), silos=_side(second))


def ratio(one: float | None, other: float | None) -> float | None:
    """One through the other, where there is a quotient."""
    return one / other if one is not None and other else None


def silo_name(world: str, channel: str) -> str:
    """The name of the world that a channel of `world` sees."""
    return f"{world}@{channel}"


def write_silo(shop: Path, channel: str, out: Path) -> Path:
    """`out`, replaced by what the channel has of the shop folder; records that name no channel are everybody's.

    Raises:
        KnowledgeError: a table of the shop cannot be read.
        OSError: `out` cannot be written.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    for path in sorted(shop.iterdir()):
        if path.is_dir() and not path.name.startswith(("_", ".")):
            shutil.copytree(path, out / path.name)
        elif path.suffix in {".toml", ".jsonl", ".csv"} and path.stem not in OWN_TABLES:
            shutil.copyfile(path, out / path.name)
    for table, model in OWN_TABLES.items():
        _write_part(shop, table, model, channel, out)
    return out


def _write_part(shop: Path, table: str, model: type[Record], channel: str, out: Path) -> None:
    found = read_rows(shop, table, model)
    if found is None:
        return
    rows = [row.values for row in found[0] if row.values.get("channel") in (channel, None, "")]
    text = "".join(f"{json.dumps(values, ensure_ascii=False)}\n" for values in rows)
    (out / f"{table}.jsonl").write_text(text, encoding="utf-8")


def _side(results: Sequence[DialogResult]) -> Side:
    return Side(rate=pass_rate(results), consistency=consistency(results))
