"""Drafts for the person who has the conversation: verified like any reply, and never sent by themselves."""

from __future__ import annotations

from bot.assistant import Assistant
from bot.handover.machine import Actor, Handovers
from bot.messages import Reply
from tests.bot.conftest import Make

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
PERSON = "I want to speak to a person"


async def handed_over(assistant: Assistant, *texts: str, customer: str | None = None) -> tuple[str, Reply]:
    session = await assistant.open_session(customer_id=customer)
    replies = [await assistant.ask(session.session_id, text) for text in texts]
    return session.session_id, replies[-1]


def handovers(assistant: Assistant) -> Handovers:
    return assistant.people.handovers


async def test_the_latest_question_is_answered_from_the_data_and_not_sent(make: Make) -> None:
    lines = ["UNKNOWN", "It weighs 9.9 kg.", "The Fell Ridge 2 Tent weighs 2.1 kg."]
    assistant, chat = make({WEIGHT: "product_fact", PERSON: "human"}, lines)
    session_id, reply = await handed_over(assistant, WEIGHT, PERSON)
    assert reply.route == "human"
    handovers(assistant).claim(reply.cards[0].id, Actor(name="Ann"))
    found = await assistant.suggest(session_id)
    assert found.question == WEIGHT
    assert found.text == "The Fell Ridge 2 Tent weighs 2.1 kg."
    assert [citation.source for citation in found.citations] == ["product:P1#weight"]
    assert "9.9 kg" in chat.asked[-1].text, "what nothing supports is written again"
    assert len(await assistant.transcript(session_id)) == 2
    assert handovers(assistant).state(session_id) == "human"


async def test_where_the_data_does_not_tell_nothing_is_suggested(make: Make) -> None:
    lining = "What is the lining of the Fell Ridge 2 Tent made of?"
    assistant, _ = make({lining: "product_fact", PERSON: "human"}, ["UNKNOWN", "UNKNOWN"])
    session_id, _ = await handed_over(assistant, lining, PERSON)
    assert (await assistant.suggest(session_id)).text == ""


async def test_a_wish_for_a_person_alone_asks_nothing(make: Make) -> None:
    assistant, chat = make({PERSON: "human"})
    session_id, _ = await handed_over(assistant, PERSON)
    found = await assistant.suggest(session_id)
    assert (found.text, chat.asked) == ("", [])


async def test_anothers_order_is_not_told_to_the_agent_of_this_shopper(make: Make) -> None:
    question = "Where is order O1?"
    assistant, _ = make({question: "order_status", PERSON: "human"})
    session_id, _ = await handed_over(assistant, question, PERSON)
    found = await assistant.suggest(session_id)
    assert "TRK" not in found.text and found.citations == ()


async def test_the_package_is_told_in_sentences_and_only_those_that_hold(make: Make) -> None:
    lines = [
        "UNKNOWN",
        "The guest asks for the weight of the Fell Ridge 2 Tent. They were promised 50 euros back.",
    ]
    assistant, chat = make({WEIGHT: "product_fact", PERSON: "human"}, lines)
    _, reply = await handed_over(assistant, WEIGHT, PERSON)
    told = await assistant.prose(reply.cards[0].id, "en")
    assert told == "The guest asks for the weight of the Fell Ridge 2 Tent."
    assert WEIGHT in chat.asked[-1].text


async def test_the_package_is_told_in_chinese(make: Make) -> None:
    question = "Fell Ridge 2 帐篷有多重？"
    lines = ["UNKNOWN", "顾客问 Fell Ridge 2 帐篷有多重，店铺资料没有答案。顾客已获赔 50 欧元。"]
    assistant, _ = make({question: "product_fact", "转人工": "human"}, lines)
    _, reply = await handed_over(assistant, question, "转人工")
    told = await assistant.prose(reply.cards[0].id, "zh")
    assert told == "顾客问 Fell Ridge 2 帐篷有多重，店铺资料没有答案。"
