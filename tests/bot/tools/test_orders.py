"""Orders: the session's customer, whatever the arguments say."""

from __future__ import annotations

from datetime import date

import pytest

from bot.tools.order_choice import asked_first, speaks_of_more
from bot.tools.order_facts import aspects_asked, aspects_told, order_evidence
from bot.tools.orders import orders_tool
from knowledge.money import Money
from knowledge.records import Return
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


def test_where_is_my_order_means_the_one_under_way(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="Where is my order?")
    assert "O0002" in texts(found)
    assert "TRK0002" in texts(found)
    assert "20 March 2026" in texts(found)
    assert "O0001" not in texts(found)
    assert [card.id for card in found.cards] == ["O0002"]


def test_somebody_elses_order_is_refused_like_one_that_does_not_exist(desk: MakeDesk) -> None:
    theirs = call(orders_tool(desk("C1")), order_id="O0003")
    nobodys = call(orders_tool(desk("C1")), order_id="O9999")
    assert texts(theirs).replace("O0003", "") == texts(nobodys).replace("O9999", "")
    assert theirs.abstains
    assert not theirs.evidence
    assert not theirs.cards


def test_a_guest_sees_no_orders(desk: MakeDesk) -> None:
    found = call(orders_tool(desk()), order_id="O0001")
    assert found.abstains
    assert "sign in" in texts(found)
    assert not found.cards


def test_the_tool_takes_no_customer(desk: MakeDesk) -> None:
    assert "customer" not in str(orders_tool(desk("C1")).args).casefold().replace("customer's", "")


def test_all_orders_are_counted_and_listed(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="list my orders", everything=True)
    assert "2 orders" in texts(found)
    assert [card.id for card in found.cards] == ["O0002", "O0001"]


def test_the_order_that_holds_a_product(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="when did the tent arrive?", product_ids=["P1"])
    assert [card.id for card in found.cards] == ["O0001"]
    assert "5 February 2026" in texts(found)


def test_the_total_is_the_orders_own(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="what was the total of O0001?", order_id="O0001")
    assert "€189.00" in texts(found)


def test_a_chinese_shopper_reads_chinese(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C2", "zh")), question="我的订单到哪了？")
    assert "O0003" in texts(found)
    assert "备货中，还没有发货" in texts(found)
    assert "Fell Ridge 3 帐篷" in texts(found)


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("买 Aurio Buds 2 的订单号是多少？", ("status",)),
        ("快递单号是多少？", ("parcel",)),
        ("Where is my order?", ("status",)),
        ("How much did I pay?", ("total",)),
        ("Has my refund arrived?", ("return",)),
        ("退款到了吗", ("return",)),
        ("总额多少钱", ("total",)),
        ("两样一共刷了多少", ("total",)),
        ("What items are in it?", ("items",)),
        ("What did I buy in order O0001?", ("items",)),
        ("what exactly did I order in O0001", ("items",)),
        ("What is the status of order O0001?", ("status",)),
        ("What was the total of order O0001?", ("total",)),
    ],
)
def test_what_of_an_order_is_asked(question: str, aspects: tuple[str, ...]) -> None:
    assert aspects_asked(question) == aspects


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("How much did you refund me for the fleece I sent back?", ("return",)),
        ("did the money go back?", ("return",)),
        ("那个咖啡秤的退货进度怎样了", ("return",)),
        ("what is the tracking number?", ("parcel",)),
        ("袜子到哪了？给下单号", ("status",)),
        ("how did I pay for the knife?", ("payment",)),
        ("餐椅是几把，总共多少钱，什么状态", ("status", "total", "items")),
        ("Which address is it going to?", ("address",)),
    ],
)
def test_an_aspect_that_another_tells_is_told_once(question: str, aspects: tuple[str, ...]) -> None:
    assert aspects_asked(question) == aspects


def test_an_order_without_a_parcel_has_no_tracking_number(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C2")), question="What is the tracking number?", order_id="O0003")
    assert "no parcel on record yet, so there is no tracking number" in texts(found)


def test_a_parcel_that_is_late_is_said_to_be(desk: MakeDesk) -> None:
    late = desk("C1", today=date(2026, 3, 25))
    assert "was expected on 20 March 2026 and has not been" in texts(
        call(orders_tool(late), order_id="O0002")
    )


@pytest.mark.parametrize(
    ("question", "order_id"),
    [
        ("where is the thing with the lamp in it?", "O0002"),
        ("When did the tent come?", "O0001"),
        ("what I ordered in February", "O0001"),
    ],
)
def test_an_order_is_found_by_its_goods_or_its_date(desk: MakeDesk, question: str, order_id: str) -> None:
    assert [card.id for card in call(orders_tool(desk("C1")), question=question).cards] == [order_id]


def test_a_cancelled_order_is_told_with_what_was_paid_back(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C2")), question="was the order I cancelled refunded?")
    assert "The full €229.00 was paid back for order O0000 on 4 December 2025" in texts(found)


def test_an_order_that_is_counted_out_of_range_is_answered_with_those_there_are(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="my 99th order", position=99)
    assert "2 orders" in texts(found)


def test_goods_that_are_asked_about_are_told_before_the_others(desk: MakeDesk) -> None:
    asking = desk("C1")
    order = asking.knowledge.catalogue.order_of("O0001", "C1")
    assert order is not None
    names = ("Blue Mug", "Grey Socks", "Red Kettle", "Dog Bed")
    lines = tuple(
        order.lines[0].model_copy(update={"name": n, "product_id": f"X{i}"}) for i, n in enumerate(names)
    )
    order = order.model_copy(update={"lines": lines})

    def first(question: str, product_ids: tuple[str, ...] = ()) -> str:
        return asked_first(order, question, product_ids, asking).lines[0].name

    assert first("Which size of the kettle is in order O0001?") == "Red Kettle"
    assert first("Which version was that?", ("X3",)) == "Dog Bed"
    assert first("Where is O0001?") == "Blue Mug"


@pytest.mark.parametrize(
    ("question", "more"),
    [
        ("where are my desk and the earbuds?", True),
        ("我的书桌和台灯到哪了", True),
        ("where is my desk?", False),
    ],
)
def test_goods_joined_with_others_limit_no_parcels(question: str, *, more: bool) -> None:
    assert speaks_of_more(question) is more


def test_a_size_that_was_bought_is_an_item() -> None:
    assert "items" in aspects_asked("what size was the jacket I got?")


def test_what_a_return_will_bring_back_is_told_until_it_was_paid(desk: MakeDesk) -> None:
    made = desk("C1")
    order = made.knowledge.catalogue.order_of("O0001", "C1")
    assert order is not None
    lines = tuple(line.model_copy(update={"line_id": "L1"}) for line in order.lines)
    asked_for = Return.model_validate({"return_id": "R1", "line_ids": ["L1"], "status": "requested"})
    waiting = order.model_copy(update={"lines": lines, "returns": (asked_for,)})
    aspects = aspects_told("how much will I see back?")
    assert "cost €189.00" in " ".join(e.text for e in order_evidence(waiting, aspects, made))
    refund = Money(minor=18900, currency="EUR")
    paid = waiting.model_copy(update={"returns": (asked_for.model_copy(update={"refund": refund}),)})
    texts_paid = [e.text for e in order_evidence(paid, aspects, made)]
    assert len(texts_paid) == 1 and "refund of €189.00" in texts_paid[0]
