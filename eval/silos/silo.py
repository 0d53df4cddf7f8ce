"""A silo: the shop as one of its channels would know it, if every channel knew only what happened on it.

It is the shop's folder with the orders, reviews and events of one channel; products, policies, questions,
promotions and the customers' accounts are everybody's.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from knowledge.record import Record
from knowledge.records import Order, Review, ShopEvent
from knowledge.tables import read_rows

OWN_TABLES: dict[str, type[Record]] = {"orders": Order, "reviews": Review, "events": ShopEvent}
"""The tables of which a channel has its own part."""


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
