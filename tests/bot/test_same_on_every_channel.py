"""One shop, one answer: the channel a shopper comes through changes nothing in what they are told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.messages import Card, Citation, ToolCall
from bot.turn.state import Intent
from tests.bot.conftest import Make

CHANNELS = ("web", "mobile", "social", "store")
WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
WEIGHT_ZH = "Fell Ridge 2 帐篷的重量是多少？"
REVIEWS = "What do buyers complain about with the Fell Ridge 2 Tent?"
RETURNS = "How many days do I have to return an item?"
LAMPS = "Recommend me a lamp under 60 euros"
OFFERS = "Which offers are there at the moment?"
STATUS = "Where is my order?"
HISTORY = "Which orders have I placed?"


@dataclass(frozen=True)
class Told:
    """What a shopper was told and shown, and what the language model was given to say it from."""

    text: str
    abstained: bool
    citations: tuple[Citation, ...]
    cards: tuple[Card, ...]
    tools: tuple[ToolCall, ...]
    prompts: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question, what the scripted models make of it, and a fact and a source that must be in the answer."""

    text: str
    intent: Intent
    said: str = ""
    customer_id: str | None = None
    fact: str = ""
    source: str = ""


ASKED = (
    Asked(WEIGHT, "product_fact", "It weighs 2.1 kg.", None, "2.1 kg", "product:P1#weight"),
    Asked(WEIGHT, "product_fact", "It weighs 2.1 kg.", "C1", "2.1 kg", "product:P1#weight"),
    Asked(WEIGHT_ZH, "product_fact", "重 2.1 公斤。", None, "2.1 公斤", "product:P1#weight"),
    Asked(REVIEWS, "product_reviews", "The zip sticks in the cold.", None, "zip", "review:P1-R1"),
    Asked(
        RETURNS, "policy", "You have 30 days to return an item.", None, "30 days", "policy:returns#standard"
    ),
    Asked(RETURNS, "policy", "You have 60 days to return an item.", "C1", "60 days", "policy:returns#gold"),
    Asked(LAMPS, "recommend", "The Lumo Glow Lamp costs €49.00.", None, "Lumo Glow Lamp", "product:P4"),
    Asked(OFFERS, "promotion", "10 % off all lamps.", None, "LIGHT10", "promotion:PR1"),
    Asked(STATUS, "order_status", "", "C1", "TRK0002", "order:O0002"),
    Asked(HISTORY, "order_history", "", "C1", "O0001"),
)


async def told(make: Make, channel: str, asked: Asked) -> Told:
    assistant, chat = make({asked.text: asked.intent}, [asked.said] * 2)
    session = await assistant.open_session(channel=channel, customer_id=asked.customer_id)
    assert session.channel == channel
    reply = await assistant.ask(session.session_id, asked.text)
    prompts = tuple(message.text for request in chat.asked for message in request.messages)
    return Told(reply.text, reply.abstained, reply.citations, reply.cards, reply.tools, prompts)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.intent}-{asked.customer_id or 'guest'}")
async def test_the_same_question_gets_the_same_facts_citations_and_cards(make: Make, asked: Asked) -> None:
    first, *others = [await told(make, channel, asked) for channel in CHANNELS]
    assert asked.fact in first.text
    assert not first.abstained
    if asked.source:
        assert any(citation.source.startswith(asked.source) for citation in first.citations)
    for channel, other in zip(CHANNELS[1:], others, strict=True):
        assert other == first, channel


@pytest.mark.parametrize("channel", CHANNELS)
async def test_orders_of_every_channel_are_known_on_each(make: Make, channel: str) -> None:
    answer = await told(make, channel, Asked(HISTORY, "order_history", customer_id="C1"))
    assert {card.id for card in answer.cards} == {"O0001", "O0002"}
    assert "O0003" not in answer.text


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_guest_sees_no_orders_on_any(make: Make, channel: str) -> None:
    answer = await told(make, channel, Asked(STATUS, "order_status"))
    assert not answer.cards
    assert "sign in" in answer.text
