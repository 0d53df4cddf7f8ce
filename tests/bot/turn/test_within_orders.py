"""Which goods of an order a question about it means."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.turn.about import About
from bot.turn.memory import Memory
from bot.turn.within_orders import within_orders
from knowledge.catalogue import Catalogue
from knowledge.shop_folder import read_shop
from tests.bot.conftest import MakeDesk
from tests.bot.shop import order, write_shop


@pytest.mark.parametrize(
    ("question", "goods"),
    [
        ("only the tent came on Monday, where is the rest of it?", ("P3",)),
        ("帐篷收到了，其余的呢", ("P3",)),
        ("the tent came on Monday, is that all?", ("P2",)),
        ("where is the rest of my tent?", ("P2",)),
    ],
)
def test_the_rest_of_an_order_is_what_has_not_come(
    desk: MakeDesk, tmp_path: Path, question: str, goods: tuple[str, ...]
) -> None:
    folder = write_shop(tmp_path / "shop")
    placed = order("O0009", "C2", "shipped", "P2", placed_at="2026-03-10T10:00:00+00:00")
    placed["lines"] += order("", "", "", "P3")["lines"]
    with (folder / "orders.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + json.dumps(placed))
    here = desk("C2")
    shop = replace(here, knowledge=here.knowledge.limited_to(Catalogue(read_shop(folder))))
    tent = About(("P2",), named=True)
    assert within_orders(tent, "order_status", question, Memory(), shop).products == goods
