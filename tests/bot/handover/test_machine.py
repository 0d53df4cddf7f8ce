from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from bot.database import open_database
from bot.errors import ConflictError
from bot.handover.machine import Handover, Handovers
from bot.messages import Sentiment

ANGRY = Sentiment(label="negative", score=-0.9, confidence=0.95)


@pytest.fixture
def handovers(database_url: str) -> Iterator[Handovers]:
    engine = open_database(database_url)
    yield Handovers(engine)
    engine.dispose()


def hand_over(handovers: Handovers, session_id: str = "s1") -> Handover:
    return handovers.hand_over(
        session_id, reason="angry", queue="orders", summary="Parcel is late.", sentiment=ANGRY
    )


def test_nobody_else_has_a_new_conversation(handovers: Handovers) -> None:
    assert handovers.state("s1") == "bot"
    assert handovers.current("s1") is None
    assert handovers.waiting() == ()


def test_a_conversation_goes_to_a_person_and_back(handovers: Handovers) -> None:
    waiting = hand_over(handovers)
    assert (waiting.state, waiting.agent, waiting.sentiment) == ("waiting", None, ANGRY)
    assert handovers.state("s1") == "waiting"
    assert handovers.waiting() == (waiting,)

    claimed = handovers.claim("s1", "ann")
    assert (claimed.state, claimed.agent, claimed.handover_id) == ("human", "ann", waiting.handover_id)
    assert claimed.claimed_at is not None
    assert handovers.waiting() == ()

    released = handovers.release("s1")
    assert released.ended_at is not None
    assert handovers.state("s1") == "bot"


def test_a_released_conversation_can_be_handed_over_again(handovers: Handovers) -> None:
    first = hand_over(handovers)
    handovers.claim("s1", "ann")
    handovers.release("s1")
    second = hand_over(handovers)
    assert second.handover_id != first.handover_id
    assert handovers.state("s1") == "waiting"


def test_handing_over_twice_gives_the_same_hand_over(handovers: Handovers) -> None:
    first = hand_over(handovers)
    again = handovers.hand_over("s1", reason="other", queue="returns", summary="")
    assert again == first
    claimed = handovers.claim("s1", "ann")
    assert hand_over(handovers) == claimed


def test_a_closed_conversation_stays_closed(handovers: Handovers) -> None:
    hand_over(handovers)
    handovers.claim("s1", "ann")
    assert handovers.close("s1").state == "closed"
    assert handovers.state("s1") == "closed"
    with pytest.raises(ConflictError, match=r"cannot hand over .* 'closed'"):
        hand_over(handovers)


def test_moves_that_the_state_does_not_allow_are_refused(handovers: Handovers) -> None:
    with pytest.raises(ConflictError, match=r"cannot claim .* state 'bot', expected 'waiting'"):
        handovers.claim("s1", "ann")
    hand_over(handovers)
    with pytest.raises(ConflictError, match=r"cannot release .* state 'waiting', expected 'human'"):
        handovers.release("s1")
    with pytest.raises(ConflictError, match="cannot close"):
        handovers.close("s1")
    handovers.claim("s1", "ann")
    with pytest.raises(ConflictError, match=r"cannot claim .* state 'human' \(with ann\)"):
        handovers.claim("s1", "bob")
    assert handovers.state("s1") == "human"


def test_the_longest_waiting_comes_first(handovers: Handovers) -> None:
    for session_id in ("s2", "s1", "s3"):
        hand_over(handovers, session_id)
    handovers.claim("s1", "ann")
    assert [each.session_id for each in handovers.waiting()] == ["s2", "s3"]


def test_of_many_who_claim_at_once_one_gets_it(handovers: Handovers) -> None:
    hand_over(handovers)
    together = Barrier(6)

    def claim(number: int) -> str | None:
        together.wait()
        try:
            return handovers.claim("s1", f"agent-{number}").agent
        except ConflictError:
            return None

    with ThreadPoolExecutor(6) as pool:
        winners = [agent for agent in pool.map(claim, range(6)) if agent is not None]
    assert len(winners) == 1
    current = handovers.current("s1")
    assert current is not None
    assert current.agent == winners[0]


def test_of_many_who_hand_over_at_once_all_get_the_same(handovers: Handovers) -> None:
    together = Barrier(6)

    def ask(_: int) -> str:
        together.wait()
        return hand_over(handovers).handover_id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1
    assert len(handovers.waiting()) == 1


def test_hand_overs_outlive_the_process(database_url: str) -> None:
    kept = hand_over(Handovers(open_database(database_url)))
    assert Handovers(open_database(database_url)).waiting() == (kept,)
