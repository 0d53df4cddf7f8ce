"""The whole assistant over the sample shop: real language model, real Chroma, real small models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal

from bot.assistant import Assistant
from bot.config import load_settings
from bot.messages import CardEvent, Event, Reply, SentenceEvent
from bot.opening import open_assistant

pytestmark = [pytest.mark.integration, pytest.mark.timeout(900)]


@dataclass(frozen=True)
class Shopper:
    """Asks the assistant from outside its event loop."""

    portal: BlockingPortal
    assistant: Assistant

    def ask(self, *questions: str, customer: str | None = None, channel: str = "web") -> Reply:
        """The reply to the last of the questions, asked in one session."""
        return self.portal.call(self._ask, questions, customer, channel)

    def events(self, question: str, customer: str | None = None) -> list[Event]:
        """Everything that a page would hear."""
        return self.portal.call(self._events, question, customer)

    async def _ask(self, questions: tuple[str, ...], customer: str | None, channel: str) -> Reply:
        session = await self.assistant.open_session(customer_id=customer, channel=channel)
        replies = [await self.assistant.ask(session.session_id, question) for question in questions]
        return replies[-1]

    async def _events(self, question: str, customer: str | None) -> list[Event]:
        session = await self.assistant.open_session(customer_id=customer)
        return [event async for event in self.assistant.stream(session.session_id, question)]


@pytest.fixture(scope="module")
def shopper(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shopper]:
    settings = load_settings(store=sample_store, data_dir=tmp_path_factory.mktemp("data"), llm_timeout=300.0)
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(open_assistant(settings)) as assistant,
    ):
        assert portal.call(assistant.ready)
        yield Shopper(portal, assistant)


def sources(reply: Reply) -> list[str]:
    return [citation.source for citation in reply.citations]


def cards(reply: Reply) -> list[tuple[str, str]]:
    return [(card.kind, card.id) for card in reply.cards]


def test_a_product_fact(shopper: Shopper) -> None:
    reply = shopper.ask("How heavy is the Fernwell Ridge 2 tent?")
    assert "2.1 kg" in reply.text
    assert "product:P001#weight" in sources(reply)
    assert ("product", "P001") in cards(reply)
    assert reply.usage.completion_tokens > 0


def test_the_card_comes_before_the_words(shopper: Shopper) -> None:
    kinds = [type(event) for event in shopper.events("How heavy is the Fernwell Ridge 2 tent?")]
    assert kinds.index(CardEvent) < kinds.index(SentenceEvent)


def test_it_is_what_was_talked_about(shopper: Shopper) -> None:
    reply = shopper.ask("How heavy is the Fernwell Ridge 2 tent?", "And how long is its warranty?")
    assert "3 years" in reply.text
    assert any(source.startswith("product:P001#") for source in sources(reply))


def test_a_comparison(shopper: Shopper) -> None:
    reply = shopper.ask("Which is lighter, the Fernwell Ridge 2 Tent or the Fernwell Ridge 3 Tent?")
    assert "2.1 kg" in reply.text
    assert "2.9 kg" in reply.text
    assert "0.8 kg" in reply.text
    assert reply.cards[0].kind == "comparison"


def test_where_is_my_order(shopper: Shopper) -> None:
    reply = shopper.ask("Where is my order?", customer="C008")
    assert "O0059" in reply.text
    assert "TRK000059" in reply.text
    assert ("order", "O0059") in cards(reply)


def test_a_return_depends_on_membership_category_and_date(shopper: Shopper) -> None:
    gold = shopper.ask("Can I still return my family tent?", customer="C008")
    assert "45 days" in gold.text
    assert "14 March 2026" in gold.text
    assert "policy:returns-tents#gold" in sources(gold)


def test_what_reviewers_complain_about(shopper: Shopper) -> None:
    reply = shopper.ask("What do reviewers complain about with the Fernwell Ridge 2 Tent?")
    assert any(source.startswith("review:P001-") for source in sources(reply))


def test_a_recommendation_under_a_price(shopper: Shopper) -> None:
    reply = shopper.ask("Can you recommend a backpack under 100 euros?")
    assert cards(reply)[0][0] == "recommendation"
    assert "P007" in [card.id for card in reply.cards]
    assert "P008" not in [card.id for card in reply.cards]


@pytest.mark.parametrize(
    ("question", "customer", "expected"),
    [
        ("Fernwell Ridge 2 帐篷有多重？", None, "2.1 公斤"),
        ("Fernwell Ridge 2 和 Fernwell Ridge 3 帐篷哪个更轻？", None, "0.8 公斤"),
        ("我的订单到哪了？", "C008", "TRK000059"),
        ("我的家庭帐篷还能退吗？", "C008", "45 天"),
        ("推荐一个50欧元以下的灯", None, "€"),
    ],
)
def test_the_same_in_chinese(shopper: Shopper, question: str, customer: str | None, expected: str) -> None:
    reply = shopper.ask(question, customer=customer)
    assert reply.language == "zh"
    assert expected in reply.text
    assert reply.citations


@pytest.mark.parametrize(
    "question", ["Is the Fernwell Ridge 2 Tent fireproof?", "Fernwell Ridge 2 帐篷防火吗？"]
)
def test_what_is_not_in_the_data_is_said_to_be_so(shopper: Shopper, question: str) -> None:
    reply = shopper.ask(question)
    assert reply.abstained
    assert not reply.citations


def test_an_angry_message_is_handed_over(shopper: Shopper) -> None:
    reply = shopper.ask("This is the third time you have sent me the wrong thing, I want my money back now!")
    assert reply.route == "human"
    assert reply.cards[0].kind == "handoff"


def test_another_customers_order_is_refused(shopper: Shopper) -> None:
    reply = shopper.ask("Where is order O0041?", customer="C008")
    assert reply.abstained
    assert not reply.cards
    assert "delivered" not in reply.text


@pytest.mark.parametrize("channel", ["mobile", "social", "store"])
def test_every_channel_gets_the_same_answer(shopper: Shopper, channel: str) -> None:
    question = "What was the total of my last order?"
    here, web = (shopper.ask(question, customer="C008", channel=name) for name in (channel, "web"))
    assert here.text == web.text
    assert sources(here) == sources(web)
