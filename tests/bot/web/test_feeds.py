"""The log of a session: who hears what, and when a turn ends that nobody hears."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.errors import ConflictError, NotFoundError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.web import feeds as module
from bot.web.feeds import Entry, Feed, Feeds

REPLY = scripted_reply("One. Two.")


async def opened(*script: Line, pause: float = 0.0) -> tuple[Feeds, Feed, ScriptedAssistant]:
    assistant = ScriptedAssistant(script, pause=pause)
    session = await assistant.open_session()
    feeds = Feeds(assistant)
    return feeds, await feeds.of(session.session_id), assistant


async def test_an_unknown_session_has_no_log() -> None:
    feeds, _, _ = await opened()
    with pytest.raises(NotFoundError):
        await feeds.of("none")
    assert len(feeds) == 1


async def test_a_late_listener_hears_a_turn_from_its_first_event() -> None:
    _, feed, _ = await opened(REPLY)
    turn = feed.send("hi", "m", 9)
    early = [entry.name async for entry in feed.answer(turn)]
    late = [entry.name async for entry in feed.answer(turn)]
    assert early == late == ["sentence", "sentence", "route", "final"]


async def test_turns_of_one_session_are_answered_one_after_the_other() -> None:
    _, feed, _ = await opened(REPLY, REPLY, pause=0.01)
    first, second = feed.send("a", "1", 9), feed.send("b", "2", 9)
    with feed.listening():
        await asyncio.gather(*(_end(feed, turn.message_id) for turn in (first, second)))
    told = [entry.turn for entry in await _all(feed) if entry.name != "message"]
    assert told == ["1"] * 4 + ["2"] * 4


async def test_a_session_cannot_pile_up_messages() -> None:
    _, feed, _ = await opened(*[REPLY] * 9, pause=9)
    for number in range(module.MOST_WAITING):
        feed.send("hi", f"{number}", 9)
    with pytest.raises(ConflictError, match="wait for their answer"):
        feed.send("hi", "one more", 9)
    feed.cancel()


async def test_a_turn_with_an_id_outlives_its_listener_for_a_while_and_one_without_does_not() -> None:
    _, feed, assistant = await opened(REPLY, REPLY, pause=0.2)
    kept, dropped = feed.send("kept", "m", 9), feed.send("dropped", None, 9)
    for turn in (kept, dropped):
        with feed.listening(turn):
            await asyncio.sleep(0)
    await _until(lambda: not dropped.running)
    assert kept.running
    await _until(lambda: not kept.running)
    assert [asked.text for asked in assistant.asked] == ["kept"]


async def test_a_listener_of_the_session_keeps_its_turns_alive() -> None:
    _, feed, assistant = await opened(REPLY, pause=0.02)
    with feed.listening():
        turn = feed.send("hi", "m", 0.0)
        with feed.listening(turn):
            pass
        await _until(lambda: not turn.running)
    assert assistant.abandoned == []


async def test_a_listener_that_falls_too_far_behind_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_LOG", 10)
    _, feed, _ = await opened()
    for number in range(30):
        feed.publish("person", {"number": number})
    assert feed.number_of(feed.event_id(5)) is None
    assert feed.number_of(feed.event_id(25)) == 25
    assert feed.number_of("other-25") is None
    async with asyncio.timeout(2):
        assert [entry async for entry in feed.follow(5)] == []


async def test_logs_that_nobody_uses_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT_SECONDS", -1.0)
    feeds, feed, assistant = await opened()
    other = await assistant.open_session()
    with feed.listening():
        await feeds.of(other.session_id)
        assert len(feeds) == 2
    third = await assistant.open_session()
    await feeds.of(third.session_id)
    assert len(feeds) == 1


async def test_what_people_write_reaches_listeners_only() -> None:
    feeds, feed, _ = await opened()
    feeds.publish(feed.session_id, "person", {"text": "Hello"})
    feeds.publish("nobody listens", "person", {"text": "Hello"})
    assert [(entry.name, entry.turn) for entry in await _all(feed)] == [("person", None)]


async def _all(feed: Feed) -> list[Entry]:
    found: list[Entry] = []
    async for entry in feed.follow(0):
        found.append(entry)
        if entry.number == feed.last:
            break
    return found


async def _end(feed: Feed, message_id: str) -> None:
    turn = feed.turn(message_id)
    assert turn is not None
    async for _ in feed.answer(turn):
        pass


async def _until(true: Callable[[], bool]) -> None:
    for _ in range(500):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come to that")
