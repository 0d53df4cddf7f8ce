"""The conversation of a page, with a scripted assistant; and the Gradio page built over it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bot.errors import InputError, NotFoundError, ServiceError
from bot.fakes import Line, ScriptedAssistant, scripted_reply
from bot.messages import Card, Citation, ErrorEvent, FinalEvent, SentenceEvent, SessionInfo
from bot.web.chat_page import AUTOMATIC, ChatPage, Page
from bot.web.shop_face import Choice, ShopFace, example_questions, shop_face
from bot.web.turn_view import TurnView
from bot.web.words import Words, words_for
from knowledge.records import Customer, Product
from knowledge.shop_profile import ShopProfile
from tests.bot.web.shop_front import application

FACE = ShopFace(
    name="Test & Co",
    languages=("en", "zh"),
    channels=("web", "mobile"),
    customers=(Choice("C001", "Ada · C001 · gold"),),
    examples={"en": ("How heavy is it?",), "zh": ("多重？",)},
    longest_message=20,
)
TENT = Card(kind="product", id="P001", title="Tent")
REPLY = scripted_reply(
    "It weighs 2 kg [1]. It is green.",
    cards=(TENT,),
    citations=(Citation(n=1, source="product:P001#weight", title="Tent: weight", quote="2 kg"),),
)


def _chat(*script: Line, face: ShopFace = FACE) -> tuple[ChatPage, ScriptedAssistant]:
    assistant = ScriptedAssistant(script)
    return ChatPage(assistant, face), assistant


async def _begun(chat: ChatPage, customer: str | None = None, language: str = AUTOMATIC) -> Page:
    return await chat.begin("web", customer, language)


async def _pages(chat: ChatPage, page: Page, text: str) -> list[Page]:
    return [later async for later in chat.answer(page, text)]


def _asked(script: Sequence[Line], text: str, language: str = AUTOMATIC) -> tuple[ChatPage, list[Page]]:
    chat, _ = _chat(*script)

    async def run() -> list[Page]:
        return await _pages(chat, await _begun(chat, language=language), text)

    return chat, asyncio.run(run())


def _keys(chat: ChatPage, page: Page) -> list[str]:
    return [key for key, _ in chat.value(page)["blocks"][-1]["parts"]]


def test_the_card_is_shown_before_the_words_and_the_words_one_by_one() -> None:
    chat, pages = _asked([REPLY], "How heavy?")
    shown = [_keys(chat, page) for page in pages]
    assert shown[0] == ["status"]
    assert shown[1] == ["cards", "status"]
    assert ["cards", "sentence-0", "status"] in shown
    assert ["cards", "sentence-0", "sentence-1", "status"] in shown
    assert shown[-1] == ["cards", "sentence-0", "sentence-1", "sources", "meta"]


def test_a_reply_that_came_without_sentences_shows_its_text() -> None:
    turn = TurnView(1, "Hi", "en").after(FinalEvent(reply=scripted_reply("Only this.")))
    assert turn.sentences == ("Only this.",)


def test_the_stored_reply_wins_over_what_was_streamed() -> None:
    turn = TurnView(1, "Hi", "en").after(SentenceEvent(text="Draft."))
    assert turn.after(FinalEvent(reply=scripted_reply("Corrected."))).sentences == ("Corrected.",)


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_message_is_ignored(text: str) -> None:
    _, pages = _asked([], text)
    assert pages == []


def test_a_too_long_message_is_refused_politely_and_not_sent() -> None:
    chat, assistant = _chat()

    async def run() -> list[Page]:
        return await _pages(chat, await _begun(chat), "x" * 21)

    (page,) = asyncio.run(run())
    assert "21 characters" in page.notice and "at most 20" in page.notice
    assert page.turns == () and assistant.asked == []


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("\u200b.", "en", words_for("en")),
        ("\u200b.", "zh", words_for("zh")),
        ("\u200b。你", AUTOMATIC, words_for("zh")),
    ],
)
def test_a_message_the_assistant_refuses_leaves_no_bubble(text: str, language: str, words: Words) -> None:
    _, pages = _asked([InputError("The message is empty. Write a question.")], text, language)
    assert pages[-1].notice == words.empty
    assert pages[-1].turns == ()


def test_a_chinese_message_that_is_too_long_is_refused_in_chinese() -> None:
    _, (page,) = _asked([], "多" * 21)
    assert page.notice == "您的消息有 21 个字符，最多可读取 20 个，请缩短后再发。"


def test_an_error_event_is_shown_as_said() -> None:
    chat, pages = _asked([ErrorEvent(code="model_unavailable", message="Try again soon.")], "Hi")
    assert "Try again soon." in dict(chat.value(pages[-1])["blocks"][-1]["parts"])["notes"]


@pytest.mark.parametrize(("text", "words"), [("Hi", words_for("en")), ("你好", words_for("zh"))])
def test_a_lost_session_is_said_in_words(text: str, words: Words) -> None:
    _, pages = _asked([NotFoundError("This conversation does not exist. Open a new one.")], text)
    assert pages[-1].turns[-1].error == words.gone


def test_a_bug_shows_neither_its_text_nor_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    _, pages = _asked([RuntimeError("secret path /etc")], "Hi")
    error = pages[-1].turns[-1].error
    assert error and "secret" not in error
    assert "secret path /etc" in caplog.text


@pytest.mark.parametrize(("text", "words"), [("Hi", words_for("en")), ("你好", words_for("zh"))])
def test_what_failed_outside_is_logged_and_not_told(
    text: str, words: Words, caplog: pytest.LogCaptureFixture
) -> None:
    _, pages = _asked([ServiceError("/var/shop.db: disk full")], text)
    assert pages[-1].turns[-1].error == words.failed
    assert "/var/shop.db: disk full" in caplog.text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_session_that_cannot_be_opened_is_said_in_plain_words(language: str) -> None:
    class Closed(ScriptedAssistant):
        async def open_session(self, **_: object) -> SessionInfo:
            raise ServiceError("/var/shop.db: disk full")

    page = asyncio.run(ChatPage(Closed([]), FACE).begin("web", None, language))
    assert page.notice == words_for(language).failed


def test_a_picked_customer_is_signed_in_and_an_unlisted_one_is_not() -> None:
    chat, assistant = _chat()
    asyncio.run(_begun(chat, "C001"))
    asyncio.run(_begun(chat, "C002"))
    assert [session.customer_id for session in assistant.opened] == ["C001", None]


def test_without_demonstration_nobody_can_be_picked() -> None:
    class Records:
        profile = ShopProfile(name="S", currency="EUR", languages=("en",))

        def products(self) -> tuple[Product, ...]:
            return ()

        def customers(self) -> tuple[Customer, ...]:
            return (Customer(customer_id="C001", first_name="Ada", membership="gold"),)

    assert shop_face(Records(), demo=False, longest_message=9).customers == ()
    assert shop_face(Records(), demo=True, longest_message=9).customers == (
        Choice("C001", "Ada · C001 · gold"),
    )


def test_each_page_has_a_session_of_its_own() -> None:
    chat, assistant = _chat(REPLY, REPLY)

    async def run() -> tuple[list[Page], list[Page]]:
        one, other = await _begun(chat), await _begun(chat)
        return await _pages(chat, one, "a"), await _pages(chat, other, "b")

    one, other = asyncio.run(run())
    assert [asked.session_id for asked in assistant.asked] == ["session-1", "session-2"]
    assert len(one[-1].turns) == len(other[-1].turns) == 1


def test_leaving_stops_the_answer() -> None:
    chat, assistant = _chat(REPLY)

    async def run() -> None:
        answer = chat.answer(await _begun(chat), "How heavy?")
        await anext(answer)
        await anext(answer)
        await answer.aclose()  # type: ignore[attr-defined]

    asyncio.run(run())
    assert assistant.abandoned == ["How heavy?"]


def test_a_rating_reaches_the_assistant_only_for_replies_of_this_page() -> None:
    chat, assistant = _chat(REPLY)

    async def run() -> tuple[str, str]:
        page = (await _pages(chat, await _begun(chat), "Hi"))[-1]
        return await chat.rate(page, "reply-1", "up"), await chat.rate(page, "someone-elses", "down")

    assert asyncio.run(run()) == ("", "")
    assert assistant.opinions == [("reply-1", "up", None)]


@pytest.mark.parametrize(
    ("language", "question", "label"),
    [
        (AUTOMATIC, "How heavy?", "Sources"),
        (AUTOMATIC, "多重？", "来源"),
        ("zh", "Hi", "来源"),
        ("en", "Hi", "Sources"),
    ],
)
def test_labels_follow_the_picked_language_or_the_question(language: str, question: str, label: str) -> None:
    chat, pages = _asked([REPLY], question, language)
    parts = dict(chat.value(pages[-1])["blocks"][-1]["parts"])
    assert label in parts["sources"]


def test_examples_are_offered_until_something_was_asked() -> None:
    chat, pages = _asked([REPLY], "Hi")
    start = asyncio.run(_begun(chat, language="zh"))
    assert "多重？" in str(chat.value(start)["blocks"][0])
    assert "How heavy" not in str(chat.value(pages[-1])["blocks"][0])


def test_examples_name_the_shops_products() -> None:
    products = [
        _product("P1", "Oak Desk", "Desks", {"Width": "1 m", "Weight": "9 kg"}),
        _product("P2", "Lamp", "Light", {}),
        _product("P3", "Elm Desk", "Desks", {}),
    ]
    questions = example_questions(products, "en")
    assert questions[0] == "What is the weight of the Oak Desk?"
    assert "Elm Desk" in questions[1]
    assert not any("{" in question for question in questions)
    assert example_questions([], "en") == ()


def _product(product_id: str, name: str, category: str, attributes: dict[str, str]) -> Product:
    raw = {"product_id": product_id, "name": name, "price": "5.00", "currency": "EUR"}
    return Product.model_validate({**raw, "category": category, "attributes": attributes})


def test_the_gradio_page_keeps_to_itself() -> None:
    from bot.web.chat_ui import chat_blocks

    blocks = chat_blocks(ScriptedAssistant(()), FACE)
    assert blocks.analytics_enabled is False
    assert {fn.api_visibility for fn in blocks.fns.values()} == {"private"}
    assert blocks.title == "Test & Co"


def test_nobody_can_leave_files_at_the_pages(tmp_path: Path) -> None:
    from bot.web.chat_ui import mount_chat

    assistant = ScriptedAssistant(())
    client = TestClient(mount_chat(application(assistant, tmp_path), assistant, FACE))
    assert client.post("/gradio_api/upload", files={"files": ("a.txt", b"x")}).status_code == 413
