"""A message with slips of the keyboard is understood as it was meant; transcripts keep the shopper's words."""

from __future__ import annotations

from bot.messages import FinalEvent
from tests.bot.conftest import Make

WRITTEN = "whats the wieght of thetent Fell Rige 2"
MEANT = "what's the weight of the tent Fell ridge 2"


async def test_a_message_with_slips_is_understood(make: Make) -> None:
    assistant, _ = make({MEANT: "product_fact"}, ["The Fell Ridge 2 Tent weighs 2.1 kg."] * 2)
    session = await assistant.open_session()
    *_, last = [event async for event in assistant.stream(session.session_id, WRITTEN)]
    assert isinstance(last, FinalEvent)
    assert last.reply.citations[0].source == "product:P1#weight"
    turns = assistant.conversations.turns(session.session_id)
    assert [turn.message for turn in turns] == [WRITTEN]


async def test_chinese_words_that_sound_alike_are_understood(make: Make) -> None:
    assistant, _ = make({"Fell Ridge 2 帐篷保修多久": "product_fact"})
    session = await assistant.open_session(language="zh")
    *_, last = [
        event async for event in assistant.stream(session.session_id, "Fell Ridge 2 zhangpeng抱修多久")
    ]
    assert isinstance(last, FinalEvent)
    assert "3 年" in last.reply.text
