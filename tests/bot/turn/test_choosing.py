"""Which product is meant by what a shopper tells of it instead of its name, among those spoken of and those like it."""

from __future__ import annotations

import pytest

from bot.turn.choosing import chosen
from bot.turn.fragments import completed
from bot.turn.memory import Asked, Memory
from bot.turn.references import about
from knowledge.search import Knowledge
from tests.bot.shop import product, shop_of

TOML = 'name = "Orchard"\ncurrency = "EUR"\nlanguages = ["en", "zh"]\ntoday = 2026-03-18\ntimezone = "UTC"\n'
FLASKS, COTS, POTS, LAMPS = (
    {"category": name, "stock": 3} for name in ("Flasks", "Hammocks", "锅具", "灯具")
)
GOODS = [
    product("F1", "Brook Sport Flask", "24.00", **FLASKS, attributes={"Capacity": "0.5 litres", "Lid": "Straw"}),
    product("F2", "Brook Tour Flask", "29.00", **FLASKS, attributes={"Capacity": "1.2 litres", "Lid": "Cup"}),
    product("F3", "Otter Kids Flask", "19.00", **FLASKS, attributes={"Capacity": "0.3 litres", "Lid": "Straw"}),
    product("F4", "Mill Growler", "49.00", **FLASKS, attributes={"Capacity": "2 litres", "Lid": "Swing top"}),
    product("H1", "Finch Hammock", "59.00", **COTS, attributes={"Holds": "1 person"}),
    product("H2", "Finch Hammock Duo", "79.00", **COTS, attributes={"Holds": "2 people"}),
    product("G1", "青禾炒锅", "199.00", **POTS, attributes={"直径": "28 厘米", "重量": "1.4 公斤"}),
    product("G2", "青禾炒锅 六人份", "289.00", **POTS, attributes={"直径": "34 厘米", "重量": "2.1 公斤"}),
    product("G3", "石泉小汤锅", "129.00", **POTS, attributes={"直径": "18 厘米", "锅盖": "玻璃"}),
    product(
        "L1", "晚灯台灯", "149.00", **LAMPS,
        variants=[
            {"variant_id": "L1-a", "options": {"颜色": "红"}, "stock": 2},
            {"variant_id": "L1-b", "options": {"颜色": "白"}, "stock": 0},
        ],
    ),
    product("L2", "红枫落地灯", "349.00", **LAMPS),
]  # fmt: skip


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return shop_of(tmp_path_factory.mktemp("orchard"), TOML, GOODS)


def talked(*product_ids: str, question: str = "Is it dishwasher safe?") -> Memory:
    """The memory of a question about these products, side by side."""
    subjects = tuple(f"product:{p}" for p in product_ids)
    several = len(product_ids) > 1
    return Memory(
        focus=subjects,
        listed=product_ids if several else (),
        singles=() if several else product_ids,
        asked=Asked(question, "product_compare" if several else "product_fact", product_ids),
    )


@pytest.mark.parametrize(
    ("focus", "question", "meant"),
    [
        ("F1", "and the other one?", "F2"),
        ("F1", "and its big brother, does that one leak?", "F2"),
        ("F2", "and its little sister?", "F1"),
        ("F1", "the tour one?", "F2"),
        ("F1", "and the one with the cup", "F2"),
        ("F1", "and the other one, the one with the cup", "F2"),
        ("F1", "what about the bigger one", "F2"),
        ("F1", "how much is the 2 litre one", "F4"),
        ("F1", "and the one for kids?", "F3"),
        ("F1", "the one with a swing top?", "F4"),
        ("H1", "and the two person one", "H2"),
        ("H2", "the duo one", "H2"),
        ("G1", "六人的呢", "G2"),
        ("G2", "普通那款呢", None),
        ("G2", "三个人的那款呢", "G1"),
        ("G1", "小的那个呢", "G3"),
        ("G1", "重一点的那款", "G2"),
        ("G1", "玻璃的那个呢", "G3"),
        ("G1", "另一款呢", "G2"),
    ],
)
def test_a_product_like_the_one_in_focus_is_described(
    orchard: Knowledge, focus: str, question: str, meant: str | None
) -> None:
    found = chosen(question, talked(focus), orchard)
    assert (found.products if found else ()) == ((meant,) if meant else ())


@pytest.mark.parametrize(
    ("spoken", "question", "meant"),
    [
        (("F3", "F1"), "and the other one?", "F1"),
        (("F3", "F4"), "the bigger one", "F4"),
        (("F3", "F4"), "the half litre one", None),
        (("F2", "F1"), "the one with the straw", "F1"),
        (("G1", "G3"), "便宜的那个", "G3"),
    ],
)
def test_what_was_spoken_of_goes_first(
    orchard: Knowledge, spoken: tuple[str, ...], question: str, meant: str | None
) -> None:
    found = chosen(question, talked(*spoken), orchard)
    assert (found.products if found else ()) == ((meant,) if meant else ())


@pytest.mark.parametrize(
    "question",
    [
        "is that the right one?",
        "the one you showed me",
        "the same one please",
        "the purple one",
        "哪天退的？",
        "我买的那个呢",
        "is the best one in stock?",
        "could I put one inside the other?",
    ],
)
def test_what_describes_nothing_chooses_nothing(orchard: Knowledge, question: str) -> None:
    assert chosen(question, talked("F1"), orchard) is None


def test_of_several_that_it_may_be_none_is_chosen(orchard: Knowledge) -> None:
    found = chosen("and the other one?", talked("G3"), orchard)
    assert found is None or (not found.products and set(found.unclear) <= {"G1", "G2"})
    smaller = chosen("the smaller one?", talked("F2"), orchard)
    assert smaller is not None and smaller.products == ("F1",)
    asked = about("the smaller one?", talked("F4"), None, orchard)
    assert not asked.products and set(asked.unclear) == {"F1", "F2", "F3"}


def test_a_version_of_the_product_in_focus_is_no_other_product(orchard: Knowledge) -> None:
    assert chosen("红的那个呢", talked("L1"), orchard) is None
    assert about("红的那个呢", talked("L1"), None, orchard).products in ((), ("L1",))


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            talked("F1", question="does the Brook Sport Flask leak?"),
            "and the one with the cup",
            "does the Brook Tour Flask leak?",
        ),
        (
            talked("F1", question="does the Brook Sport Flask leak?"),
            "the tour one",
            "does the Brook Tour Flask leak?",
        ),
        (talked("G2", question="青禾炒锅六人份多重"), "三个人的那款呢", "青禾炒锅多重"),
    ],
)
def test_the_question_is_asked_of_what_was_chosen(
    orchard: Knowledge, before: Memory, text: str, whole: str
) -> None:
    subject = about(text, before, None, orchard)
    assert completed(text, subject.points, subject.products, before, orchard) == whole


def test_a_question_that_may_be_about_several_is_kept_for_the_answer(orchard: Knowledge) -> None:
    before = talked("F4", question="does the Mill Growler leak?")
    assert completed("the smaller one?", False, (), before, orchard) == "does the Mill Growler leak?"
