"""Return periods are computed from policy, membership, delivery and date."""

from __future__ import annotations

from pathlib import Path

from bot.tools.returns import returns_tool
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts
from tests.bot.tools.shops import desk_of


def test_a_gold_member_has_sixty_days_from_delivery(desk: MakeDesk) -> None:
    found = call(returns_tool(desk("C1")), product_ids=["P1"])
    assert "until 6 April 2026: 60 days" in texts(found)
    assert found.evidence[0].source.startswith("policy:returns#")
    assert found.notes["days"] == [60]


def test_another_membership_than_ones_own_may_be_supposed(desk: MakeDesk) -> None:
    found = call(
        returns_tool(desk("C2")), product_ids=["P1"], question="would it be ok if I were a gold member?"
    )
    assert found.notes["days"] == [60]
    found = call(returns_tool(desk("C2")), product_ids=["P1"], question="I am a gold member, may it go back?")
    assert found.notes["days"] == [30]


def test_a_guest_hears_of_every_membership(desk: MakeDesk) -> None:
    found = call(returns_tool(desk()), product_ids=[])
    assert found.notes["days"] == [30, 60]
    assert not any(e.private for e in found.evidence)


def test_an_order_under_way_has_not_started_its_period(desk: MakeDesk) -> None:
    found = call(returns_tool(desk("C1")), order_id="O0002")
    assert "start with its delivery" in texts(found)


def test_somebody_elses_order_does_not_date_a_return(desk: MakeDesk) -> None:
    found = call(returns_tool(desk("C1")), order_id="O0003")
    assert "O0003" not in texts(found)


def test_goods_that_the_order_spoken_of_does_not_hold_are_those_of_another_order(desk: MakeDesk) -> None:
    found = call(returns_tool(desk("C1")), order_id="O0002", question="Can I still send the tent back?")
    assert "O0001" in texts(found)
    assert "O0002" not in texts(found)


def test_an_order_that_the_question_names_is_the_one_meant(desk: MakeDesk) -> None:
    found = call(returns_tool(desk("C1")), order_id="O0002", question="Can I return the tent of O0002?")
    assert "O0001" not in texts(found)


def test_an_order_of_several_goods_is_called_by_its_number_once(desk: MakeDesk) -> None:
    terms = {"name": "", "order_id": "O0002"}
    days = {**terms, "days": 60, "section": ""}
    dates = {**days, "delivered": "2 March", "until": "1 May"}
    say = desk("C1").say
    told = (
        say("return_until", **dates),
        say("return_over", **dates),
        say("return_not_delivered", **days, status="on its way"),
        say("return_already", **terms, status="returned"),
    )
    assert [text.count("O0002") for text in told] == [1] * len(told)


def test_what_the_rule_asks_of_goods_of_that_kind_is_told_with_the_days(tmp_path: Path) -> None:
    rules = "# Returns\n\n## All\nYou have 14 days to return an item. Lamps must not have been lit. Beds have no box."
    lamp = {"product_id": "P1", "name": "Glow", "price": "20.00", "category": "Lamps"}
    desk = desk_of(tmp_path, language="en", currency="EUR", products=[lamp], policies={"returns": rules})
    told = texts(call(returns_tool(desk), product_ids=["P1"], question="can the Glow go back?"))
    assert "14 days" in told
    assert "Lamps must not have been lit." in told
    assert "Beds" not in told
    told = texts(call(returns_tool(desk), question="it is too bright, can it go back?"))
    assert "Lamps must not have been lit. Beds have no box." in told


def test_in_which_state_goods_of_that_kind_stay_is_told_whatever_is_asked(tmp_path: Path) -> None:
    rules = (
        '---\nlanguage: en\napplies_to:\n  categories: ["Camping"]\n---\n# Returns of camping gear\n\n## Everybody\n'
        "You have 21 days to return camping gear.\n\n## Stoves\nA stove that has been lit cannot be returned."
    )
    goods = [
        {"product_id": "P1", "name": "Ember Stove", "price": "20.00", "category": "Camping"},
        {"product_id": "P2", "name": "Fell Mat", "price": "30.00", "category": "Camping"},
    ]
    desk = desk_of(
        tmp_path, language="en", currency="EUR", products=goods, policies={"returns-camping": rules}
    )
    asked = "if I try it once in the garden and hate it, can it go back?"
    told = texts(call(returns_tool(desk), product_ids=["P1"], question=asked))
    assert "lit cannot be returned" in told
    assert "21 days" in told
    assert "lit" not in texts(call(returns_tool(desk), product_ids=["P2"], question=asked))
    assert "lit" not in texts(
        call(returns_tool(desk), product_ids=["P1"], question="how many days have I to return it?")
    )
