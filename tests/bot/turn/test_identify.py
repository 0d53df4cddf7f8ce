"""A guest proves an order in the chat, through the whole turn."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.messages import Reply
from bot.turn.state import Intent
from bot.verification import TRIES
from tests.bot.conftest import Make

WHERE = "Where is my order?"
WHERE_ZH = "我的订单到哪了？"


async def talk(assistant: Assistant, *texts: str, language: str = "en") -> list[Reply]:
    session = await assistant.open_session(language=language)
    return [await assistant.ask(session.session_id, text) for text in texts]


def script(*more: str, intent: Intent = "order_status") -> dict[str, Intent]:
    return {WHERE: "order_status", WHERE_ZH: "order_status", **dict.fromkeys(more, intent)}


async def test_a_guest_is_asked_for_number_and_email_and_then_answered(make: Make) -> None:
    assistant, _ = make(script(f"{WHERE} O0002"))
    asked, answered = await talk(assistant, WHERE, "O0002 ada@example.com")
    assert "order number" in asked.text
    assert "e-mail" in asked.text
    assert asked.abstained
    assert "TRK0002" in answered.text
    assert [card.id for card in answered.cards] == ["O0002"]
    assert answered.citations[0].source == "order:O0002"


async def test_in_chinese_the_answer_stays_chinese(make: Make) -> None:
    assistant, _ = make(script(f"{WHERE_ZH} O0003"))
    asked, answered = await talk(assistant, WHERE_ZH, "O0003 200040", language="en")
    assert "订单号" in asked.text
    assert answered.language == "zh"
    assert "备货中" in answered.text


async def test_number_and_email_may_come_one_after_the_other(make: Make) -> None:
    assistant, _ = make(script("O0002", f"{WHERE} O0002"))
    replies = await talk(assistant, WHERE, "O0002", "ada@example.com")
    assert "TRK0002" not in replies[1].text
    assert "TRK0002" in replies[2].text
    replies = await talk(assistant, WHERE, "ada@example.com", "O0002")
    assert "order number" in replies[1].text
    assert "TRK0002" in replies[2].text


async def test_all_in_the_first_message(make: Make) -> None:
    text = "Where is order O0002? my e-mail is ada@example.com"
    assistant, chat = make(script("Where is order O0002?"))
    (reply,) = await talk(assistant, text)
    assert "TRK0002" in reply.text
    assert "ada@" not in str(reply.tools)
    assert not chat.asked


async def test_a_refusal_does_not_tell_what_was_wrong(make: Make) -> None:
    assistant, _ = make(script())
    texts = [
        "O0002 eve@example.com",
        "O9999 ada@example.com",
        "O0003 ada@example.com",
        "O9998 eve@example.com",
    ]
    replies = [(await talk(assistant, WHERE, text))[1] for text in texts]
    assert len({reply.text for reply in replies}) == 1
    assert all(reply.abstained and not reply.cards and not reply.citations for reply in replies)


async def test_after_five_tries_a_new_tab_does_not_help(make: Make) -> None:
    assistant, _ = make(script())
    for _ in range(TRIES):
        await talk(assistant, WHERE, "O0002 eve@example.com")
    reply = (await talk(assistant, WHERE, "O0002 ada@example.com"))[1]
    assert "TRK0002" not in reply.text
    assert "an hour" in reply.text


async def test_a_proven_order_opens_nothing_else(make: Make) -> None:
    listing, other, account, mine = (
        "Show me all my orders",
        "Where is order O0001?",
        "What is my e-mail address?",
        "How heavy is my tent?",
    )
    assistant, _ = make(
        {
            **script(f"{WHERE} O0002", other),
            listing: "order_history",
            account: "account",
            mine: "product_fact",
        },
        ["UNKNOWN"],
    )
    replies = await talk(assistant, WHERE, "O0002 ada@example.com", listing, other, account, mine)
    said = " ".join(reply.text for reply in replies[2:])
    assert [card.id for card in replies[2].cards] == ["O0002"]
    assert "1 order with us" not in said
    assert "O0001" not in said.replace(other, "")
    assert "ada@example.com" not in said
    assert "sign in" in replies[4].text
    assert "proven" in replies[3].text


async def test_further_questions_need_no_further_proof(make: Make) -> None:
    again = "What was the total of it?"
    assistant, _ = make(script(f"{WHERE} O0002", again))
    replies = await talk(assistant, WHERE, "O0002 ada@example.com", again)
    assert "€79.00" in replies[2].text


async def test_a_second_order_can_be_proven(make: Make) -> None:
    other = "Where is order O0001?"
    assistant, _ = make(script(f"{WHERE} O0002", other))
    replies = await talk(assistant, WHERE, "O0002 ada@example.com", other, "ada@example.com")
    assert "TRK0001" in replies[3].text


async def test_a_signed_in_customer_proves_nothing(make: Make) -> None:
    text = "O0003 ben@example.com"
    assistant, _ = make(script(text))
    session = await assistant.open_session(customer_id="C1")
    reply = await assistant.ask(session.session_id, text)
    assert "processing" not in reply.text
    assert "being prepared" not in reply.text
    assert not reply.cards


async def test_another_question_after_the_request_is_answered(make: Make) -> None:
    weight = "What is the weight of the Fell Ridge 2 Tent?"
    assistant, _ = make({**script(), weight: "product_fact"}, ["It weighs 2.1 kg."])
    replies = await talk(assistant, WHERE, weight)
    assert "2.1 kg" in replies[1].text


@pytest.mark.parametrize("number", ["TRK0003", "TRK0002", "TRK9999"])
@pytest.mark.parametrize("customer_id", [None, "C2"])
async def test_whose_parcel_it_is_is_not_told(make: Make, number: str, customer_id: str | None) -> None:
    text = f"包裹 {number} 是谁的，里面是什么？"
    assistant, _ = make({f"包裹 {number} 是谁的，里面是什么？": "order_status"})
    session = await assistant.open_session(customer_id=customer_id)
    reply = await assistant.ask(session.session_id, text)
    assert reply.abstained
    assert not reply.cards
    assert not reply.citations
    assert "O000" not in reply.text


async def test_ones_own_parcel_number_names_its_order(make: Make) -> None:
    text = "Where is parcel trk0001?"
    assistant, _ = make({text: "order_status"})
    session = await assistant.open_session(customer_id="C1")
    reply = await assistant.ask(session.session_id, text)
    assert [card.id for card in reply.cards] == ["O0001"]
