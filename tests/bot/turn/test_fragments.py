"""Messages that are no whole question: which whole one each stands for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turn.fragments import completed, going_on, leads_on, with_version
from bot.turn.leads import stripped, without_denied, without_opening
from bot.turn.memory import Asked, Memory
from bot.turn.references import about
from bot.turn.state import Intent
from knowledge.search import Knowledge

WEIGHT = "What is the weight of the Fell Ridge 2 Tent?"


def asked(question: str, intent: Intent, *products: str, unclear: tuple[str, ...] = ()) -> Memory:
    return Memory(
        focus=tuple(f"product:{p}" for p in products), asked=Asked(question, intent, products, None, unclear)
    )


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            asked("Is the Gale Rain Jacket there in 42?", "product_fact", "P6"),
            "no sorry, I meant 43",
            "Is the Gale Rain Jacket there in 43?",
        ),
        (
            asked("Is the jacket there in navy?", "product_fact", "P6"),
            "and in red?",
            "Is the jacket there in red?",
        ),
        (asked("Any offers on lamps?", "promotion"), "Until when?", "Any offers on lamps? Until when?"),
        (asked("I need a lamp", "recommend"), "no, for camping", "I need a lamp, for camping"),
        (
            asked("Is delivery free without a membership?", "policy"),
            "actually I'm a gold member",
            "Is delivery free, I'm a gold member",
        ),
        (asked("Do you ship to Spain?", "policy"), "what about Norway?", "Do you ship to Spain, Norway"),
        (asked("我160斤，坐得住吧", "product_fact", "P6"), "那我老公呢，他二百六十斤", "我260斤，坐得住吧"),
        (
            asked("I weigh 80 kg, will it hold me?", "product_fact", "P6"),
            "and my husband, at 130 kg",
            "I weigh 130 kg, will it hold me?",
        ),
        (asked("运费多少", "policy"), "那如果是金卡会员呢", "运费多少，金卡会员"),
    ],
)
def test_fragments_change_or_add_a_value(knowledge: Knowledge, before: Memory, text: str, whole: str) -> None:
    subject = about(text, before, None, knowledge)
    found = completed(text, subject.points, subject.products, before, knowledge)
    assert found == whole


@pytest.mark.parametrize(
    "text",
    [
        "And what is its warranty?",
        "how much is it",
        "and the price?",
        "thanks",
        "ok bye",
        "它防水吗",
        "是不是防水",
        "还有货吗",
        "那运费多少",
    ],
)
def test_a_question_of_its_own_is_no_fragment(knowledge: Knowledge, text: str) -> None:
    before = asked(WEIGHT, "product_fact", "P1")
    subject = about(text, before, None, knowledge)
    assert not completed(text, subject.points, subject.products, before, knowledge)


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            asked("Do you ship to Spain?", "policy"),
            "how long does that take?",
            "Do you ship to Spain? how long does that take?",
        ),
        (asked("送到德国运费多少", "policy"), "要几天", "送到德国运费多少 要几天"),
        (
            asked("Can I still return my tent?", "returns", "P1"),
            "and would the label cost me?",
            "and would the label cost me? (return)",
        ),
        (asked(WEIGHT, "product_fact", "P1"), "how long does that take?", ""),
        (asked("Do you ship to Spain?", "policy"), "Where are your shops?", ""),
    ],
)
def test_questions_go_on_with_the_shops_rules(before: Memory, text: str, whole: str) -> None:
    assert going_on(text, before) == whole


def test_the_version_spoken_of_is_kept_for_price_and_stock(knowledge: Knowledge) -> None:
    before = asked("How much is the Gale Rain Jacket in navy, size L?", "product_fact", "P6")
    assert with_version("how many of those are left?", ["P6"], before, knowledge) == (
        "how many of those are left, navy L"
    )
    assert with_version("is it in stock in red?", ["P6"], before, knowledge) == "is it in stock in red, L"
    assert not with_version("does it have a hood?", ["P6"], before, knowledge)
    assert not with_version("how many of those are left?", ["P3"], before, knowledge)


def test_the_version_is_remembered_over_other_questions(knowledge: Knowledge) -> None:
    first = Asked("How much is the Gale Rain Jacket in navy?", "product_fact", ("P6",))
    later = replace(asked("does it have a hood?", "product_fact", "P6"), earlier=(first,))
    assert (
        with_version("how many of those are left?", ["P6"], later, knowledge)
        == "how many of those are left, navy"
    )
    said = "with just the 10% what would the jacket come to?"
    assert not with_version(said, ["P6"], later, knowledge)
    assert with_version(said, ["P6"], later, knowledge, picked=True).endswith("come to, navy")


def test_after_small_talk_nothing_is_carried_on(knowledge: Knowledge) -> None:
    before = asked("hello", "small_talk")
    assert not completed("and the Fell Ridge 3?", True, ["P2"], before, knowledge)


def test_what_is_denied_is_left_out() -> None:
    assert without_denied("no not for the desk, for camping") == "no for camping"
    assert without_denied("不是这个，是 Ridge 3") == "是 Ridge 3"
    assert without_denied("is it not for kids, really?") == "is it not for kids, really?"


def test_what_leads_to_a_fragment_is_stripped() -> None:
    assert stripped("no, sorry, I meant the Ridge 3!") == ("the Ridge 3", True)
    assert stripped("in navy I mean") == ("in navy", True)
    assert stripped("那第二个呢？") == ("第二个", True)
    assert stripped("waterproof?") == ("waterproof", False)


@pytest.mark.parametrize(
    ("before", "text", "whole"),
    [
        (
            asked("can I pay in parts?", "policy"),
            "from what amount?",
            "can I pay in parts? from what amount?",
        ),
        (asked("Is express possible?", "policy"), "how much?", "Is express possible? how much?"),
        (
            asked("do you wrap things?", "policy"),
            "and what do you charge",
            "do you wrap things? and what do you charge",
        ),
        (
            asked("do you wrap things?", "policy"),
            "the strap of it broke on the second day of our trip abroad",
            "",
        ),
    ],
)
def test_bare_questions_go_on_with_the_shops_rules(before: Memory, text: str, whole: str) -> None:
    assert going_on(text, before) == whole


def test_a_membership_takes_the_place_of_another(knowledge: Knowledge) -> None:
    before = asked("how long may I return as a gold member?", "returns")
    assert completed("and silver?", False, (), before, knowledge).endswith("silver")
    assert completed("and if I were a silver member?", False, (), before, knowledge).endswith("silver member")
    assert not completed("what does a gold ring cost?", False, (), before, knowledge)
    before = asked("How long may silver or other members return?", "returns")
    assert completed("and gold?", False, (), before, knowledge).endswith("gold")


@pytest.mark.parametrize(
    ("text", "rest", "another"),
    [
        ("last one: amex?", "amex?", True),
        ("ok. different thing, can the bag be washed?", "can the bag be washed?", True),
        ("对了，换个问题：运费多少", "运费多少", True),
        ("ok. btw do you take amex", "do you take amex", True),
        ("great. how heavy is it?", "how heavy is it?", False),
        ("cool, thanks", "cool, thanks", False),
        ("last order, where is it?", "last order, where is it?", False),
    ],
)
def test_what_opens_a_message_is_no_part_of_the_question(text: str, rest: str, another: bool) -> None:
    assert without_opening(text) == (rest, another)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("pity. it is tight with thick socks, so the next one up?", "Is the Gale Rain Jacket there in L?"),
        ("大一码呢", "Is the Gale Rain Jacket there in L?"),
        ("one size down?", ""),
    ],
)
def test_the_next_size_takes_the_place_of_the_one_asked_for(
    knowledge: Knowledge, text: str, whole: str
) -> None:
    before = asked("Is the Gale Rain Jacket there in M?", "product_fact", "P6")
    assert completed(text, False, (), before, knowledge) == whole


def test_a_chain_of_questions_goes_on_with_the_first(knowledge: Knowledge) -> None:
    last = Asked("运费多少 买多少免", "policy", topic="运费多少")
    assert going_on("要几天", Memory(asked=last)) == "运费多少 要几天"


def test_offers_and_rules_do_not_go_on_with_each_other() -> None:
    before = asked("is there a code I can use on it?", "promotion", "P3")
    assert going_on("and if it breaks, do I have to buy it again?", before, "returns") == ""


def test_another_matter_does_not_go_on() -> None:
    before = asked("What is the last day to order before Easter?", "policy")
    assert going_on("also too many emails, how do I make them stop", before) == ""
    assert going_on("and how do I make them stop", before) != ""


@pytest.mark.parametrize(
    ("question", "intent", "leads"),
    [
        ("and who pays the post", "returns", True),
        ("那邮费谁出", "policy", True),
        ("and have you any lamps", "recommend", False),
        ("who pays the post", "returns", False),
        ("and who pays the post when the parcel with both lamps goes from Cork to Dublin", "returns", False),
    ],
)
def test_a_few_words_about_rules_lead_on_from_talk_before(question: str, intent: str, *, leads: bool) -> None:
    assert leads_on(question, intent) == leads
