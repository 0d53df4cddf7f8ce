"""Whether a question leans on the one before it, and on which rules."""

import datetime as dt

import pytest

from bot.conversation import StoredTurn
from bot.fakes import scripted_reply
from bot.messages import Citation
from bot.tools.before import Before
from bot.turn.fragments import goes_on
from bot.turn.memory import Asked, Memory, remembered, rules_before

ASKED = Memory(asked=Asked("Can my order go to another address?", "policy"))


@pytest.mark.parametrize(
    "text",
    [
        "and what if it has left your place by then?",
        "suppose I had them sent to my mother's, same wait?",
        "fine, I'll come in. how late are ye there on Saturday",
        "who pays",
        "我们厂给员工宿舍也想买几张，也能这样睡了再退吗",
        "万一我整单都不要了，钱几天能回来？",
    ],
)
def test_a_question_that_leans_on_the_one_before(text: str) -> None:
    assert goes_on(text, ASKED)
    assert not goes_on(text, Memory())


@pytest.mark.parametrize(
    "text", ["Do you wrap presents, and what do you charge?", "请问你们门店周日几点开门营业"]
)
def test_a_question_of_its_own(text: str) -> None:
    assert not goes_on(text, ASKED)


def turn(*sources: str) -> StoredTurn:
    cited = tuple(Citation(n=n, source=s, title="T", quote="Q") for n, s in enumerate(sources, start=1))
    trace = {"tasks": [{"question": "Can it be changed?", "intent": "policy"}]}
    told = scripted_reply("Yes.").model_copy(update={"citations": cited})
    at = dt.datetime(2026, 3, 18, tzinfo=dt.UTC)
    return StoredTurn(message="Can it?", reply=told, trace=trace, focus=(), at=at)


def test_the_rules_told_before_are_those_of_the_latest_reply() -> None:
    history = (turn("faq:F1"), turn("policy:changes#pending", "order:O1"))
    memory = remembered(history)
    assert rules_before(history, memory) == Before(
        "Can it be changed?", frozenset({"policy:changes#pending"})
    )
    assert rules_before((*history[:1], turn("order:O1")), memory) is None
    assert rules_before((), Memory()) is None
