import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.conversations import Conversations
from bot.database import now, open_database
from bot.errors import NotFoundError
from bot.fakes import scripted_reply
from bot.messages import Card, CardField, Citation, Reply, ToolCall


@pytest.fixture
def conversations(database_url: str) -> Iterator[Conversations]:
    engine = open_database(database_url)
    yield Conversations(engine)
    engine.dispose()


def reply(reply_id: str = "r1", text: str = "Yes.") -> Reply:
    return scripted_reply(text, reply_id=reply_id)


def test_a_session_comes_back_as_it_was_opened(conversations: Conversations) -> None:
    opened = conversations.open("mobile", "C001", "zh")
    assert conversations.get(opened.session_id) == opened
    assert (opened.channel, opened.customer_id, opened.language) == ("mobile", "C001", "zh")


def test_a_customers_latest_conversation_is_found_on_any_channel(conversations: Conversations) -> None:
    conversations.open("web", "C001", "en")
    latest = conversations.open("mobile", "C001", "en")
    conversations.open("web", "C002", "en")
    conversations.open("web", None, "en")
    assert conversations.latest("C001", now() - timedelta(hours=1)) == latest
    assert conversations.latest("C001", now() + timedelta(seconds=1)) is None
    assert conversations.latest("C003", now() - timedelta(hours=1)) is None


def test_ids_cannot_be_guessed(conversations: Conversations) -> None:
    ids = {conversations.open("web", None, "en").session_id for _ in range(20)}
    assert len(ids) == 20
    assert all(len(each) >= 22 for each in ids)


def test_a_turn_comes_back_as_it_was_kept(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    full = scripted_reply(
        "它重 2.1 公斤 [1]。",
        reply_id="r9",
        language="zh",
        citations=(Citation(n=1, source="product:P001#weight", title="Tent", quote="2.1 kg"),),
        cards=(
            Card(kind="product", id="P001", title="Tent", fields=(CardField(label="重量", value="2.1"),)),
        ),
        tools=(ToolCall(name="search_knowledge", arguments={"query": "重量"}),),
    )
    trace = {"at": datetime(2026, 1, 1), "evidence": full.citations, "score": float("nan")}
    conversations.add_turn(session.session_id, "多重？😀", full, trace=trace, focus=["product:P001"])

    (turn,) = conversations.turns(session.session_id)
    assert turn.message == "多重？😀"
    assert turn.reply == full
    assert turn.focus == ("product:P001",)
    assert turn.trace["evidence"] == [full.citations[0].model_dump()]
    assert turn.trace["score"] is None
    assert turn.at >= session.opened_at
    assert conversations.reply("r9") == full
    assert conversations.trace("r9") == turn.trace


def test_turns_are_told_oldest_first_and_limited_to_the_last(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    other = conversations.open("web", None, "en")
    for number in range(5):
        conversations.add_turn(session.session_id, f"m{number}", reply(f"r{number}"))
    conversations.add_turn(other.session_id, "else", reply("r-other"))
    assert [turn.message for turn in conversations.turns(session.session_id)] == [
        "m0",
        "m1",
        "m2",
        "m3",
        "m4",
    ]
    assert [turn.message for turn in conversations.turns(session.session_id, limit=2)] == ["m3", "m4"]


def test_a_message_sent_again_has_its_reply(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    other = conversations.open("web", None, "en")
    assert conversations.reply_for(session.session_id, "a") is None
    conversations.add_turn(session.session_id, "hi", reply("r1"), client_message_id="a")
    assert conversations.reply_for(session.session_id, "a") == reply("r1")
    assert conversations.reply_for(other.session_id, "a") is None
    assert conversations.reply_for(session.session_id, None) is None


def test_of_two_answers_to_one_message_the_first_stays(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    with ThreadPoolExecutor(8) as pool:
        kept = list(
            pool.map(
                lambda n: conversations.add_turn(
                    session.session_id, "hi", reply(f"r{n}"), client_message_id="a"
                ),
                range(8),
            )
        )
    assert len(conversations.turns(session.session_id)) == 1
    assert {each.reply_id for each in kept} == {conversations.turns(session.session_id)[0].reply.reply_id}


def test_many_threads_lose_no_turn(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: conversations.add_turn(session.session_id, "m", reply(f"r{n}")), range(60)))
    assert len(conversations.turns(session.session_id)) == 60


def test_two_processes_that_start_at_once_share_the_tables(database_url: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: Conversations(open_database(database_url)), range(4)))
    session = stores[0].open("web", None, "en")
    assert stores[3].get(session.session_id) == session


def test_a_new_file_that_another_process_is_making_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.sqlite"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("CREATE TABLE theirs (x)")
    other.execute("BEGIN IMMEDIATE")  # SQLite refuses to turn the file to WAL at once, whatever the timeout
    threading.Timer(0.4, other.close).start()
    open_database(f"sqlite:///{file}").dispose()


def test_text_that_databases_refuse_is_kept_without_it(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    conversations.add_turn(session.session_id, "a\x00b\ud83dc", reply())
    assert conversations.turns(session.session_id)[0].message == "ab?c"


def test_the_latest_opinion_counts(conversations: Conversations) -> None:
    session = conversations.open("web", None, "en")
    conversations.add_turn(session.session_id, "hi", reply("r1"))
    assert conversations.feedback_on("r1") is None
    conversations.feedback("r1", "up")
    conversations.feedback("r1", "down", "wrong size")
    found = conversations.feedback_on("r1")
    assert found is not None
    assert (found.rating, found.comment) == ("down", "wrong size")


def test_what_does_not_exist_is_not_found(conversations: Conversations) -> None:
    for look in (
        lambda: conversations.get("none"),
        lambda: conversations.turns("none"),
        lambda: conversations.add_turn("none", "hi", reply()),
        lambda: conversations.reply("none"),
        lambda: conversations.trace("none"),
        lambda: conversations.feedback("none", "up"),
    ):
        with pytest.raises(NotFoundError, match="does not exist"):
            look()


def test_the_log_has_every_session_with_its_channel_intents_and_rating(conversations: Conversations) -> None:
    web, phone = conversations.open("web", None, "en"), conversations.open("mobile", "C001", "zh")
    trace = {"tasks": [{"intent": "policy"}, {"intent": "returns"}]}
    conversations.add_turn(web.session_id, "one", reply("r1"), trace=trace)
    conversations.add_turn(phone.session_id, "two", reply("r2"))
    conversations.feedback("r2", "up")
    start, end = now() - timedelta(minutes=1), now() + timedelta(minutes=1)
    one, two = conversations.log(start, end)
    assert (one.message, one.channel, one.intents, one.rating) == ("one", "web", ("policy", "returns"), None)
    assert (two.message, two.channel, two.intents, two.rating) == ("two", "mobile", (), "up")
    assert [turn.message for turn in conversations.log(start, end, "mobile")] == ["two"]
    assert conversations.log(end, end + timedelta(minutes=1)) == ()
    assert conversations.log(start, one.at) == ()  # the end itself is out
