"""Whose conversation is valued: a membership of no rank is none."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.sentiment.course import DEFAULTS
from bot.turn.sense import is_valued
from tests.bot.conftest import MakeDesk


@pytest.mark.parametrize(
    ("membership", "valued"), [("gold", True), ("none", False), ("Standard", False), (None, False)]
)
def test_a_membership_of_no_rank_makes_nobody_valued(
    desk: MakeDesk, membership: str | None, *, valued: bool
) -> None:
    known = desk("C1")
    assert known.customer
    customer = known.customer.model_copy(update={"membership": membership})
    state = cast("Any", SimpleNamespace(desk=replace(known, customer=customer)))
    assert is_valued(state, DEFAULTS) is valued
