import asyncio

import pytest

from bot.errors import AccessError, InputError, ModelError, NotFoundError
from bot.fakes import Asked, ScriptedAssistant, scripted_reply
from bot.messages import Card, Citation, ErrorEvent, Event, FinalEvent
from bot.service import AssistantService

WEIGHT = Citation(n=1, source="product:P001#weight", title="Tent", quote="2.1 kg")
RETURNS = Citation(n=2, source="policy:returns#gold", title="Returns", quote="60 days")
REPLY = scripted_reply(
    "It weighs 2.1 kg [1]. Return it within 60 days. [2] It is light [1].",
    citations=(WEIGHT, RETURNS),
    cards=(Card(kind="product", id="P001", title="Tent"),),
)


async def events_of(assistant: AssistantService, text: str = "hi") -> list[Event]:
    session = await assistant.open_session()
    return [event async for event in assistant.stream(session.session_id, text)]


def test_a_reply_is_told_as_events_in_order() -> None:
    events = asyncio.run(events_of(ScriptedAssistant([REPLY])))
    told = [(event.event, getattr(event, "text", "")) for event in events]
    assert told == [
        ("card", ""),
        ("citation", ""),
        ("sentence", "It weighs 2.1 kg [1]."),
        ("citation", ""),
        ("sentence", "Return it within 60 days. [2]"),
        ("sentence", "It is light [1]."),
        ("route", ""),
        ("final", ""),
    ]
    assert isinstance(events[-1], FinalEvent)
    assert events[-1].reply == REPLY


def test_chinese_sentences_are_told_one_by_one() -> None:
    events = asyncio.run(events_of(ScriptedAssistant([scripted_reply("重 2.1 公斤。[1]很轻！")])))
    assert [event.text for event in events if event.event == "sentence"] == ["重 2.1 公斤。[1]", "很轻！"]


def test_it_records_what_it_was_asked_and_fails_past_the_script() -> None:
    async def run() -> ScriptedAssistant:
        assistant = ScriptedAssistant([REPLY])
        session = await assistant.open_session(customer_id="C001")
        await assistant.ask(session.session_id, "one", client_message_id="a")
        await assistant.ask(session.session_id, "one", client_message_id="a")
        with pytest.raises(AssertionError, match=r"message 2 .'two'. is past the script's end"):
            await assistant.ask(session.session_id, "two")
        await assistant.feedback("reply-1", "up", None)
        assert [turn.message for turn in await assistant.transcript(session.session_id)] == ["one"]
        return assistant

    assistant = asyncio.run(run())
    assert assistant.asked[0] == Asked("session-1", "one", "a")
    assert assistant.opened[0].customer_id == "C001"
    assert assistant.opinions == [("reply-1", "up", None)]


def test_lines_may_be_failures() -> None:
    async def run() -> None:
        assistant = ScriptedAssistant([ErrorEvent(code="down", message="Sorry."), InputError("no")])
        session = await assistant.open_session()
        with pytest.raises(ModelError, match="Sorry"):
            await assistant.ask(session.session_id, "one")
        with pytest.raises(InputError, match="no"):
            await assistant.ask(session.session_id, "two")
        assert assistant.abandoned == []

    asyncio.run(run())


def test_a_stream_that_is_left_is_recorded() -> None:
    async def run() -> ScriptedAssistant:
        assistant = ScriptedAssistant([REPLY])
        session = await assistant.open_session()
        events = assistant.stream(session.session_id, "hi")
        await anext(events)
        await events.aclose()
        return assistant

    assert asyncio.run(run()).abandoned == ["hi"]


def test_it_refuses_what_the_assistant_refuses() -> None:
    async def run() -> None:
        assistant = ScriptedAssistant([])
        with pytest.raises(AccessError):
            await assistant.open_session(customer_id="C999")
        with pytest.raises(InputError, match="channel: found 'fax'"):
            await assistant.open_session(channel="fax")
        with pytest.raises(InputError, match="language: found 'tlh'"):
            await assistant.open_session(language="tlh")
        for look in (
            assistant.ask("none", "hi"),
            assistant.transcript("none"),
            assistant.feedback("none", "up", None),
        ):
            with pytest.raises(NotFoundError):
                await look

    asyncio.run(run())
