"""Each check fails what it should fail, and only that."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.database import now
from bot.fakes import scripted_reply
from bot.handover.machine import Handover
from bot.messages import Card, CardField, Citation, Reply, ToolCall
from eval.dialog import CardExpected, Expect, Final, HandoffExpected, ToolExpected
from eval.dialog_checks import check_final, check_reply
from eval.reply_text import plain
from knowledge.catalogue import Catalogue
from knowledge.shop_folder import read_shop
from tests.bot.shop import write_shop

QUOTE = Citation(n=1, source="product:P001#weight", title="Ridge 2", quote="Weight: 2.1 kg")
ORDER = Card(kind="order", id="O0025", title="Order O0025", fields=(CardField(label="Parcel", value="TRK7"),))
CALL = ToolCall(name="my_orders", arguments={"order_id": "O0025", "product_ids": ("P1", "P2")})


def reply(text: str = "It weighs 2.1 kg [1].", **fields: Any) -> Reply:
    return scripted_reply(text, **({"citations": (QUOTE,), "cards": (ORDER,), "tools": (CALL,)} | fields))


def told(expect: Expect, seconds: float = 1.0, **fields: Any) -> list[str]:
    return [f"{f.check}: {f.message}" for f in check_reply(expect, reply(**fields), seconds)]


@pytest.mark.parametrize(
    "expect",
    [
        Expect(),
        Expect(says_all=("2.1 KG", "/weighs/")),
        Expect(says_any=("9 kg", "2.1 kg")),
        Expect(says_none=("TRK7", "/9 ?kg/")),
        Expect(cites=("product:P001", "product:")),
        Expect(cards_any=(CardExpected(kind="order", id="O1"), CardExpected(kind="order"))),
        Expect(tools_any=(ToolExpected(name="recommend"), ToolExpected(name="my_orders"))),
        Expect(tools_any=(ToolExpected(name="my_orders", arguments={"product_ids": ["P1", "P2"]}),)),
        Expect(tools_none=("recommend",)),
        Expect(route="bot", abstains=False, sentiment=("negative", "neutral"), max_seconds=1),
    ],
)
def test_a_reply_that_holds_what_was_expected_has_no_failure(expect: Expect) -> None:
    assert told(expect) == []


@pytest.mark.parametrize(
    ("expect", "failure"),
    [
        (Expect(says_all=("2.1 kg", "pounds")), "says_all: found no 'pounds'"),
        (Expect(says_any=("pounds", "stone")), "says_any: found none of 'pounds', 'stone'"),
        (Expect(says_none=("/WEIGH\\w/",)), "says_none: found 'weighs', expected nothing like '/WEIGH\\\\w/'"),
        (Expect(cites=("product:P002",)), "cites: found product:P001#weight, expected 'product:P002'"),
        (Expect(cards_any=(CardExpected(kind="order", id="O1"),)), "cards_any: found order O0025, expected order O1"),
        (Expect(cards_any=(CardExpected(kind="product"),)), "cards_any: found order O0025, expected product of any id"),
        (
            Expect(tools_any=(ToolExpected(name="my_orders", arguments={"order_id": "O1"}),)),
            "tools_any: found my_orders(order_id='O0025', product_ids=('P1', 'P2')), expected my_orders(order_id='O1')",
        ),
        (Expect(tools_any=(ToolExpected(name="my_orders", arguments={"limit": 3}),)), "tools_any: "),
        (Expect(tools_none=("my_orders",)), "tools_none: found a call of my_orders, expected none"),
        (Expect(route="human"), "route: found bot, expected human"),
        (Expect(abstains=True), "abstains: found an answer, expected an abstention"),
        (Expect(sentiment=("negative", "positive")), "sentiment: found neutral, expected negative or positive"),
        (Expect(max_seconds=0.5), "max_seconds: found 1.0 s, expected at most 0.5 s"),
    ],
)  # fmt: skip
def test_a_reply_that_does_not_fails_that_check_and_no_other(expect: Expect, failure: str) -> None:
    (message,) = told(expect)
    assert message.startswith(failure)


def test_failures_of_a_reply_are_about_facts() -> None:
    (failure,) = check_reply(Expect(route="human"), reply(), None)
    assert failure.result == "facts"


def test_abstaining_is_checked_only_where_something_is_expected_of_it() -> None:
    assert told(Expect(abstains=False), abstained=True) == [
        "abstains: found an abstention, expected an answer"
    ]
    assert told(Expect(), abstained=True) == []


def test_citation_marks_are_no_numbers_and_wide_digits_are() -> None:
    assert plain("Ready [3] in\n５ hours [12].") == "Ready in 5 hours."
    assert told(Expect(says_all=("3",)), text="Soon [3].") == ["says_all: found no '3'"]


def handover(**fields: Any) -> Handover:
    usual: dict[str, Any] = {
        "handover_id": "h1", "session_id": "s1", "state": "waiting", "reason": "angry", "queue": "complaints",
        "summary": "Order O0025 came broken.", "sentiment": None, "agent": None, "asked_at": now(),
        "claimed_at": None, "ended_at": None,
    }  # fmt: skip
    return Handover.model_validate(usual | fields)


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder: Path = tmp_path_factory.mktemp("shop") / "pebble"
    return Catalogue(read_shop(write_shop(folder)))


@pytest.mark.parametrize(
    ("expected", "found", "failures"),
    [
        (None, None, []),
        (None, handover(), []),
        (HandoffExpected(), handover(), []),
        (HandoffExpected(queue="complaints", summary_all=("o0025", "/brok\\w+/")), handover(), []),
        (HandoffExpected(), None, ["handoff: found none, expected one waiting"]),
        (HandoffExpected(), handover(state="closed"), ["handoff: found one in state closed, expected one waiting"]),
        (HandoffExpected(queue="general"), handover(), ["handoff.queue: found 'complaints', expected 'general'"]),
        (
            HandoffExpected(summary_all=("O0099",)), handover(),
            ["handoff.summary_all: found no 'O0099' in 'Order O0025 came broken.'"],
        ),
    ],
)  # fmt: skip
def test_the_hand_over_that_must_wait(
    expected: HandoffExpected | None, found: Handover | None, failures: list[str], catalogue: Catalogue
) -> None:
    checked = check_final(Final(handoff=expected), found, catalogue)
    assert [f"{f.check}: {f.message}" for f in checked] == failures
    assert {f.result for f in checked} <= {"state"}


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("orders.O0001.status", "delivered"),
        ("orders.O0001.total", 189),
        ("orders.O0001.total", 189.0),
        ("orders.O0001.lines.0.product_id", "P1"),
        ("customers.C1.membership", "gold"),
        ("promotions.PR1.starts_at", date(2026, 3, 1)),
        ("products.P5.stock", 0),
    ],
)
def test_the_records_after_the_dialog(place: str, expected: object, catalogue: Catalogue) -> None:
    assert check_final(Final(state={place: expected}), None, catalogue) == ()
    (failure,) = check_final(Final(state={place: "something else"}), None, catalogue)
    assert (failure.result, failure.check) == ("state", f"state.{place}")


@pytest.mark.parametrize(
    "place",
    [
        "orders.O9999.status",
        "orders.O0001.colour",
        "orders.O0001.lines.7.name",
        "orders.O0001",
        "parcels.1.x",
        "x",
    ],
)
def test_a_record_or_field_that_is_not_there_fails(place: str, catalogue: Catalogue) -> None:
    (failure,) = check_final(Final(state={place: "delivered"}), None, catalogue)
    assert failure.message == "found none, expected 'delivered'"
