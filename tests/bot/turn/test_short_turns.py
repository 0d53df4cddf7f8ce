"""Few words after an answer: what they leave out is the order, the version or the two products just spoken of."""

from __future__ import annotations

import re

import pytest

from bot.messages import Reply
from bot.turn.about import About
from bot.turn.asks import split_questions
from bot.turn.fitting import fitting
from bot.turn.memory import Asked, Memory
from bot.turn.order_in_focus import goes_on, stays
from bot.turn.references import about
from bot.turn.small_talk import about_assistant
from bot.turn.state import Intent
from knowledge.constraints import Constraints
from knowledge.search import Knowledge
from tests.bot.conftest import Make
from tests.bot.turn.test_follow_ups import talk

OF_ORDER = Memory(
    focus=("order:O0001", "product:P1"), asked=Asked("did my return arrive?", "order_status", (), "O0001")
)
OF_JACKET = Memory(
    focus=("product:P6",), singles=("P6",), asked=Asked("is it warm?", "product_fact", ("P6",))
)
ONE_BY_ONE = Memory(
    focus=("product:P4",),
    before=("product:P3",),
    singles=("P4", "P3"),
    asked=Asked("reviews of the Glow", "product_reviews", ("P4",)),
)


@pytest.mark.parametrize(
    "question",
    ["how much will I see back", "when do I get my refund", "哪天退的？", "退了多少钱", "how much?"],
)
def test_few_words_about_an_order_mean_the_one_spoken_of(knowledge: Knowledge, question: str) -> None:
    assert goes_on(question, OF_ORDER)
    assert about(question, OF_ORDER, knowledge.catalogue.customer("C1"), knowledge).order_id == "O0001"


@pytest.mark.parametrize(
    "question",
    [
        "how much does gift wrapping cost for larger parcels abroad",
        "do you have it in blue",
        "is the shop open tomorrow",
        "怎么保养",
    ],
)
def test_what_no_order_tells_leaves_it(question: str) -> None:
    assert not goes_on(question, OF_ORDER)


def test_an_order_is_left_for_goods_that_it_does_not_hold(knowledge: Knowledge) -> None:
    customer = knowledge.catalogue.customer("C1")
    assert about("and the Lumo Desk Lamp, where is it?", OF_ORDER, customer, knowledge).order_id is None
    assert (
        about("and that Fell Ridge 2 Tent, where is it?", OF_ORDER, customer, knowledge).order_id == "O0001"
    )


def test_second_thoughts_stay_with_the_order() -> None:
    assert stays("算了，不要了", OF_ORDER)
    assert stays("never mind, cancel it all", OF_ORDER)
    assert not stays("show me my other orders", OF_ORDER)
    assert not stays("不要了", OF_JACKET)


def said(found: list[tuple[Reply, dict[str, object]]]) -> str:
    return found[-1][0].text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("got an L?", "Gale Rain Jacket in Navy / L: €119.00, in stock (3)."),
        ("red?", "Gale Rain Jacket in Red / M: €99.00, in stock (5)."),
        ("what's left then", "Gale Rain Jacket is in stock in: Navy / L, Red / M."),
        ("which sizes are left?", "Gale Rain Jacket is in stock in: Navy / L, Red / M."),
    ],
)
async def test_a_version_alone_is_asked_of_the_product_in_focus(make: Make, text: str, expected: str) -> None:
    found = await talk(make, [("Is the Gale Rain Jacket warm?", "product_fact"), (text, "product_fact")])
    assert expected in said(found)


async def test_of_what_was_suggested_the_one_that_comes_in_the_version_is_meant(make: Make) -> None:
    first, second = "Compare the Gale Rain Jacket with the Lumo Desk Lamp", "navy?"
    found = await talk(make, [(first, "product_compare"), (second, "product_fact")])
    assert "Gale Rain Jacket in Navy" in said(found)
    assert [card.id for card in found[-1][0].cards] == ["P6"]


@pytest.mark.parametrize(
    "question", ["so which one came out on top?", "who wins on stars", "哪个评分最高", "谁更受欢迎"]
)
def test_two_that_were_spoken_of_one_by_one_are_compared(knowledge: Knowledge, question: str) -> None:
    found = about(question, ONE_BY_ONE, None, knowledge)
    assert found.products == ("P4", "P3")
    assert fitting("product_reviews", question, found, Constraints()) == "product_compare"


@pytest.mark.parametrize(
    ("guessed", "question", "intent"),
    [
        ("order_history", "which one lasts longer before I have to charge again", "product_compare"),
        ("returns", "could I put one on top of the other", "product_fact"),
        ("order_history", "which of my orders had both?", "order_history"),
        ("returns", "can I return both?", "returns"),
    ],
)
def test_what_is_asked_of_two_products_is_no_question_of_orders(
    guessed: Intent, question: str, intent: Intent
) -> None:
    assert fitting(guessed, question, About(("P3", "P4"), picked=True), Constraints()) == intent


def test_the_product_in_focus_is_called_by_what_it_is(knowledge: Knowledge) -> None:
    assert about("what does the clothing cost", OF_JACKET, None, knowledge).products == ("P6",)
    assert about("what does the postage cost", OF_JACKET, None, knowledge).products == ()


@pytest.mark.parametrize("text", ["and the other one?", "另一个呢"])
async def test_after_talk_of_an_order_the_other_one_is_an_order(make: Make, text: str) -> None:
    found = await talk(make, [("Where is order O0002?", "order_status"), (text, "order_status")], "C1")
    assert found[-1][1]["order_id"] == "O0001"


async def test_the_other_one_of_nobody_else(make: Make) -> None:
    found = await talk(
        make, [("Where is order O0003?", "order_status"), ("and the other one?", "order_status")], "C2"
    )
    assert found[-1][1]["order_id"] == "O0000"


def test_goods_are_called_by_the_last_word_of_their_names(knowledge: Knowledge) -> None:
    assert set(about("那顶帐篷多重", OF_ORDER, None, knowledge).products) == {"P1"}
    assert about("那个问题怎么办", Memory(), None, knowledge) == About()


@pytest.mark.parametrize("question", ["跟我聊半天的是活人还是程序啊", "am I chatting with a bot?"])
async def test_who_asks_whether_it_is_a_person_is_told(make: Make, question: str) -> None:
    assistant, _ = make({question: "small_talk"})
    session = await assistant.open_session()
    reply = await assistant.ask(session.session_id, question)
    assert re.search(r"assistant|助手", reply.text)


@pytest.mark.parametrize("guess", ["small_talk", "out_of_scope", "store_info"])
@pytest.mark.parametrize(
    "question",
    [
        "what languages do you do? my mother in law only reads chinese",
        "can my mam write to you in mandarin",
        "do you speak polish",
        "你们会说英语吗",
        "您听得懂粤语吗",
    ],
)
async def test_who_asks_which_languages_it_reads_is_told(make: Make, question: str, guess: Intent) -> None:
    assistant, _ = make(dict.fromkeys(split_questions(question), guess))
    session = await assistant.open_session()
    reply = await assistant.ask(session.session_id, question)
    assert re.search(r"Chinese.*中文|中文.*English", reply.text)
    assert not reply.abstained


@pytest.mark.parametrize(
    "question",
    ["is the manual in German?", "do you do this book in French", "说明书有几种语言", "有英文版吗"],
)
def test_the_language_of_goods_is_not_the_assistants(question: str) -> None:
    assert about_assistant(question) != "languages"
