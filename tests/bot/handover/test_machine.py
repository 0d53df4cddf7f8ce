import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text

from bot.database import now, open_database
from bot.errors import ConflictError, InputError, NotFoundError
from bot.handover.archive import Archive
from bot.handover.machine import Actor, Handovers
from bot.handover.tables import handovers as handover_table
from bot.handover.values import Handover
from bot.messages import Sentiment

ANN, BOB, CHIEF = Actor(name="ann"), Actor(name="bob"), Actor(name="cleo", chief=True)
ANGRY = Sentiment(label="negative", score=-0.9, confidence=0.95)


@pytest.fixture
def handovers(database_url: str) -> Iterator[Handovers]:
    engine = open_database(database_url)
    yield Handovers(engine)
    engine.dispose()


@pytest.fixture
def archive(handovers: Handovers) -> Archive:
    return Archive(handovers.engine)


def hand_over(handovers: Handovers, session_id: str = "s1", priority: int = 0) -> Handover:
    return handovers.hand_over(
        session_id,
        reason="angry",
        queue="orders",
        summary="Parcel is late.",
        sentiment=ANGRY,
        priority=priority,
    )


def kinds(archive: Archive, session_id: str = "s1") -> list[str]:
    return [entry.kind for entry in archive.entries_of(session_id)]


def test_nobody_else_has_a_new_conversation(handovers: Handovers, archive: Archive) -> None:
    assert handovers.state("s1") == "bot"
    assert handovers.current("s1") is None
    assert archive.waiting() == ()
    with pytest.raises(NotFoundError):
        handovers.claim("nothing", ANN)


def test_a_conversation_goes_to_a_person_and_back(handovers: Handovers, archive: Archive) -> None:
    waiting = hand_over(handovers)
    assert (waiting.state, waiting.agent, waiting.sentiment) == ("waiting", None, ANGRY)
    assert handovers.state("s1") == "waiting"
    assert archive.waiting() == (waiting,)

    claimed = handovers.claim(waiting.handover_id, ANN)
    assert (claimed.state, claimed.agent, claimed.handover_id) == ("human", "ann", waiting.handover_id)
    assert claimed.claimed_at is not None
    assert archive.waiting() == ()
    assert archive.held("ann") == archive.held() == (claimed,)
    assert archive.held("bob") == ()

    released = handovers.release(waiting.handover_id, ANN)
    assert released.ended_at is not None
    assert handovers.state("s1") == "bot"
    assert archive.ended() == (released,)
    assert kinds(archive) == ["asked", "claimed", "released"]


def test_a_released_conversation_can_be_handed_over_again(handovers: Handovers) -> None:
    first = hand_over(handovers)
    handovers.claim(first.handover_id, ANN)
    handovers.release(first.handover_id, ANN)
    second = hand_over(handovers)
    assert second.handover_id != first.handover_id
    assert handovers.state("s1") == "waiting"


def test_a_shopper_who_comes_back_after_the_close_can_get_a_person_again(handovers: Handovers) -> None:
    first = hand_over(handovers)
    handovers.claim(first.handover_id, ANN)
    assert handovers.close(first.handover_id, ANN).state == "closed"
    assert handovers.state("s1") == "closed"
    with pytest.raises(ConflictError, match=r"cannot claim .* 'closed'"):
        handovers.claim(first.handover_id, BOB)
    assert hand_over(handovers).state == "waiting"


def test_handing_over_twice_gives_the_same_hand_over(handovers: Handovers) -> None:
    first = hand_over(handovers)
    again = handovers.hand_over("s1", reason="other", queue="returns", summary="")
    assert again == first
    claimed = handovers.claim(first.handover_id, ANN)
    assert hand_over(handovers) == claimed


def test_moves_that_the_state_does_not_allow_are_refused(handovers: Handovers) -> None:
    first = hand_over(handovers).handover_id
    with pytest.raises(ConflictError, match=r"cannot release .* state 'waiting', expected 'human'"):
        handovers.release(first, ANN)
    with pytest.raises(ConflictError, match="cannot close"):
        handovers.close(first, ANN)
    with pytest.raises(ConflictError, match="cannot answer"):
        handovers.write(first, ANN, "hello")
    handovers.claim(first, ANN)
    with pytest.raises(ConflictError, match=r"cannot claim .* state 'human' \(with ann\)"):
        handovers.claim(first, BOB)
    assert handovers.claim(first, ANN).agent == "ann"
    assert handovers.state("s1") == "human"


def test_only_who_has_a_conversation_answers_and_ends_it_or_else_a_chief(handovers: Handovers) -> None:
    first = hand_over(handovers).handover_id
    handovers.claim(first, ANN)
    for move in (handovers.release, handovers.close):
        with pytest.raises(ConflictError, match="with ann"):
            move(first, BOB)
    with pytest.raises(ConflictError, match="with ann"):
        handovers.transfer(first, BOB, "returns")
    for actor in (BOB, CHIEF):
        with pytest.raises(ConflictError, match="with ann"):
            handovers.write(first, actor, "me too")
    assert handovers.release(first, CHIEF).state == "bot"


def test_a_transfer_waits_in_the_other_queue_since_it_first_waited(
    handovers: Handovers, archive: Archive
) -> None:
    first, later = hand_over(handovers), hand_over(handovers, "s2")
    handovers.claim(first.handover_id, ANN)
    moved = handovers.transfer(first.handover_id, ANN, "returns")
    assert (moved.state, moved.queue, moved.agent, moved.asked_at) == (
        "waiting",
        "returns",
        None,
        first.asked_at,
    )
    assert archive.waiting("returns") == (moved,)
    assert archive.waiting("orders") == (later,)
    assert handovers.claim(first.handover_id, BOB).agent == "bob"


def test_the_urgent_come_first_and_then_the_longest_waiting(handovers: Handovers, archive: Archive) -> None:
    for session_id, priority in (("s2", 0), ("s1", 0), ("s3", 2), ("s4", 0)):
        hand_over(handovers, session_id, priority)
    handovers.claim(archive.waiting()[2].handover_id, ANN)
    assert [each.session_id for each in archive.waiting()] == ["s3", "s2", "s4"]
    assert archive.ahead_of(archive.waiting()[1]) == 1


def test_who_waits_long_comes_before_who_is_urgent(handovers: Handovers, archive: Archive) -> None:
    patient = hand_over(handovers, "s1")
    urgent = hand_over(handovers, "s2", 2)
    moved = handover_table.update().where(handover_table.c.handover_id == patient.handover_id)
    with handovers.engine.begin() as connection:
        connection.execute(moved.values(asked_at=now() - timedelta(minutes=46)))
    assert [each.session_id for each in archive.waiting()] == ["s1", "s2"]
    assert archive.waiting(limit=1)[0].handover_id != urgent.handover_id


def test_what_a_person_writes_is_kept_once(handovers: Handovers, archive: Archive) -> None:
    first = hand_over(handovers).handover_id
    handovers.claim(first, ANN)
    sent = handovers.write(first, ANN, "Hello\x00!", message_id="m1")
    handovers.transfer(first, ANN, "returns")
    assert handovers.write(first, ANN, "Hello!", message_id="m1") == sent
    handovers.write(first, BOB, "calls back often", kind="note")
    handovers.heard("s1")
    assert kinds(archive) == ["asked", "claimed", "reply", "transferred", "note", "shopper"]
    assert [e.text for e in archive.entries_of("s1", ["reply"])] == ["Hello!"]


def test_a_shopper_never_sees_a_note(handovers: Handovers, archive: Archive) -> None:
    first = hand_over(handovers).handover_id
    handovers.claim(first, ANN)
    handovers.write(first, ANN, "secret", kind="note")
    handovers.write(first, ANN, "Hello")
    shown = archive.shown_to_shopper("s1")
    assert [e.kind for e in shown] == ["asked", "claimed", "reply"]
    assert archive.shown_to_shopper("s1", shown[1].number) == (shown[2],)
    assert archive.shown_to_shopper("s2") == ()


def test_a_rating_comes_after_the_end_and_the_last_one_counts(handovers: Handovers, archive: Archive) -> None:
    first = hand_over(handovers).handover_id
    with pytest.raises(ConflictError, match="cannot rate"):
        archive.rate(first, 5, None)
    handovers.claim(first, ANN)
    handovers.close(first, ANN)
    for wrong in (0, 6):
        with pytest.raises(InputError, match="expected 1 to 5"):
            archive.rate(first, wrong, None)
    archive.rate(first, 2, "slow")
    archive.rate(first, 4, None)
    assert archive.ratings()[first].rating == 4


def test_of_many_who_claim_at_once_one_gets_it(handovers: Handovers) -> None:
    first = hand_over(handovers).handover_id
    together = Barrier(6)

    def claim(number: int) -> str | None:
        together.wait()
        try:
            return handovers.claim(first, Actor(name=f"agent-{number}")).agent
        except ConflictError:
            return None

    with ThreadPoolExecutor(6) as pool:
        winners = [agent for agent in pool.map(claim, range(6)) if agent is not None]
    assert len(winners) == 1
    assert handovers.get(first).agent == winners[0]


def test_twenty_agents_claim_two_hundred_conversations_each_exactly_once(
    handovers: Handovers, archive: Archive
) -> None:
    for number in range(200):
        hand_over(handovers, f"s{number}")

    def work(number: int) -> list[str]:
        actor, mine = Actor(name=f"agent-{number}"), list[str]()
        while waiting := archive.waiting(limit=10):
            for each in waiting:
                with suppress(ConflictError):
                    mine.append(handovers.claim(each.handover_id, actor).handover_id)
        return mine

    with ThreadPoolExecutor(20) as pool:
        claimed = [handover_id for mine in pool.map(work, range(20)) for handover_id in mine]
    assert len(claimed) == len(set(claimed)) == 200
    logged = [e for e in archive.entries_after(0, 1000) if e.kind == "claimed"]
    assert sorted(e.handover_id for e in logged) == sorted(claimed)
    assert all(handovers.get(e.handover_id).agent == e.agent for e in logged)


def test_of_many_who_hand_over_at_once_all_get_the_same(handovers: Handovers, archive: Archive) -> None:
    together = Barrier(6)

    def ask(_: int) -> str:
        together.wait()
        return hand_over(handovers).handover_id

    with ThreadPoolExecutor(6) as pool:
        assert len(set(pool.map(ask, range(6)))) == 1
    assert len(archive.waiting()) == 1


_ASKS_FOR_EVER = """
import itertools, sys
from bot.database import now, open_database
from bot.handover.machine import Handovers
handovers = Handovers(open_database(sys.argv[1]))
for number in itertools.count():
    handovers.hand_over(f"s{number}", reason="r", queue="orders", summary="")
    print(number, flush=True)
"""


def test_the_queue_survives_a_kill(database_url: str) -> None:
    asking = subprocess.Popen([sys.executable, "-c", _ASKS_FOR_EVER, database_url], stdout=subprocess.PIPE)
    assert asking.stdout is not None
    told = [int(asking.stdout.readline()) for _ in range(20)]
    os.kill(asking.pid, signal.SIGKILL)
    told += [int(line) for line in asking.stdout.read().splitlines()]
    asking.wait()
    handovers = Handovers(open_database(database_url))
    waiting = Archive(handovers.engine).waiting()
    assert {f"s{number}" for number in told} <= {each.session_id for each in waiting}
    assert handovers.claim(waiting[-1].handover_id, ANN).state == "human"


def test_a_database_of_an_older_version_gets_what_it_lacks(database_url: str) -> None:
    engine = open_database(database_url)
    kept = hand_over(Handovers(engine))
    with engine.begin() as connection:
        for column in ("priority", "cause", "package"):
            connection.execute(text(f"ALTER TABLE handovers DROP COLUMN {column}"))
    assert Handovers(engine).get(kept.handover_id) == kept
