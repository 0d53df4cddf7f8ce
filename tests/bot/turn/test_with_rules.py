"""A guest is told the rule instead of being asked to sign in, where by when or how something is done is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from bot.messages import Evidence, ToolCall
from bot.tools.desk import Desk, Findings
from bot.turn.hands import Hands
from bot.turn.state import Intent, Task
from bot.turn.with_rules import with_rules
from tests.bot.conftest import MakeDesk

SIGN_IN = Findings(said=("Please sign in.",), abstains=True)


@dataclass(frozen=True, slots=True)
class Near(Hands):
    """Hands that find one rule, at the score given."""

    score: float = 0.0

    async def rules(self, task: Task, least: float, words: int) -> Findings | None:
        """The rule, where it is near enough."""
        shared = tuple(task.question.split()[:2])
        rule = Evidence(
            source="policy:lost", title="Lost", text="Tell us within 7 days.", language="en",
            score=self.score, shared=shared,
        )  # fmt: skip
        return Findings(evidence=(rule,)) if self.score >= least and len(shared) >= words else None


def hands(desk: Desk, score: float) -> Hands:
    return Near(desk, {}, [], score)


@pytest.mark.parametrize(
    ("question", "intent", "tool", "score", "signs_in"),
    [
        ("nothing on the porch, how long have I to report it?", "order_status", "my_orders", 0.55, False),
        ("我的快递没收到，最晚什么时候报给你们", "order_status", "my_orders", 0.55, False),
        ("nothing on the porch, how long have I to report it?", "order_status", "my_orders", 0.4, True),
        ("where is my parcel?", "order_status", "my_orders", 0.65, True),
        ("too many emails, how do I make them stop?", "account", "my_account", 0.67, False),
        ("what level am I?", "account", "my_account", 0.3, True),
    ],
)
async def test_a_rule_goes_before_the_request_to_sign_in(
    desk: MakeDesk, question: str, intent: Intent, tool: str, score: float, *, signs_in: bool
) -> None:
    found = await with_rules(Task(question, intent, 0.95), tool, SIGN_IN, hands(desk(), score))
    assert ("Please sign in." in found.said) is signs_in
    assert bool(found.evidence) is not signs_in


async def test_of_a_parcel_that_should_have_come_the_rule_is_told(desk: MakeDesk) -> None:
    told = Evidence(source="order:O0002", title="", text="On its way.", language="en", private=True)
    task = Task("where is my parcel?", "order_status", 0.95)
    for today, rules in ((date(2026, 3, 1), 0), (date(2026, 12, 1), 1)):
        at = desk("C1", today=today)
        found = await with_rules(task, "my_orders", Findings(evidence=(told,)), hands(at, 0.7))
        assert len(found.evidence) == 1 + rules


def fact(source: str, score: float) -> Evidence:
    return Evidence(source=source, title="", text="", language="en", score=score)


@dataclass(frozen=True, slots=True)
class Elsewhere(Hands):
    """Hands whose search finds one fact, wherever it looks."""

    fact: Evidence | None = None

    async def call(self, name: str, arguments: Mapping[str, Any]) -> Findings:
        """The fact."""
        self.calls.append(ToolCall(name=name, arguments=dict(arguments)))
        return Findings(evidence=(self.fact,) if self.fact else ())


@pytest.mark.parametrize(
    ("own", "elsewhere", "products", "told"),
    [
        (fact("product:P1#care", 0.3), fact("policy:privacy#how-long", 0.6), ("P1",), True),
        (fact("policy:returns#days", 0.3), fact("product:P6#age", 0.6), (), True),
        (fact("product:P1#care", 0.45), fact("policy:privacy#how-long", 0.6), ("P1",), False),
        (fact("product:P1#care", 0.1), fact("policy:privacy#how-long", 0.4), ("P1",), False),
    ],
)
async def test_what_stands_elsewhere_is_told_where_it_answers_plainly(
    desk: MakeDesk, own: Evidence, elsewhere: Evidence, products: tuple[str, ...], *, told: bool
) -> None:
    hands = Elsewhere(desk(), {}, [], elsewhere)
    task = Task("how long is it kept", "policy", 0.9, products)
    found = await with_rules(task, "search_knowledge", Findings(evidence=(own,)), hands)
    assert found.evidence == ((elsewhere if told else own),)
    assert len(hands.calls) == told, "a search in vain is not shown"


async def test_of_goods_spoken_of_no_others_are_searched(desk: MakeDesk) -> None:
    hands = Elsewhere(desk(), {}, [], fact("policy:privacy#how-long", 0.6))
    await with_rules(
        Task("is there a socket", "product_fact", 0.9, ("P1",)), "search_knowledge", Findings(), hands
    )
    assert hands.calls[0].arguments["product_ids"] == ["P1"]
    assert not {"product", "manual", "review"} & {*hands.calls[0].arguments["kinds"]}


@pytest.mark.parametrize(("own", "together"), [(0.3, True), (0.6, False)])
async def test_a_question_that_finds_little_is_read_with_the_one_before_it(
    desk: MakeDesk, own: float, *, together: bool
) -> None:
    task = Task("how long does it take?", "policy", 0.9, behind="who do I write to")
    found = Findings(evidence=(fact("policy:delivery", own),))
    told = await with_rules(task, "search_knowledge", found, hands(desk(), 0.7))
    assert [e.source for e in told.evidence] == ["policy:lost" if together else "policy:delivery"]
