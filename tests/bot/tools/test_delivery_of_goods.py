"""The rule of their own by which large goods are delivered, where what that costs is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.tools.delivery import asks_delivery_cost, delivery_cost
from bot.tools.returned_goods import Goods
from tests.bot.tools.shops import desk_of

DESK = {"product_id": "D1", "name": "Rise Standing Desk", "price": "429.00", "category": "Desks"}
LAMP = {"product_id": "L1", "name": "Beacon Lamp", "price": "40.00", "category": "Lamps"}
RULES = (
    "# Delivery\n## Standard\nStandard delivery in Ireland costs €4.90.\n"
    "## Large goods\nThe standing desk and the office chair come by appointment, to the kerb, for €29.\n"
)


def told(folder: Path, question: str, product_id: str) -> str | None:
    desk = desk_of(
        folder, language="en", currency="EUR", products=[DESK, LAMP], policies={"post": RULES}, country="IE"
    )
    found = delivery_cost(Goods((product_id,), None, question), desk)
    return found.evidence[0].text if found else None


@pytest.mark.parametrize(
    "question",
    [
        "and how does it get to us in Sligo, what do ye charge?",
        "plus getting it to Kinvara?",
        "what does delivery cost?",
    ],
)
def test_large_goods_are_told_by_the_rule_that_lists_them(tmp_path: Path, question: str) -> None:
    assert asks_delivery_cost(question)
    assert "€29" in (told(tmp_path, question, "D1") or "")


def test_others_are_told_by_the_general_rule(tmp_path: Path) -> None:
    assert "€4.90" in (told(tmp_path, "what does delivery cost?", "L1") or "")


@pytest.mark.parametrize(
    "question", ["do you deliver to Berlin, what does that cost?", "can you send it to Sligo?"]
)
def test_abroad_and_where_no_price_is_asked_it_is_left_to_the_search(tmp_path: Path, question: str) -> None:
    assert told(tmp_path, question, "D1") is None
