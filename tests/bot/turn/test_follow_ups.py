"""Messages that go on with what was said before: what they ask, about what, with which tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.messages import Reply
from bot.turn.leads import without_denied
from bot.turn.memory import Memory
from bot.turn.references import about
from bot.turn.spelling import spelled
from bot.turn.state import Intent
from knowledge.catalogue import Catalogue
from knowledge.hanzi import simplified
from knowledge.mention import Mention
from knowledge.search import Knowledge
from knowledge.shop_folder import read_shop
from tests.bot.conftest import Make

SHOPS = Path(__file__).resolve().parents[3] / "knowledge"

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"
Turn = tuple[str, Intent]
Told = tuple[Reply, dict[str, object]]


async def talk(
    make: Make, turns: Sequence[Turn], customer_id: str | None = None
) -> list[tuple[Reply, dict[str, object]]]:
    """The replies of a conversation, each with the first task of its trace. The model knows nothing."""
    script = {without_denied(simplified(text)): intent for text, intent in turns}
    assistant, _ = make(script, ["UNKNOWN"] * 20)
    session = await assistant.open_session(customer_id=customer_id)
    replies = [await assistant.ask(session.session_id, text) for text, _ in turns]
    tasks = [turn.trace["tasks"][0] for turn in await assistant.transcript(session.session_id)]
    return list(zip(replies, tasks, strict=True))


@pytest.mark.parametrize(
    ("turns", "products", "question"),
    [
        (
            [(WEIGHT, "product_fact"), ("and the Fell Ridge 3?", "small_talk")],
            ["P2"],
            "weight of the Fell Ridge 3 Tent",
        ),
        (
            [(WEIGHT, "product_fact"), ("no, I meant the Ridge 3", "small_talk")],
            ["P2"],
            "weight of the Fell Ridge 3",
        ),
        (
            [(WEIGHT, "product_fact"), ("那 Fell Ridge 3 呢", "small_talk")],
            ["P2"],
            "weight of the Fell Ridge 3 Tent",
        ),
        (
            [("Fell Ridge 2 帐篷多重", "product_fact"), ("不是这个，是 Fell Ridge 3", "out_of_scope")],
            ["P2"],
            "Fell Ridge 3 帐篷多重",
        ),
        (
            [("is the tent heavy?", "product_fact"), ("the Ridge 3", "small_talk")],
            ["P2"],
            "Fell Ridge 3 Tent: is the tent heavy?",
        ),
        (
            [
                (WEIGHT, "product_fact"),
                ("and the Fell Ridge 3?", "product_fact"),
                ("the cheaper one, is it in stock?", "product_fact"),
            ],
            ["P1"],
            "Fell Ridge 2 Tent , is it in stock?",
        ),
        (
            [
                ("Which is better, Fell Ridge 2 or Fell Ridge 3?", "product_compare"),
                ("how heavy is the cheaper one", "product_fact"),
                ("and what does the other one cost", "product_fact"),
            ],
            ["P2"],
            "what does Fell Ridge 3 Tent cost",
        ),
        (
            [
                (WEIGHT, "product_fact"),
                ("Where is my order?", "order_status"),
                ("back to the tent: how much is it", "product_fact"),
            ],
            ["P1"],
            "back to the tent",
        ),
        (
            [
                (WEIGHT, "product_fact"),
                ("and the Fell Ridge 3?", "product_fact"),
                ("which of them is cheaper?", "product_fact"),
            ],
            ["P2", "P1"],
            "which of them is cheaper?",
        ),
    ],
)
async def test_what_a_follow_up_is_about(
    make: Make, turns: list[Turn], products: list[str], question: str
) -> None:
    *_, (_, task) = await talk(make, turns, "C1")
    assert task["products"] == products
    assert question in str(task["question"])


async def test_a_question_back_offers_its_answers_and_takes_one(make: Make) -> None:
    turns: list[Turn] = [("how heavy is the tent?", "product_fact"), ("Fell Ridge 3 Tent", "small_talk")]
    (asked, _), (_, task) = await talk(make, turns)
    assert asked.choices == ("Fell Ridge 2 Tent", "Fell Ridge 3 Tent")
    assert not asked.abstained
    assert task["products"] == ["P2"]
    assert task["intent"] == "product_fact"


async def test_the_order_spoken_of_is_it_but_its_goods_are_told_apart(make: Make) -> None:
    turns: list[Turn] = [
        ("Where is order O0002?", "order_status"),
        ("what was in it?", "product_fact"),
        ("how heavy is it?", "product_fact"),
        ("and the one before that?", "order_history"),
    ]
    _, (items, _), (weight, _), (before, _) = await talk(make, turns, "C1")
    assert "O0002 contains" in items.text
    assert weight.tools[0].name == "search_knowledge"
    assert before.tools[0].arguments["order_id"] == "O0001"


async def test_an_order_is_found_by_the_channel_and_the_time_it_was_bought(make: Make) -> None:
    turns: list[Turn] = [
        ("Can I return what I bought in the store?", "returns"),
        ("Where is the order from last week?", "order_status"),
        ("我在店里买的东西还能退吗", "returns"),
    ]
    found = [reply.tools[0].arguments.get("order_id") for reply, _ in await talk(make, turns, "C1")]
    assert found[0] == found[2] == "O0001"


async def test_traditional_characters_are_read(make: Make) -> None:
    *_, (reply, task) = await talk(
        make, [("Fell Ridge 2 帐篷的重量", "product_fact"), ("那 Fell Ridge 3 帳篷呢", "small_talk")]
    )
    assert task["products"] == ["P2"]
    assert task["question"] == "Fell Ridge 3 帐篷的重量"
    assert reply.language == "zh"


def test_simplified_leaves_other_texts_alone() -> None:
    assert simplified("這個行動電源和滑鼠有現貨嗎") == "这个行动电源和鼠标有现货吗"
    assert simplified("这个帐篷防水吗, plain text") == "这个帐篷防水吗, plain text"


@pytest.mark.parametrize(
    ("turns", "products", "intent"),
    [
        (
            [
                ("Compare the Fell Ridge 3 with the Fell Ridge 2", "product_compare"),
                ("is the second one dry?", "policy"),
            ],
            ["P1"],
            "product_fact",
        ),
        (
            [
                (WEIGHT, "product_fact"),
                ("and the Fell Ridge 3?", "product_fact"),
                ("what do both weigh?", "product_fact"),
            ],
            ["P2", "P1"],
            "product_compare",
        ),
        (
            [
                (WEIGHT, "product_fact"),
                ("cool, thanks", "small_talk"),
                ("and the Fell Ridge 3?", "out_of_scope"),
            ],
            ["P2"],
            "product_fact",
        ),
        (
            [
                ("Does the Gale Rain Jacket have a hood?", "product_fact"),
                ("so what does the Gale weigh", "product_fact"),
            ],
            ["P6"],
            "product_fact",
        ),
        (
            [(WEIGHT, "product_fact"), ("is the Fell Ridge 3 heavier?", "product_fact")],
            ["P1", "P2"],
            "product_compare",
        ),
        (
            [("Where is order O0002?", "order_status"), ("how heavy is that lamp?", "product_fact")],
            ["P3"],
            "product_fact",
        ),
        (
            [
                ("Which is heavier, Fell Ridge 2 or 3?", "product_compare"),
                ("is the cheaper one dry?", "recommend"),
            ],
            ["P1"],
            "product_fact",
        ),
        ([("我的 Lumo Desk Lamp 到哪了", "out_of_scope")], ["P3"], "order_status"),
    ],
)
async def test_state_settles_what_is_meant(
    make: Make, turns: list[Turn], products: list[str], intent: Intent
) -> None:
    *_, (_, task) = await talk(make, turns, "C1")
    assert task["products"] == products
    assert task["intent"] == intent


def test_a_mere_likeness_beside_a_name_is_left_out(knowledge: Knowledge) -> None:
    sure = about("Does the Lumo Desk Lamp glow in a tent of two?", Memory(), None, knowledge)
    assert sure.products == ("P3",)
    both = about("the Lumo Desk Lamp or the Lumo Glow Lamp?", Memory(), None, knowledge)
    assert both.products == ("P3", "P4")


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("what is the wieght of it", "what is the weight of it"),
        ("is there a waranty", "is there a warranty"),
        ("does the tent have a window", "does the tent have a window"),
        ("is it heavy", "is it heavy"),
        ("is it good on wider roads", "is it good on wider roads"),
    ],
)
def test_slips_in_words_of_the_record_are_mended(knowledge: Knowledge, question: str, spelt: str) -> None:
    assert spelled(question, ["P1"], knowledge) == spelt


def test_a_common_word_is_no_slip(knowledge: Knowledge) -> None:
    """The bedside lamp's record says "three"."""
    sample = knowledge.limited_to(Catalogue(read_shop(SHOPS / "sample")))
    assert spelled("what else is there", ["P018"], sample) == "what else is there"


def test_without_a_product_nothing_is_mended(knowledge: Knowledge) -> None:
    assert spelled("what is the wieght", [], knowledge) == "what is the wieght"


@pytest.mark.parametrize("joined", ["vs", "or", "跟"])
def test_a_brand_that_begins_the_second_name_is_no_part_of_the_first(
    knowledge: Knowledge, joined: str
) -> None:
    question = f"Desk Lamp {joined} Lumo Glow, which is lighter?"
    assert set(about(question, Memory(), None, knowledge).products) == {"P3", "P4"}


def test_the_second_of_two_names_that_are_compared_is_read_by_itself(
    knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = "山居帐篷和小家庭的，哪个更重"
    first = Mention("product", "P1", "山居帐篷", 1.0, 0, 4)
    second = Mention("product", "P2", "小家庭帐篷", 0.65, 0, 3)
    monkeypatch.setattr(knowledge, "mentions", lambda text: (first,) if text == question else (second,))
    assert about(question, Memory(), None, knowledge).products == ("P1", "P2")


async def test_what_is_turned_down_after_a_suggestion_is_replaced(make: Make) -> None:
    turns: list[Turn] = [
        ("recommend me a lamp", "recommend"),
        ("the desk lamp is not for me", "product_fact"),
    ]
    *_, (reply, task) = await talk(make, turns)
    assert (task["intent"], task["products"]) == ("recommend", ["P3"])
    assert "P3" not in [card.id for card in reply.cards]


async def test_what_goes_with_a_product_is_a_wish(make: Make) -> None:
    ((_, task),) = await talk(make, [("what goes well with the Lumo Desk Lamp?", "product_fact")])
    assert (task["intent"], task["products"]) == ("recommend", ["P3"])


@pytest.mark.parametrize(
    ("said", "products"),
    [
        (["Tell me about the Fell Ridge 2 Tent", "thanks"], ["P1"]),
        (["the Fell Ridge 2 Tent", "and the Fell Ridge 3 Tent?"], ["P2"]),
        (["hello"], []),
    ],
)
async def test_it_is_what_was_spoken_of_elsewhere(make: Make, said: list[str], products: list[str]) -> None:
    assistant, _ = make({"How heavy is it?": "product_fact"}, ["UNKNOWN"] * 5)
    session = await assistant.open_session()
    await assistant.recall(session.session_id, said)
    await assistant.ask(session.session_id, "How heavy is it?")
    (turn,) = await assistant.transcript(session.session_id)
    assert turn.trace["tasks"][0]["products"] == products
