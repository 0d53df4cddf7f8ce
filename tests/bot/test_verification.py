"""Proving an order in the chat: what is checked, counted, kept and shown."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

import bot.verification
from bot.database import now, open_database
from bot.proofs import Proof
from bot.verification import PAUSE, TRIES, Verifications, matching_order, proven_desk
from knowledge.search import Knowledge
from tests.bot.conftest import MakeDesk

RIGHT = Proof("O0002", "ada@example.com")
WRONG = Proof("O0002", "eve@example.com")


@pytest.fixture
def verifications(database_url: str) -> Iterator[Verifications]:
    engine = open_database(database_url)
    yield Verifications(engine)
    engine.dispose()


@pytest.mark.parametrize(
    ("proof", "holds"),
    [
        (Proof("O0002", "ada@example.com"), True),
        (Proof("o0002", None, ("h91", "h91e2k3", "h91e2k3thanks")), True),
        (Proof("O0002", "ben@example.com"), False),
        (Proof("O0002", "eve@example.com"), False),
        (Proof("O0002", None, ("200040",)), False),
        (Proof("O9999", "ada@example.com"), False),
        (Proof("O0002"), False),
        (Proof(None, "ada@example.com"), False),
    ],
)
def test_number_and_secret_must_be_of_one_customer(knowledge: Knowledge, proof: Proof, holds: bool) -> None:
    found = matching_order(proof, knowledge.catalogue)
    assert (found is not None and found.order_id == "O0002") == holds


def test_a_proof_is_kept_for_its_session(verifications: Verifications, knowledge: Knowledge) -> None:
    assert verifications.attempt("s1", RIGHT, knowledge.catalogue) == "proven"
    proven = verifications.of("s1")
    assert proven is not None
    assert (proven.customer_id, proven.order_ids) == ("C1", ("O0002",))
    assert verifications.of("s2") is None


def test_after_five_wrong_tries_the_order_pauses_in_every_session(
    verifications: Verifications, knowledge: Knowledge
) -> None:
    outcomes = [verifications.attempt(f"s{n}", WRONG, knowledge.catalogue) for n in range(TRIES + 1)]
    assert outcomes == ["refused"] * TRIES + ["paused"]
    assert verifications.attempt("another", RIGHT, knowledge.catalogue) == "paused"
    assert verifications.of("another") is None


def test_a_session_cannot_go_through_the_numbers(verifications: Verifications, knowledge: Knowledge) -> None:
    numbers = [Proof(f"O{n:04}", "eve@example.com") for n in range(5000, 5000 + TRIES + 1)]
    outcomes = [verifications.attempt("s1", proof, knowledge.catalogue) for proof in numbers]
    assert outcomes[-1] == "paused"
    assert outcomes.count("refused") == TRIES


def test_an_order_that_does_not_exist_is_counted_like_one_that_does(
    verifications: Verifications, knowledge: Knowledge
) -> None:
    nobody = Proof("O9999", "eve@example.com")
    outcomes = [verifications.attempt(f"s{n}", nobody, knowledge.catalogue) for n in range(TRIES + 1)]
    assert outcomes == ["refused"] * TRIES + ["paused"]


def test_the_pause_ends(
    verifications: Verifications, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(TRIES):
        verifications.attempt(f"s{n}", WRONG, knowledge.catalogue)
    later = now() + PAUSE + timedelta(seconds=1)
    monkeypatch.setattr(bot.verification, "now", lambda: later)
    assert verifications.attempt("s9", RIGHT, knowledge.catalogue) == "proven"


def test_a_proof_that_holds_forgets_the_tries(verifications: Verifications, knowledge: Knowledge) -> None:
    for _ in range(3):
        for wrong in [WRONG] * (TRIES - 1):
            assert verifications.attempt("s1", wrong, knowledge.catalogue) == "refused"
        assert verifications.attempt("s1", RIGHT, knowledge.catalogue) == "proven"


def test_tries_at_once_are_all_counted(verifications: Verifications, knowledge: Knowledge) -> None:
    with ThreadPoolExecutor(12) as pool:
        found = list(
            pool.map(lambda n: verifications.attempt(f"s{n}", WRONG, knowledge.catalogue), range(24))
        )
    assert found.count("refused") == TRIES


def test_the_desk_of_a_proven_order_holds_that_order_and_nothing_else(
    verifications: Verifications, knowledge: Knowledge, desk: MakeDesk
) -> None:
    verifications.attempt("s1", RIGHT, knowledge.catalogue)
    limited = proven_desk(desk(), verifications.of("s1"))
    catalogue = limited.knowledge.catalogue
    assert limited.by_order
    assert limited.membership == "gold"
    assert limited.customer is not None
    assert not limited.customer.email
    assert [order.order_id for order in catalogue.orders_of("C1")] == ["O0002"]
    assert [order.order_id for order in catalogue.orders()] == ["O0002"]
    assert catalogue.orders_of("C2") == ()
    assert [customer.customer_id for customer in catalogue.customers()] == ["C1"]
    assert len(knowledge.catalogue.orders_of("C1")) == 2


def test_several_orders_of_one_customer_add_up_and_another_customer_takes_over(
    verifications: Verifications, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    moments: Iterator[datetime] = (now() + timedelta(seconds=n) for n in range(100))
    monkeypatch.setattr(bot.verification, "now", lambda: next(moments))
    verifications.attempt("s1", RIGHT, knowledge.catalogue)
    verifications.attempt("s1", Proof("O0001", "ada@example.com"), knowledge.catalogue)
    proven = verifications.of("s1")
    assert proven is not None
    assert set(proven.order_ids) == {"O0001", "O0002"}
    verifications.attempt("s1", Proof("O0003", None, ("200040",)), knowledge.catalogue)
    proven = verifications.of("s1")
    assert proven is not None
    assert (proven.customer_id, proven.order_ids) == ("C2", ("O0003",))


def test_no_proof_leaves_the_desk(desk: MakeDesk) -> None:
    guest = desk()
    assert proven_desk(guest, None) is guest
