"""What customers say about themselves, through the whole turn: kept, minded, told, forgotten."""

from __future__ import annotations

import pytest

from bot.assistant import Assistant
from bot.messages import Reply
from tests.bot.conftest import Make

KNOWN, KNOWN_ZH = "What do you know about me?", "你了解我什么？"


async def talk(
    assistant: Assistant, *texts: str, customer_id: str | None = None, channel: str = "web"
) -> list[Reply]:
    session = await assistant.open_session(customer_id=customer_id, channel=channel)
    return [await assistant.ask(session.session_id, text) for text in texts]


async def test_what_a_customer_says_is_noted_and_told_with_its_words(make: Make) -> None:
    assistant, _ = make({})
    first, second = await talk(assistant, "By the way, I'm allergic to latex.", KNOWN, customer_id="C1")
    assert first.text == 'I will keep in mind that you said "I\'m allergic to latex".'
    assert "I'm allergic to latex" in second.text
    assert "profile:said-1" in [citation.source for citation in second.citations]
    assert not second.abstained


async def test_what_is_inferred_is_told_apart_with_its_records(make: Make) -> None:
    assistant, _ = make({})
    [reply] = await talk(assistant, KNOWN, customer_id="C1")
    assert "From order O0001 I gather an interest in Tents" in reply.text
    assert "order:O0001" in [citation.source for citation in reply.citations]
    assert "You told me" not in reply.text


async def test_it_is_known_on_every_channel_and_to_nobody_else(make: Make) -> None:
    assistant, _ = make({})
    await talk(assistant, "I'm vegan", customer_id="C2")
    [mobile] = await talk(assistant, KNOWN_ZH, customer_id="C2", channel="mobile")
    [other] = await talk(assistant, KNOWN, customer_id="C1")
    [guest] = await talk(assistant, KNOWN)
    assert "I'm vegan" in mobile.text
    assert "vegan" not in other.text
    assert guest.text == "I know nothing about you beyond this conversation."


async def test_a_guests_words_hold_in_the_session_only(make: Make) -> None:
    assistant, _ = make({})
    noted, known = await talk(assistant, "我对花生过敏", KNOWN_ZH)
    [elsewhere] = await talk(assistant, KNOWN_ZH)
    assert "我对花生过敏" in noted.text
    assert "我对花生过敏" in known.text
    assert "花生" not in elsewhere.text


async def test_a_thing_is_forgotten_and_the_rest_stays(make: Make) -> None:
    assistant, _ = make({})
    replies = await talk(
        assistant, "I'm vegan", "my hands are very wide, I'm allergic to latex", "Forget that I'm vegan", KNOWN,
        customer_id="C1",
    )  # fmt: skip
    assert 'I have forgotten that you said "I\'m vegan".' in replies[2].text
    assert "I'm allergic to latex" in replies[2].text
    assert "vegan" not in replies[3].text
    assert "orders and reviews stay" in replies[2].text


@pytest.mark.parametrize("words", ["forget it", "Forget everything you know about me", "忘掉吧"])
async def test_all_is_forgotten_for_good(make: Make, words: str) -> None:
    assistant, _ = make({})
    await talk(assistant, "I'm vegan", customer_id="C1", channel="mobile")
    replies = await talk(assistant, KNOWN, words, customer_id="C1")
    assert "vegan" in replies[0].text
    [after] = await talk(assistant, KNOWN, customer_id="C1")
    assert "vegan" not in after.text
    assert "O0001" in after.text


async def test_forget_it_elsewhere_forgets_nothing(make: Make) -> None:
    assistant, _ = make({"forget it": "small_talk"})
    *_, known = await talk(assistant, "I'm vegan", KNOWN_ZH, KNOWN, customer_id="C1")
    replies = await talk(assistant, "forget it", KNOWN, customer_id="C1")
    assert "vegan" in known.text
    assert "vegan" in replies[1].text


async def test_suggestions_mind_what_is_said_in_the_same_message(make: Make) -> None:
    text = "I'm a size L and I hate red, can you suggest a rain jacket?"
    assistant, _ = make({text: "recommend"})
    [reply] = await talk(assistant, text)
    assert "I'm a size L" in reply.text


async def test_what_is_disliked_is_not_suggested_on_another_channel(make: Make) -> None:
    wish = "Can you suggest a lamp?"
    assistant, _ = make({wish: "recommend"})
    await talk(assistant, "I don't like Lumo", customer_id="C2")
    [reply] = await talk(assistant, wish, customer_id="C2", channel="mobile")
    assert 'I found nothing that goes with "I don\'t like Lumo"' in reply.text


async def test_a_statement_after_suggestions_asks_for_them_anew(make: Make) -> None:
    wish = "recommend me something"
    assistant, _ = make({wish: "recommend"})
    before, after = await talk(assistant, wish, "I hate tents")
    assert {"P1", "P2"} & {card.id for card in before.cards}
    assert after.cards
    assert not {"P1", "P2"} & {card.id for card in after.cards}


async def test_a_wish_for_somebody_else_minds_nothing_of_it(make: Make) -> None:
    wish = "a lamp as a gift for my mother"
    assistant, _ = make({wish: "recommend"})
    _, reply = await talk(assistant, "I don't like Lumo", wish)
    assert reply.cards
    assert "goes with" not in reply.text


async def test_a_guest_who_has_proven_an_order_is_told_nothing_of_the_account(make: Make) -> None:
    assistant, _ = make({"Where is order O0001?": "order_status"})
    await talk(assistant, "I'm vegan", customer_id="C1")
    replies = await talk(assistant, "Where is order O0001? My e-mail is ada@example.com", KNOWN)
    assert "vegan" not in replies[1].text
    assert "interest" not in replies[1].text


async def test_to_hate_a_material_is_no_anger_and_to_hate_waiting_is(make: Make) -> None:
    waiting = "I hate waiting for ages"
    assistant, _ = make({waiting: "human"}, angry=["I hate tents", waiting])
    [taste] = await talk(assistant, "I hate tents")
    [mood] = await talk(assistant, waiting)
    assert (taste.route, taste.sentiment.label) == ("bot", "neutral")
    assert (mood.route, mood.sentiment.label) == ("human", "negative")
