"""Each check fails a reply that it should fail, and only that."""

from __future__ import annotations

from typing import Any

import pytest

from bot.fakes import scripted_reply
from bot.messages import Card, CardField, Citation, Reply
from eval.checks import judge, plain, shown
from eval.question import CardExpected, Expect

QUOTE = Citation(n=1, source="product:P001#weight", title="Ridge 2", quote="Weight: 2.1 kg")
ORDER = Card(kind="order", id="O0025", title="Order O0025", fields=(CardField(label="Parcel", value="TRK7"),))


def reply(text: str = "It weighs 2.1 kg [1].", **fields: Any) -> Reply:
    return scripted_reply(text, **({"citations": (QUOTE,), "cards": (ORDER,)} | fields))


@pytest.mark.parametrize(
    "expect",
    [
        Expect(says_all=("2.1 KG", "/weighs/")),
        Expect(says_any=("9 kg", "2.1 kg")),
        Expect(cites=("product:P001",)),
        Expect(cards_any=(CardExpected(kind="order", id="O1"), CardExpected(kind="order"))),
        Expect(says_all=("2.1 kg",), route="bot", says_none=("TRK7",), shows_none=("O0099",)),
    ],
)
def test_a_reply_that_holds_what_was_expected_is_right(expect: Expect) -> None:
    assert judge(expect, reply()).outcome == "right"


@pytest.mark.parametrize(
    ("expect", "failed"),
    [
        (Expect(says_all=("2.1 kg", "pounds")), "says_all"),
        (Expect(says_any=("pounds", "stone")), "says_any"),
        (Expect(cites=("product:P002",)), "cites"),
        (Expect(cards_any=(CardExpected(kind="order", id="O1"),)), "cards_any"),
        (Expect(cards_any=(CardExpected(kind="product"),)), "cards_any"),
        (Expect(says_all=("2.1 kg",), route="human"), "route"),
        (Expect(says_all=("2.1 kg",), says_none=("/weighs/",)), "says_none"),
        (Expect(says_all=("2.1 kg",), shows_none=("TRK7",)), "shows_none"),
        (Expect(says_all=("2.1 kg",), shows_none=("Weight:",)), "shows_none"),
        (Expect(abstains=True), "abstains"),
    ],
)
def test_a_reply_that_does_not_is_wrong_and_the_check_is_named(expect: Expect, failed: str) -> None:
    verdict = judge(expect, reply())
    assert verdict.outcome == "wrong"
    assert [failure.split(":")[0] for failure in verdict.failures] == [failed]


def test_abstaining_is_right_where_there_is_no_answer_and_told_apart_where_there_is() -> None:
    silent = reply("I do not know.", abstained=True, citations=(), cards=())
    assert judge(Expect(abstains=True), silent).outcome == "right"
    assert judge(Expect(says_all=("2.1 kg",)), silent).outcome == "abstained"


def test_abstaining_does_not_excuse_what_must_not_be_shown() -> None:
    leaking = reply("I do not know.", abstained=True)
    assert judge(Expect(abstains=True, shows_none=("TRK7",)), leaking).outcome == "wrong"
    assert judge(Expect(says_all=("2.1 kg",), shows_none=("TRK7",)), leaking).outcome == "wrong"


def test_citation_marks_are_no_numbers_and_wide_digits_are() -> None:
    assert plain("Ready [3] in\n５ hours [12].") == "Ready in 5 hours."
    assert judge(Expect(says_all=("3",)), reply("Soon [3].")).outcome == "wrong"


def test_everything_that_is_shown_is_looked_at() -> None:
    assert {"2.1", "TRK7", "O0025", "Weight:"} <= set(shown(reply()).split())
