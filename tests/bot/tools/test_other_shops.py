"""Rules as shops write them that nothing was made for: in one sentence, in a table, in another language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

import eval as evaluation
import prompts
from bot.tools.compare import compare_tool
from bot.tools.desk import Desk
from bot.tools.knowledge import exact_answer, search_tool
from bot.tools.orders import orders_tool
from bot.tools.promotions import promotions_tool
from bot.tools.returns import returns_tool
from knowledge.embedders import load_embedder
from knowledge.passage import Passage
from knowledge.search import Hit, Knowledge
from knowledge.sections import membership_code
from knowledge.shop_folder import read_shop
from knowledge.store import build_store, open_store
from tests.bot.tools.calling import call, texts

SHOPS = Path(evaluation.__file__).parent / "shops"
At = Callable[..., Desk]


@cache
def opened(shop: str) -> Knowledge:
    store, embedder = Path(mkdtemp(prefix="other-shop-")), load_embedder("hash")
    build_store(read_shop(SHOPS / shop), store, embedder)
    return open_store(store, embedder)


def at(shop: str, customer_id: str | None = None) -> Desk:
    knowledge = opened(shop)
    profile = knowledge.catalogue.profile
    customer = knowledge.catalogue.customer(customer_id) if customer_id else None
    assert profile.today is not None
    phrases = prompts.phrases(profile.languages[0])
    return Desk(knowledge, phrases, profile.languages[0], profile.today, "s1", customer)


@pytest.mark.parametrize(
    ("shop", "question", "days"),
    [
        ("skincare", "how long do I have to send it back?", [30, 45, 60]),
        ("skincare", "how long do I have to send it back? I'm not in your rewards thing", [30]),
        ("skincare", "how long does a Glow member have to send it back?", [45]),
        ("tea", "茶叶几天之内能退", [7, 15, 30]),
        ("tea", "我没办会员，茶叶几天之内能退", [7]),
    ],
)
def test_a_guest_hears_the_period_of_each_tier_or_of_the_one_that_is_named(
    shop: str, question: str, days: list[int]
) -> None:
    assert call(returns_tool(at(shop)), question=question).notes["days"] == days


@pytest.mark.parametrize(
    ("shop", "customer", "product", "days"),
    [
        ("skincare", "N03", "TW301", 30),  # the lowest tier has no rule of its own
        ("skincare", "N06", "TW301", 45),
        ("skincare", "N02", "TW301", 60),
        ("skincare", "N06", "GM601", 14),  # goods of another kind
        ("skincare", "N02", "GM601", 21),
        ("tea", "K03", "W01", 7),
        ("tea", "K06", "W01", 15),
    ],
)
def test_a_customer_hears_the_period_of_their_tier(shop: str, customer: str, product: str, days: int) -> None:
    found = call(returns_tool(at(shop, customer)), product_ids=[product], question="how long to return it")
    assert found.notes["days"] == [days]


def test_a_rule_for_a_while_is_told_with_an_order_placed_in_it_only() -> None:
    in_may = texts(call(returns_tool(at("skincare", "N01")), order_id="58208", question="the sunscreen"))
    assert "Daybreak" in in_may and "until 19 June 2026" in in_may and "until June 30, 2026" in in_may
    dated = call(returns_tool(at("skincare", "N01")), order_id="58208", question="the sunscreen").evidence
    assert [e.source for e in dated][:2] == ["policy:happy-skin-promise#glow", "order:58208"]
    in_april = call(returns_tool(at("skincare", "N02")), order_id="58207", question="the oil")
    assert "Mother" not in texts(in_april) and "June 30" not in texts(in_april)


def test_goods_of_a_kind_that_never_come_back_have_no_period() -> None:
    found = call(returns_tool(at("tea")), product_ids=["S05"], question="山核桃买回家不想吃了能退吗")
    assert "不支持无理由退货" in texts(found)
    assert found.notes["days"] == []


def test_goods_without_a_parcel_were_taken_home_on_any_channel() -> None:
    found = call(returns_tool(at("skincare", "N07")), order_id="58216", question="can I return it")
    assert "until 6 July 2026" in texts(found)


@pytest.mark.parametrize(
    ("shop", "customer", "question", "told", "untold"),
    [
        ("skincare", "N01", "what does two-day delivery cost", "Glow, Two-day: $9.", "$14"),
        (
            "skincare",
            None,
            "what does ground delivery cost, I'm not a member",
            "free over $50",
            "free over $25",
        ),
        ("tea", "K05", "顺丰运费", "岁藏，顺丰：免费。", "18 元"),
        ("tea", None, "普通快递运费，我不是会员", "满 99 元包邮", "满 49 元"),
    ],
)
def test_of_a_table_the_askers_row_is_told(
    shop: str, customer: str | None, question: str, told: str, untold: str
) -> None:
    found = texts(call(search_tool(at(shop, customer)), query=question, kinds=["policy"], rules=True))
    assert told in found and untold not in found and "|" not in found


def test_an_attribute_that_is_called_by_its_label_is_the_one_compared() -> None:
    found = texts(
        call(compare_tool(at("tea")), product_ids=["S02", "S03"], question="五仁和奶黄月饼哪个保质期长")
    )
    assert "45 天" in found and "两者相同" in found and "¥" not in found
    price = texts(
        call(compare_tool(at("tea")), product_ids=["C03", "C04"], question="滇红和正山小种差多少钱")
    )
    assert "¥8.00" in price


def test_what_an_order_holds_and_costs_is_told_together() -> None:
    found = texts(
        call(
            orders_tool(at("tea", "K05")), question="月初的月饼都有哪几样，一共多少钱", order_id="20260901014"
        )
    )
    assert "¥572.00" in found and "低糖五仁月饼" in found


def test_a_products_name_alone_is_not_the_question_of_its_faq() -> None:
    assert exact_answer("Tell me about the Levee cream", at("skincare")) is None


def test_a_discount_that_a_membership_gives_is_told_before_the_offers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = Passage(
        source="policy:business#discount", kind="policy", title="企业客户", language="zh",
        text="单笔满 20,000 元 95 折。", parent="policy:business", heading="折扣", memberships=("business",),
    )  # fmt: skip
    desk = at("tea")
    customer = next(c for c in desk.knowledge.catalogue.customers() if c.membership)
    rule = replace(rule, memberships=(membership_code(customer.membership or ""),))
    monkeypatch.setattr(desk.knowledge, "search", lambda *_a, **_k: (Hit(rule, 0.7, (), 0.5, 0.5),))
    member = replace(desk, customer=customer)
    told = call(promotions_tool(member), question="这次大概两万二，能打几折").evidence
    assert told[0].source == "policy:business#discount"
    assert told[0].complete
    assert all(e.source != rule.source for e in call(promotions_tool(desk), question="能打几折").evidence)
    assert all(e.source != rule.source for e in call(promotions_tool(member), question="有活动吗").evidence)
