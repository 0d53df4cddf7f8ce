"""Which tool a question goes to: where the shop's records make another one plain than the classifier's guess."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.turn.routes import route
from bot.turn.routing import only_maybe, rerouted
from bot.turn.state import Intent, Task
from tests.bot.conftest import MakeDesk


def task(question: str, intent: Intent, confidence: float = 0.6, **given: tuple[str, ...]) -> Task:
    return Task(question, intent, confidence, **given)


@pytest.mark.parametrize(
    ("customer", "question", "products", "intent"),
    [
        ("C2", "can I still call off the tent?", ("P2",), "order_change"),  # not yet sent
        ("C1", "is there still time to send the tent back?", ("P1",), "returns"),
        ("C2", "what does it cost to send the tent back?", ("P2",), "returns"),  # the rules tell
        (None, "can I still call off the tent?", ("P2",), "returns"),
        ("C1", "did you ever pay me back for the tent?", ("P1",), "order_status"),
        ("C2", "once the tent is here, how many days do I get to change my mind?", ("P2",), "returns"),
        ("C2", "suppose the tent is too small, can it go back?", ("P2",), "returns"),
    ],
)
def test_where_ones_own_order_stands_decides_what_a_return_comes_to(
    desk: MakeDesk, customer: str | None, question: str, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, "returns", products=products), desk(customer)).intent == intent


@pytest.mark.parametrize(
    ("question", "guess", "products", "intent"),
    [
        ("退帐篷最晚哪天", "out_of_scope", ("P1",), "returns"),
        ("帐篷最晚几号退", "order_status", ("P1",), "returns"),
        ("退税最晚哪天", "out_of_scope", (), "out_of_scope"),
        ("帐篷退款哪天到账", "order_status", ("P1",), "order_status"),
    ],
)
def test_by_when_goods_go_back_is_a_return_whatever_was_guessed(
    desk: MakeDesk, question: str, guess: Intent, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, guess, products=products), desk("C1")).intent == intent


@pytest.mark.parametrize(
    ("question", "tool"),
    [
        ("is there still time to send the tent back?", "return_eligibility"),
        ("until when could I bring the tent back?", "return_eligibility"),
        ("how do I send the tent back?", "search_knowledge"),
        ("if I notice a dent, how long do I have to send you pictures?", "search_knowledge"),
    ],
)
def test_only_until_when_something_goes_back_is_worked_out(desk: MakeDesk, question: str, tool: str) -> None:
    assert route(task(question, "returns", products=("P1",)), desk("C1"))[0] == tool


def test_a_return_of_nothing_in_particular_leaves_the_word_to_a_rule(desk: MakeDesk) -> None:
    assert only_maybe(task("the box is gone, could they still go back?", "returns"), desk())
    assert not only_maybe(task("how long is the return period?", "returns"), desk())
    assert not only_maybe(task("could the tent still go back?", "returns", products=("P1",)), desk())


@pytest.mark.parametrize(
    ("question", "guess", "products", "intent"),
    [
        ("do you make the Gale Rain Jacket in XL?", "recommend", (), "product_fact"),
        ("something warm in XL?", "recommend", (), "recommend"),
        ("does the lamp have an alarm clock?", "product_reviews", ("P3",), "product_fact"),
        ("what do people say about the lamp?", "product_reviews", ("P3",), "product_reviews"),
        ("how long do the two tents last?", "product_reviews", ("P1", "P2"), "product_compare"),
        ("what should I feed a young dog?", "product_fact", (), "recommend"),
        ("how heavy are the two tents?", "order_change", ("P1", "P2"), "product_compare"),
        ("would I get anything off the lamp?", "recommend", ("P3",), "promotion"),
    ],
)
def test_an_unsure_guess_gives_way_to_the_words(
    desk: MakeDesk, question: str, guess: Intent, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, guess, products=products), desk()).intent == intent


def test_the_size_that_was_bought_stands_in_the_order(desk: MakeDesk) -> None:
    asked = task("what size was the tent I got last month?", "product_fact", 0.8, products=("P1",))
    assert rerouted(asked, desk("C1")).intent == "order_status"
    assert rerouted(asked, desk()).intent == "product_fact"


@pytest.mark.parametrize("guess", ["product_fact", "account", "product_compare"])
@pytest.mark.parametrize(
    "question",
    [
        "Which of my orders has the tent in it?",
        "I bought a tent from you once. Which order was that?",
        "What's the number of the order with my tent?",
        "帐篷在哪个订单里",
    ],
)
def test_which_order_holds_a_thing_is_told_by_the_orders(
    desk: MakeDesk, question: str, guess: Intent
) -> None:
    asked = task(question, guess, products=("P1",))
    assert rerouted(asked, desk("C1")).intent == "order_status"
    assert rerouted(asked, desk()).intent != "order_status"


@pytest.mark.parametrize(
    ("question", "guess", "products", "intent"),
    [
        ("so what kind of things can you do for me?", "recommend", (), "small_talk"),
        ("my lamp flickers when it is cold", "recommend", (), "policy"),
        ("something like the Gale Rain Jacket in XL", "recommend", (), "recommend"),
        ("I'd like something for my lamp", "recommend", (), "recommend"),
        ("is the lamp bright, according to buyers?", "product_fact", ("P3",), "product_reviews"),
    ],
)
def test_an_unsure_guess_that_the_words_do_not_bear_out_is_changed(
    desk: MakeDesk, question: str, guess: Intent, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, guess, products=products), desk()).intent == intent


@pytest.mark.parametrize(
    ("customer", "question", "products", "intent"),
    [
        (None, "can one sleep in it straight away?", ("P1",), "product_fact"),
        (None, "could you put it through a mill before you post it?", (), "policy"),
        (None, "a light for the weekend, under 50 euros", (), "recommend"),
        (None, "my young lad is 17, can he put the order through himself", (), "policy"),
        (None, "我弟说他来下单，他今年17，买得了吗", (), "policy"),
        (None, "when does my tent come?", ("P1",), "order_change"),
        (None, "moving the parcel to next week, does that cost?", (), "order_change"),
        ("C1", "can one sleep in it straight away?", ("P1",), "order_change"),
    ],
)
def test_a_guest_who_says_nothing_of_an_order_is_asked_for_none(
    desk: MakeDesk, customer: str | None, question: str, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, "order_change", products=products), desk(customer)).intent == intent


@pytest.mark.parametrize(
    ("customer", "question", "intent"),
    [
        (None, "my lamp says E2 and won't help me any more", "product_fact"),
        (None, "does the lamp come with something to prop it up", "product_fact"),
        (None, "我家那盏灯显示E2不亮了", "product_fact"),
        (None, "is my lamp still coming?", "order_status"),
        (None, "my lamp, where is it", "order_status"),
        (None, "我的灯怎么还没到", "order_status"),
        ("C1", "my lamp says E2 and won't help me any more", "order_status"),
    ],
)
def test_a_guest_s_own_goods_are_no_order_until_one_is_spoken_of(
    desk: MakeDesk, customer: str | None, question: str, intent: Intent
) -> None:
    sure = task(question, "order_status", 0.95, products=("P3",))
    assert rerouted(sure, desk(customer)).intent == intent


def test_a_guest_who_asks_to_have_goods_brought_is_told_the_rules_however_sure_the_guess(
    desk: MakeDesk,
) -> None:
    sure = task("can you get it to me tomorrow, I'd pay for that", "order_change", 0.95, products=("P3",))
    assert rerouted(sure, desk()).intent == "policy"
    assert rerouted(sure, desk("C1")).intent == "order_change"


def test_a_suggestion_is_held_against_the_product_named_most_plainly(desk: MakeDesk) -> None:
    wish = task("a better lamp than the Lumo Glow Lamp", "recommend", products=("P3", "P4"))
    assert route(wish, desk())[1]["similar_to"] == "P4"


@pytest.mark.parametrize(
    ("question", "guessed", "products", "intent"),
    [
        ("what's the lamp cost", "promotion", ("P3",), "product_fact"),
        ("那个灯啥价", "promotion", ("P3",), "product_fact"),
        ("is there a discount on the lamp", "product_fact", ("P3",), "promotion"),
        ("is it cheaper if I buy two?", "product_compare", ("P3", "P4"), "promotion"),
        ("拿三个能便宜点不", "product_compare", ("P3", "P4"), "promotion"),
    ],
)
def test_a_price_is_no_offer_and_a_price_for_several_is(
    desk: MakeDesk, question: str, guessed: Intent, products: tuple[str, ...], intent: Intent
) -> None:
    assert rerouted(task(question, guessed, products=products), desk()).intent == intent


def test_an_order_spoken_of_that_was_not_sent_is_cancelled_instead(desk: MakeDesk) -> None:
    carried = Task("never mind, I don't want it", "returns", 0.3, order_id="O0003")
    assert rerouted(carried, desk("C2")).intent == "order_change"
    assert rerouted(carried, desk("C1")).intent == "returns", "somebody else's order"


def test_how_many_are_left_is_asked_of_goods_not_of_an_account(desk: MakeDesk) -> None:
    asked = task("how many of them have you left", "account", 0.85, products=("P1",))
    assert rerouted(asked, desk()).intent == "product_fact"
    assert rerouted(task("how many points have I left", "account", 0.85), desk()).intent == "account"


@pytest.mark.parametrize(
    ("question", "customer", "products", "intent"),
    [
        ("if I order the lamp on Friday, does it come on Saturday?", "C1", ("P3",), "policy"),
        ("现在下单台灯什么时候到", "C1", ("P3",), "policy"),
        ("does the lamp come on Saturday?", "C1", ("P3",), "order_status"),
        ("how many of them have you left", None, ("P3",), "product_fact"),
        ("can you get it to me tomorrow? I'd pay for the fast one", None, ("P3",), "policy"),
        (
            "can you get it to me tomorrow? I'd pay for the fast one",
            "C2",
            ("P3",),
            "policy",
        ),  # ordered no lamp
        ("can you get it to me tomorrow? I'd pay for the fast one", "C1", ("P3",), "order_status"),
    ],
)
def test_what_is_still_to_be_bought_is_in_no_order(
    desk: MakeDesk, question: str, customer: str | None, products: tuple[str, ...], intent: Intent
) -> None:
    guess: Intent = "order_change" if "get it" in question and intent == "policy" else "order_status"
    assert rerouted(task(question, guess, products=products), desk(customer)).intent == intent


def test_what_is_like_nothing_in_the_shop_is_a_wish(desk: MakeDesk) -> None:
    asked = task("have ye lawn mowers by any chance", "product_fact", 0.9)
    assert rerouted(asked, desk()).intent == "recommend"
    assert rerouted(task("have ye lamps by any chance", "product_fact", 0.9), desk()).intent == "product_fact"
    assert rerouted(replace(asked, products=("P1",)), desk()).intent == "product_fact"
