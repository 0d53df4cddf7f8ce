"""A rule of the shop before a product's record."""

from __future__ import annotations

from bot.turn.ruled import told_by_rule
from bot.turn.state import Task
from tests.bot.conftest import MakeDesk


def asked(question: str) -> Task:
    return Task(question, "product_fact", 0.9, ("P1",))


def test_what_only_a_rule_tells_of_a_product_is_told_by_the_rule(desk: MakeDesk) -> None:
    assert told_by_rule(asked("gold members, how many days to return an item like the Ridge 2?"), desk())


def test_what_the_record_tells_is_not(desk: MakeDesk) -> None:
    assert not told_by_rule(asked("how heavy is the Ridge 2?"), desk())
    assert not told_by_rule(asked("what is the warranty of the Ridge 2?"), desk())
