"""What the shop's rules and records say by themselves: memberships, stock, price, changes of orders, refusals."""

from __future__ import annotations

import pytest

from bot.messages import Evidence
from bot.tools.fields import field_facts
from bot.tools.knowledge import naming_first, search_tool, within_budget
from bot.tools.orders import orders_tool
from bot.tools.returns import returns_tool
from bot.tools.silence import shop_silent, silent
from bot.tools.tiers import asks_about_tiers, by_membership, with_whole_sections
from knowledge.passage import Passage
from knowledge.search import Hit
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


def hit(
    part: str, text: str, memberships: tuple[str, ...] = (), heading: str = "Express", score: float = 0.8
) -> Hit:
    passage = Passage(
        source=f"policy:shipping#{part}", kind="policy", title="Delivery", text=text, language="en",
        parent="policy:shipping", heading=heading, memberships=memberships,
    )  # fmt: skip
    return Hit(passage, score, (), 0.5, 0.5)


def fact(found: Hit) -> Evidence:
    return Evidence(source=found.passage.source, title="Delivery", text=found.passage.text, score=found.score)


def test_a_section_cut_by_membership_is_joined_for_the_asker() -> None:
    hits = [
        hit("express-silver", "Silver members pay €7.90.", ("silver",)),
        hit("express", "It costs €11.90;"),
    ]
    joined = by_membership([fact(h) for h in hits], hits)
    assert [e.text for e in joined] == ["It costs €11.90; Silver members pay €7.90."]
    assert joined[0].source == "policy:shipping#express-silver"
    assert joined[0].complete


class CutSection:
    """A knowledge of one section, cut into what is for everybody and what is for Gold."""

    def section(self, passage: Passage, membership: str | None = None) -> tuple[Passage, ...]:
        gold = hit("express-gold", "Gold members pay €3.90.", ("gold",)).passage
        return (passage, gold) if membership == "gold" else (passage,)


def test_a_part_that_was_not_found_is_told_with_the_one_that_was() -> None:
    hits = [hit("express", "It costs €11.90;"), hit("parcels", "Each has a number.", (), "Parcels", 0.4)]
    whole = with_whole_sections(hits[:1], "gold", CutSection())
    joined = by_membership([fact(h) for h in whole], whole)
    assert [e.text for e in joined] == ["It costs €11.90; Gold members pay €3.90."]
    assert with_whole_sections(hits, "silver", CutSection()) == tuple(hits)


def test_what_is_for_everybody_stays_open_to_the_model() -> None:
    hits = [hit("express", "It costs €11.90.")]
    assert by_membership([fact(h) for h in hits], hits) == [fact(hits[0])]


def test_the_general_rule_stands_beside_what_a_membership_is_granted() -> None:
    hits = [
        hit("gold", "For Gold members delivery is free.", ("gold",), "Gold members", 0.9),
        hit("standard-delivery", "Standard delivery costs €4.90.", (), "Standard delivery", 0.85),
        hit("parcels", "Each parcel has its own number.", (), "Parcels", 0.4),
    ]
    joined = by_membership([fact(h) for h in hits], hits)
    assert [e.complete for e in joined] == [True, True, False]


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("how do I become a Gold member?", True),
        ("what membership levels are there?", True),
        ("怎么升级会员", True),
        ("有哪些会员等级", True),
        ("how long do I have to return it with my membership?", False),
        ("what does express cost for me?", False),
    ],
)
def test_who_asks_about_the_memberships_themselves(question: str, about: bool) -> None:
    assert asks_about_tiers(question) is about


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Is the Spot lamp in stock?", "Lumo Spot Lamp is out of stock."),
        ("When will the Spot lamp be back in stock?", "out of stock, and no date for new stock is recorded"),
        ("How much is the Spot lamp?", "Lumo Spot Lamp costs €39.00."),
    ],
)
def test_stock_and_price_are_said_from_the_record(desk: MakeDesk, question: str, said: str) -> None:
    found = call(search_tool(desk()), query=question, kinds=["product"], product_ids=["P5"])
    assert said in texts(found)
    assert all(e.complete for e in found.evidence)


def test_stock_in_traditional_characters(desk: MakeDesk) -> None:
    assert "目前缺货" in texts(call(search_tool(desk(None, "zh")), query="現在有貨嗎？", product_ids=["P5"]))


@pytest.mark.parametrize(
    "question", ["How much does delivery of the lamp cost?", "how heavy is it", "怎么退货"]
)
def test_other_questions_are_not_answered_with_stock_or_price(desk: MakeDesk, question: str) -> None:
    product = desk().knowledge.catalogue.product("P5")
    assert product is not None
    assert list(field_facts(product, question, desk())) == []


def test_a_change_is_answered_with_the_order_and_the_offer_of_a_person(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C2")), question="cancel my order please", change=True)
    assert "O0003" in texts(found)
    assert "can't change or cancel" in texts(found)
    assert found.offers_person


def test_others_orders_are_said_to_be_out_of_reach(desk: MakeDesk) -> None:
    found = call(orders_tool(desk("C1")), question="what did my husband order last?")
    assert found.abstains
    assert not found.evidence
    assert not call(orders_tool(desk("C1")), question="the gift for my mother, where is my order?").abstains


def test_a_guest_who_names_a_membership_hears_of_that_one(desk: MakeDesk) -> None:
    found = call(returns_tool(desk()), question="how long may I return things as a gold member?")
    assert found.notes["days"] == [60]


def test_an_argument_that_cannot_be_is_no_crash(desk: MakeDesk) -> None:
    tool = orders_tool(desk("C1"))
    message = tool.invoke({"name": tool.name, "args": {"position": "many"}, "id": "1", "type": "tool_call"})
    assert message.artifact is None
    assert message.status == "error"


def test_products_that_there_are_not_find_nothing_of_them(desk: MakeDesk) -> None:
    found = call(search_tool(desk()), query="how heavy?", kinds=["product"], product_ids=["P99"])
    assert not found.cards


def test_a_fact_longer_than_the_budget_is_cut(desk: MakeDesk) -> None:
    long = Evidence(source="faq:F1", title="", text="word " * 100_000, score=1.0)
    (cut,) = within_budget([long], "en")
    assert len(cut.text) < 1_500


@pytest.mark.parametrize(
    ("question", "text", "is_silent"),
    [
        ("Which brand is the zip?", "Features: two-way front zip", True),
        ("用的是哪个牌子的拉链？", "特点：双向前拉链", True),
        ("Which brand is the zip?", "Zip: by the brand YKK", False),
        ("where are the backpacks made?", "Material: recycled polyester", True),
        ("where are the backpacks made?", "Country of origin: Portugal", False),
        ("是哪里产的？", "面料：三层面料", True),
        ("Is it certified by TUV?", "Charges two devices", True),
        ("What is it made of?", "Material: oak", False),
        ("这款充电宝有3C认证吗", "容量：20000 毫安时", True),
        ("Ridge 2 帐篷防火吗，阻燃等级多少", "Water column: 3,000 mm", True),
        ("Is the tent fireproof?", "Keep open fire 3 m away from the tent", False),
        ("Is the window BPA free?", "Material: steel", True),
        ("Is the window BPA free?", "Window: Tritan, BPA-free", False),
        ("猫粮的粗蛋白是多少", "配料：三文鱼 34%、土豆", True),
        ("猫粮的粗蛋白是多少", "粗蛋白：32%", False),
        ("where do I leave the car?", "Opening hours: 9 to 18", True),
        ("门口有停车的地方吗", "门店有免费停车位", False),
        ("is there an aux in on the back?", "Plug the phone into the USB-A socket", True),
        ("is there an aux in on the back?", "Plug the 3.5 mm cable into the left cup", False),
        ("早上能当闹钟叫我起床吗", "特点：厨房定时器", True),
        ("种在多高的海拔", "特点：单一庄园", True),
        ("边几有多高啊", "只放得下一盏灯和一杯茶", True),
        ("边几有多高啊", "尺寸：45 x 52 厘米", False),
        ("在你们家买东西攒不攒积分", "支付宝可分 3 期免息", True),
        ("can I bring the dog into the shop?", "Opening hours: 9 to 18", True),
    ],
)
def test_brand_origin_and_certificates_need_a_fact_that_speaks_of_them(
    question: str, text: str, is_silent: bool
) -> None:
    assert silent(question, [Evidence(source="product:P1#x", title="", text=text)]) is is_silent


def test_of_a_shop_only_what_shops_have_needs_a_fact_that_speaks_of_it() -> None:
    hours = [Evidence(source="shop:hours", title="", text="Monday to Friday 9 to 18")]
    assert shop_silent("can I park the car there?", hours)
    assert shop_silent("Could we rent a tent off you?", hours)
    assert not shop_silent("which brand is the shop?", hours)


def test_what_comes_near_and_does_not_speak_of_it_is_not_told_either(desk: MakeDesk) -> None:
    search, asked = search_tool(desk()), "weight of the Fell Ridge 2 Tent"
    assert call(search, query=asked, product_ids=["P1"]).nearest
    found = call(search, query=f"which brand, {asked}", product_ids=["P1"])
    assert found.abstains
    assert not found.nearest


def test_rules_that_name_the_goods_go_before_others(desk: MakeDesk) -> None:
    any_goods = hit("express", "Express costs €11.90.", score=0.7)
    tents = hit("tents", "Tents come by appointment for €29.", score=0.6)
    far = hit("far", "A tent may be tried once.", score=0.2)
    first = naming_first([any_goods, tents, far], "what does delivery of the tent cost?", desk())
    assert [h.passage.source for h in first] == [
        "policy:shipping#tents",
        "policy:shipping#express",
        "policy:shipping#far",
    ]
    assert first[0].score == 0.7


def test_what_is_asked_beside_the_stock_is_told_too(desk: MakeDesk) -> None:
    asked = {"kinds": ["product"], "product_ids": ["P3"]}
    found = call(
        search_tool(desk()), query="Is the lamp in stock? What weight is the Lumo desk lamp?", **asked
    )
    assert "in stock" in found.evidence[0].text
    assert any("1.2 kg" in e.text for e in found.evidence[1:])
    assert len(call(search_tool(desk()), query="Is the lamp in stock?", **asked).evidence) == 1
