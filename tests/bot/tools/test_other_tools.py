"""Reviews, offers and the account."""

from __future__ import annotations

import pytest

from bot.tools.account import account_tool
from bot.tools.activity import asks_for_activity
from bot.tools.knowledge import search_tool
from bot.tools.promotions import promotions_tool
from bot.tools.reviews import reviews_tool, side_asked, stars_asked
from tests.bot.conftest import MakeDesk
from tests.bot.tools.calling import call, texts


def test_reviews_are_counted_and_the_complaints_quoted(desk: MakeDesk) -> None:
    found = call(reviews_tool(desk()), product_id="P1", question="what do people complain about?")
    assert "3.5 of 5 by 2 buyers; 1 gave 1 or 2 stars and 1 gave 4 or 5" in texts(found)
    assert [e.source for e in found.evidence if e.source.startswith("review:")] == ["review:P1-R1"]


def test_a_product_without_reviews_says_so(desk: MakeDesk) -> None:
    found = call(reviews_tool(desk()), product_id="P3", question="what do people say?")
    assert "no reviews of Lumo Desk Lamp" in texts(found)
    assert found.abstains


@pytest.mark.parametrize(
    ("question", "language", "said"),
    [
        ("how do people feel about it?", "en", "50 % of the ratings of Fell Ridge 2 Tent are positive"),
        ("大家对它的评价怎么样", "zh", "有 50% 是好评"),
    ],
)
def test_the_mood_of_all_reviews_is_told(desk: MakeDesk, question: str, language: str, said: str) -> None:
    found = call(reviews_tool(desk(language=language)), product_id="P1", question=question)
    mood = next(e for e in found.evidence if e.source == "product:P1#reviews")
    assert said in mood.text
    named = "most praised: water resistance (by 1)" if language == "en" else "称赞最多的是防水（1 位）"
    assert named in mood.text


@pytest.mark.parametrize("question", ["what do people complain about?", "do people find it comfortable?"])
def test_who_asks_of_a_side_or_an_aspect_is_not_told_the_mood(desk: MakeDesk, question: str) -> None:
    found = call(reviews_tool(desk()), product_id="P1", question=question)
    assert "are positive" not in texts(found)


@pytest.mark.parametrize(
    ("question", "side"),
    [
        ("What do people complain about?", "bad"),
        ("有什么缺点", "bad"),
        ("what do buyers love?", "good"),
        ("reviews?", "any"),
    ],
)
def test_which_side_of_the_reviews_is_asked(question: str, side: str) -> None:
    assert side_asked(question) == side


def test_only_offers_that_run_today(desk: MakeDesk) -> None:
    found = call(promotions_tool(desk()))
    assert "LIGHT10" in texts(found)
    assert "Winter tents" not in texts(found)


def test_an_offer_must_cover_the_product(desk: MakeDesk) -> None:
    assert call(promotions_tool(desk()), product_ids=["P1"]).abstains
    assert not call(promotions_tool(desk()), product_ids=["P3"]).abstains


def test_the_price_with_an_offer_is_worked_out(desk: MakeDesk) -> None:
    found = call(promotions_tool(desk()), product_ids=["P3"], question="what does it cost with the code?")
    assert "Lumo Desk Lamp then costs €71.10 instead of €79.00" in texts(found)


@pytest.mark.parametrize(
    ("customer", "code", "said"),
    [
        (None, "SOON5", "does not hold yet: it starts on 1 April 2026"),
        ("C2", "gold20", "is for Gold members only, and your account has no membership"),
        ("C1", "GOLD20", "needs an order value of €100.00, and Lumo Desk Lamp costs €79.00"),
        ("C1", "FIRST5", "for a first order only, and you have ordered before"),
    ],
)
def test_a_code_that_is_named_is_judged(desk: MakeDesk, customer: str | None, code: str, said: str) -> None:
    found = call(promotions_tool(desk(customer)), product_ids=["P3"], question=f"does {code} work?")
    assert said in texts(found)
    assert not found.abstains


@pytest.mark.parametrize(
    ("question", "source", "said"),
    [
        ("is the 20% off tents thing still going?", "promotion:PR2", "ended"),
        ("减5块的那个还有吗", "promotion:PR5", ""),
        ("九折的灯还有吗", "promotion:PR1", ""),
    ],
)
def test_an_offer_called_by_what_it_takes_off_is_judged(
    desk: MakeDesk, question: str, source: str, said: str
) -> None:
    tents = ["P1"] if "tents" in question else []
    found = call(promotions_tool(desk()), product_ids=tents, question=question)
    assert [e.source for e in found.evidence] == [source]
    assert said in texts(found)


def test_offers_in_another_language_are_told_from_their_fields(desk: MakeDesk) -> None:
    assert "优惠 10%" in texts(call(promotions_tool(desk(None, "zh"))))


def test_the_account_is_the_sessions_own(desk: MakeDesk) -> None:
    assert "gold" in texts(call(account_tool(desk("C1")), question="what is my membership?"))
    assert call(account_tool(desk()), question="what is my membership?").abstains


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("What did I look at last week?", True),
        ("show me my browsing history", True),
        ("what's on my wish list?", True),
        ("我最近看过哪些东西", True),
        ("我的购物车里有什么", True),
        ("I looked at the Ridge tent, how heavy is it?", False),
        ("where is my order", False),
        ("我看过的那个帐篷多重", False),
    ],
)
def test_who_asks_what_they_did(question: str, asks: bool) -> None:
    assert asks_for_activity(question) is asks


def test_what_a_customer_did_on_any_channel_is_told_newest_first(desk: MakeDesk) -> None:
    found = call(account_tool(desk("C1")), question="show me my recent activity")
    assert [e.source for e in found.evidence] == ["order:O0002", "order:O0001", "order:O0001"]
    assert found.evidence[0].text.startswith("15 March 2026, mobile: ")
    assert "delivered" in found.evidence[1].text
    assert all(e.private and e.complete for e in found.evidence)


def test_nothing_in_the_cart_is_said(desk: MakeDesk) -> None:
    found = call(account_tool(desk("C1")), question="what is in my cart?")
    assert found.abstains
    assert not found.evidence


def test_a_guest_is_told_nothing_of_anybodys_activity(desk: MakeDesk) -> None:
    found = call(account_tool(desk()), question="show me my recent activity")
    assert found.abstains
    assert not found.evidence


def test_a_search_never_returns_orders(desk: MakeDesk) -> None:
    found = call(search_tool(desk("C1")), query="order O0003 Fell Ridge 3 Tent", kinds=["order", "product"])
    assert not any(e.source.startswith("order:") for e in found.evidence)


def test_the_offer_that_saves_most_on_the_product_comes_first(desk: MakeDesk) -> None:
    """Ten percent off 49.00 are 4.90, less than five euros; off 79.00 they are 7.90, more."""
    first = {
        product: call(promotions_tool(desk()), product_ids=[product]).evidence[0].source
        for product in ("P4", "P3")
    }
    assert first == {"P4": "promotion:PR5", "P3": "promotion:PR1"}


@pytest.mark.parametrize(
    ("question", "stars"),
    [
        ("what do the one-star reviews say?", 1),
        ("show me a 5 star review", 5),
        ("一星评价怎么说", 1),
        ("how many stars has it?", None),
    ],
)
def test_the_stars_of_the_reviews_that_are_asked_for_are_read(question: str, stars: int | None) -> None:
    assert stars_asked(question) == stars


def test_only_reviews_with_the_stars_asked_for_are_quoted(desk: MakeDesk) -> None:
    found = call(reviews_tool(desk()), product_id="P1", question="what do the five-star reviews say?")
    assert [e.source for e in found.evidence if e.source.startswith("review:")] == ["review:P1-R2"]


def test_putting_something_on_is_no_activity() -> None:
    assert not asks_for_activity("what angle do I put on the knife?")
    assert asks_for_activity("what did I put on my wish list?")
