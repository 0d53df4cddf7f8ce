"""Answers kept and said again; the wait that is told when others come first; what no prompt ever holds."""

from __future__ import annotations

from bot.llm.chat import Queue
from bot.messages import CardEvent, Evidence, FinalEvent, SentenceEvent, WaitEvent
from bot.turn.answers import AnswerCache, key_of
from tests.bot.conftest import Make

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
FACT = Evidence(source="product:P1#weight", title="Tent", text="2.1 kg", score=0.9)


async def test_the_same_question_is_answered_again_without_the_model(make: Make) -> None:
    assistant, chat = make({WEIGHT: "product_fact"}, ["It weighs 2.1 kg."])
    one, two = await assistant.open_session(), await assistant.open_session(customer_id="C1")
    first = await assistant.ask(one.session_id, WEIGHT)
    second = await assistant.ask(two.session_id, WEIGHT)
    assert len(chat.asked) == 1
    assert (first.text, first.citations) == (second.text, second.citations)
    assert second.usage.prompt_tokens == 0
    trace = await assistant.trace(two.session_id, second.reply_id)
    assert trace.drafts[0].by == "cache"


async def test_an_answer_that_failed_the_check_is_not_kept(make: Make) -> None:
    replies = ["It weighs 2.1 kg. It also costs 999 EUR.", "It weighs 2.1 kg."]
    assistant, chat = make({WEIGHT: "product_fact"}, replies)
    for _ in replies:
        session = await assistant.open_session()
        await assistant.ask(session.session_id, WEIGHT)
    assert len(chat.asked) == 2


async def test_what_is_not_known_is_asked_anew(make: Make) -> None:
    assistant, chat = make({WEIGHT: "product_fact"}, ["UNKNOWN", "It weighs 2.1 kg."])
    session = await assistant.open_session()
    await assistant.ask(session.session_id, WEIGHT)
    reply = await assistant.ask(session.session_id, WEIGHT)
    assert "2.1 kg" in reply.text
    assert len(chat.asked) == 2


def test_the_key_changes_with_whatever_the_answer_depends_on() -> None:
    other = FACT.model_copy(update={"text": "2.2 kg"})
    keys = {
        key_of("q", "en", [FACT], "d", "p", "m"),
        key_of("q2", "en", [FACT], "d", "p", "m"),
        key_of("q", "zh", [FACT], "d", "p", "m"),
        key_of("q", "en", [other], "d", "p", "m"),
        key_of("q", "en", [FACT, other], "d", "p", "m"),
        key_of("q", "en", [FACT], "d2", "p", "m"),
        key_of("q", "en", [FACT], "d", "p2", "m"),
        key_of("q", "en", [FACT], "d", "p", "m2"),
    }
    assert len(keys) == 8
    assert key_of("q", "en", [FACT.model_copy(update={"score": 0.1})], "d", "p", "m") in keys


def test_nothing_about_a_customer_has_a_key() -> None:
    assert key_of("q", "en", [FACT, FACT.model_copy(update={"private": True})]) is None
    assert key_of("does it ship to ann@example.com?", "en", [FACT]) is None


def test_the_cache_keeps_what_was_used_last() -> None:
    cache = AnswerCache(most=2)
    for key in "ab":
        cache.put(key, ((key, (0,)),))
    assert cache.get("a")
    cache.put("c", (("c", ()),))
    assert cache.get("b") is None
    assert cache.get("a")
    cache.put(None, (("x", ()),))
    cache.put("d", ())
    assert len(cache) == 2
    assert cache.get(None) is None


async def test_with_all_slots_busy_the_card_comes_first_and_the_wait_is_told(make: Make) -> None:
    assistant, chat = make({WEIGHT: "product_fact"}, ["It weighs 2.1 kg."])
    chat.queue = Queue(running=2, ahead=3, seconds=11.6)
    session = await assistant.open_session()
    events = [event async for event in assistant.stream(session.session_id, WEIGHT)]
    kinds = [type(event) for event in events]
    assert kinds.index(CardEvent) < kinds.index(WaitEvent) < kinds.index(SentenceEvent)
    wait = next(event for event in events if isinstance(event, WaitEvent))
    assert (wait.ahead, wait.seconds) == (3, 12)
    assert "3 answers come before yours" in wait.text
    assert isinstance(events[-1], FinalEvent)
    assert wait.text not in events[-1].reply.text


async def test_with_all_slots_busy_nobody_waits_for_the_choice_of_a_tool(make: Make) -> None:
    assistant, chat = make({WEIGHT: "product_fact"}, ["It weighs 2.1 kg."], unsure=[WEIGHT])
    chat.queue = Queue(running=2, ahead=3, seconds=11.6)
    await assistant.ask((await assistant.open_session()).session_id, WEIGHT)
    assert [asked.schema for asked in chat.asked] == [None], "only the answer is written by the model"


async def test_an_answer_that_needs_no_model_tells_no_wait(make: Make) -> None:
    where = "Where is my order?"
    assistant, chat = make({where: "order_status"})
    chat.queue = Queue(running=2, ahead=3, seconds=11.6)
    session = await assistant.open_session(customer_id="C1")
    events = [event async for event in assistant.stream(session.session_id, where)]
    assert not [event for event in events if isinstance(event, WaitEvent)]


async def test_no_prompt_holds_what_is_personal(make: Make) -> None:
    text = "My card 4111 1111 1111 1111 and ada@example.com: what is the weight of the Fell Ridge 2 Tent?"
    assistant, chat = make(
        {text: "product_fact"}, ['{"ask": "product_fact"}', "It weighs 2.1 kg."], unsure=[text]
    )
    session = await assistant.open_session(customer_id="C1")
    reply = await assistant.ask(session.session_id, text)
    assert "2.1 kg" in reply.text
    prompts = "\n".join(asked.text for asked in chat.asked)
    assert len(chat.asked) == 2
    for secret in ("4111", "ada@", "H91", "Ada"):
        assert secret not in prompts
    assert "[card]" in prompts
