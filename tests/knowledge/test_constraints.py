import pytest

from knowledge.amounts import chinese_number, price_limits, rating_limit
from knowledge.bilingual import Bilingual
from knowledge.catalogue import Catalogue
from knowledge.common_words import common_stems
from knowledge.constraints import ConstraintReader, Constraints, matching
from knowledge.mentions import MentionFinder
from knowledge.money import Money
from tests.knowledge.small_shop import small_shop


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("under 50", None, 4999),
        ("less than €80", None, 7999),
        ("up to $1,299.99", None, 129999),
        ("50 or less", None, 5000),
        ("a budget of 60", None, 6000),
        ("between 20 and 40", 2000, 4000),
        ("between 40 and 20", 2000, 4000),
        ("20-40 euros", 2000, 4000),
        ("over 100", 10001, None),
        ("at least 100 euros", 10000, None),
        ("over 20 but under 50", 2001, 4999),
        ("no more than 30", None, 3000),
        ("around 50", 4000, 6000),
        ("under 1k", None, 99999),
        ("tents for 4 people under 200", None, 19999),
        ("80欧以下", None, 8000),
        ("100块以内", None, 10000),
        ("两百以内的", None, 20000),
        ("七百块打住", None, 70000),
        ("两样加一起别超70欧", None, 7000),
        ("3500 is the most I can go to", None, 350000),
        ("a lamp, not above 700", None, 70000),
        ("不超过99.5", None, 9950),
        ("20到40欧", 2000, 4000),
        ("一百五十元左右", 12000, 18000),
        ("插座离沙发一米七左右", None, None),
        ("100以上", 10000, None),
        ("4星以上 100以内", None, 10000),
    ],
)
def test_price_limits(text: str, low: int | None, high: int | None) -> None:
    limits = price_limits(text, "EUR")
    assert (limits.low, limits.high) == (low, high)


@pytest.mark.parametrize(
    "text",
    [
        "under 2 kg", "between 20 and 40 litres", "within 30 days", "30天以内", "more than 20 hours of battery",
        "Trail 2 and 3", "2026-03-18 to 2026-03-20", "before 5 pm", "3公斤以下", "at least 4 stars", "call 01-234", "",
    ],
)  # fmt: skip
def test_what_is_not_a_price(text: str) -> None:
    limits = price_limits(text, "EUR")
    assert (limits.low, limits.high) == (None, None)


def test_prices_are_read_in_the_currency_s_own_units_and_another_one_is_told() -> None:
    assert price_limits("under 500", "JPY").high == 499
    assert (
        price_limits("under $80", "EUR").currency is None
        or price_limits("under 80 dollars", "EUR").currency == "USD"
    )
    assert price_limits("under 80 dollars", "EUR").currency == "USD"
    assert price_limits("under 80 euros", "EUR").currency is None


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("4 stars or more", 4.0), ("at least 4 stars", 4.0), ("rated 4+", 4.0), ("4.5+ stars", 4.5), ("四星以上", 4.0),
        ("4星以上", 4.0), ("评分4以上", 4.0), ("is it 4 stars", None), ("under 4", None),
    ],
)  # fmt: skip
def test_rating_limit(text: str, rating: float | None) -> None:
    assert rating_limit(text) == rating


@pytest.mark.parametrize(
    ("text", "number"),
    [("十", 10), ("十五", 15), ("一百五十", 150), ("两百五", 250), ("一千零五十", 1050), ("一万二", 12000)],
)
def test_chinese_number(text: str, number: int) -> None:
    assert chinese_number(text) == number


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(small_shop())


def read(catalogue: Catalogue, text: str) -> Constraints:
    finder = MentionFinder(catalogue, Bilingual(), common_stems(small_shop()))
    return ConstraintReader(catalogue, Bilingual(), finder.terms).read(text, finder.find(text))


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("tents under 200", ["P001"]),
        ("tents under 189", []),
        ("tents up to 189", ["P001"]),
        ("anything under 50", ["P003"]),
        ("up to 50 euros", ["P003", "P004"]),
        ("a tent in stock", ["P001"]),
        ("有货的帐篷", ["P001"]),
        ("a red tent", ["P001"]),
        ("a red tent in stock", []),
        ("a green tent over 195", []),
        ("红色帐篷", ["P001"]),
        ("at least 3 stars", ["P001", "P003"]),
        ("at least 4 stars", []),
        ("something by Hearth", ["P004"]),
        ("lamps", ["P003"]),
    ],
)
def test_products_that_meet_what_was_said(catalogue: Catalogue, text: str, ids: list[str]) -> None:
    assert [p.product_id for p in matching(catalogue, read(catalogue, text))] == ids


def test_nothing_said_is_nothing_demanded(catalogue: Catalogue) -> None:
    assert not read(catalogue, "hello, can you help me?").any
    assert read(catalogue, "not in stock?").in_stock is None


@pytest.mark.parametrize("text", ["something to stand beside the tent", "帐篷旁边想放个东西"])
def test_beside_what_a_thing_is_to_stand_is_not_what_is_wanted(catalogue: Catalogue, text: str) -> None:
    assert read(catalogue, text).category is None
    assert read(catalogue, text.replace("beside ", "like ").replace("旁边", "")).category == "Tents & Camping"


def test_limits_are_money_of_the_shop(catalogue: Catalogue) -> None:
    assert read(catalogue, "under 50").price_max == Money(minor=4999, currency="EUR")
