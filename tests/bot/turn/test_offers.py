"""What may be meant by offers, and what is a price that fell after the purchase instead."""

from __future__ import annotations

import pytest

from bot.turn.fragments import going_on
from bot.turn.memory import Asked, Memory
from bot.turn.offers import may_mean_offers, price_fell_after, speaks_of_offers
from bot.turn.routes import route
from bot.turn.routing import rerouted
from bot.turn.state import Task
from tests.bot.conftest import MakeDesk


@pytest.mark.parametrize("question", ["买两件能便宜点吗", "买三个打折不", "any coupons?", "有优惠吗"])
def test_discounts_are_spoken_of(question: str) -> None:
    assert speaks_of_offers(question)


@pytest.mark.parametrize("question", ["邮费买多少能免", "买两个多少钱", "is it in stock"])
def test_how_much_is_bought_is_no_discount(question: str) -> None:
    assert not speaks_of_offers(question)


@pytest.mark.parametrize(
    "question",
    [
        "does TEA20 still work",
        "any freebies this week?",
        "买二送一到什么时候",
        "新人红包咋领",
        "is it cheaper in bulk",
    ],
)
def test_codes_gifts_and_occasions_may_mean_offers(question: str) -> None:
    assert may_mean_offers(question)


@pytest.mark.parametrize(
    "question", ["砖红色的现在买得到吗", "我穿43码，放得进去不", "will it fit under the bed?"]
)
def test_stock_and_sizes_do_not(question: str) -> None:
    assert not may_mean_offers(question)


@pytest.mark.parametrize(
    "question",
    [
        "the lamp was reduced right after I bought it, do I see any of that money?",
        "I bought a tent last week and now it is 20 euros cheaper",
        "昨天刚买今天就降价了，能退差价吗",
        "买完一周打折怎么办",
    ],
)
def test_a_price_that_fell_after_the_purchase_is_answered_by_the_rule(desk: MakeDesk, question: str) -> None:
    assert price_fell_after(question)
    ruled = rerouted(Task(question, "promotion", 0.9, ("P3",)), desk())
    assert (ruled.intent, ruled.products) == ("policy", ())
    name, arguments = route(ruled, desk())
    assert name == "search_knowledge"
    assert desk().say("query_price_protection") in arguments["query"]


@pytest.mark.parametrize(
    "question",
    ["a voucher my aunt bought in 2021, does it still work?", "do gift cards run out", "礼品卡会过期吗"],
)
def test_a_voucher_that_was_paid_for_is_no_offer(desk: MakeDesk, question: str) -> None:
    assert rerouted(Task(question, "promotion", 0.7, ("P3",)), desk()).intent == "policy"
    assert rerouted(Task(question, "policy", 0.6, ("P3",)), desk()).products == ()


def test_a_voucher_of_the_shop_is(desk: MakeDesk) -> None:
    asked = Task("have you any vouchers for the lamp?", "promotion", 0.9, ("P3",))
    assert rerouted(asked, desk()).intent == "promotion"


def test_a_reduced_lamp_is_an_offer(desk: MakeDesk) -> None:
    asked = Task("is the lamp reduced if I buy two?", "promotion", 0.9, ("P3",))
    assert rerouted(asked, desk()).intent == "promotion"


def test_only_what_may_mean_offers_goes_on_with_them() -> None:
    memory = Memory(asked=Asked("is there a code for the lamp?", "promotion", ("P3",), None))
    assert going_on("and is that one for the wall too?", memory, "promotion") == ""
    assert going_on("and is that code for members too?", memory, "promotion")
