"""What narrows the wish that suggestions were made for."""

from __future__ import annotations

import pytest

from bot.turn.about import About
from bot.turn.memory import Asked, Memory
from bot.turn.narrowing import narrowed
from bot.turn.state import Intent
from knowledge.search import Knowledge

WISHED = Memory(asked=Asked("a present for a camper up to 25 euros", "recommend"))


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("hmm rather something he can put on, same limit", "recommend"),
        ("forgot to say there is a pond. if it falls in it has to come up again", "order_status"),
        ("有没有大点的", "recommend"),
    ],
)
def test_a_statement_or_what_leans_on_the_wish_narrows_it(
    knowledge: Knowledge, said: str, intent: Intent
) -> None:
    wish = narrowed(said, intent, About(), WISHED, knowledge)
    assert wish.startswith(said)
    assert "camper" in wish


@pytest.mark.parametrize(
    ("said", "intent", "subject", "memory"),
    [
        ("thanks, lovely", "small_talk", About(), WISHED),
        ("what does delivery cost?", "policy", About(), WISHED),
        ("rather a lamp then", "recommend", About(), WISHED),
        ("rather that one", "recommend", About(("P1",), picked=True), WISHED),
        ("rather something he can put on", "recommend", About(), Memory()),
    ],
)
def test_any_other_message_stands_by_itself(
    knowledge: Knowledge, said: str, intent: Intent, subject: About, memory: Memory
) -> None:
    assert not narrowed(said, intent, subject, memory, knowledge)
