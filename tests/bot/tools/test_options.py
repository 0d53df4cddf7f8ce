"""Which versions of a product a text picks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.tools.options import differing, next_value, picked, values_said
from bot.tools.suited import suited
from bot.tools.versions import asks_for_versions, version_facts
from knowledge.constraints import Constraints
from knowledge.records import Product, Variant
from tests.bot.conftest import MakeDesk


def product(option: str, *values: str) -> Product:
    variants = [
        Variant.model_validate({"variant_id": f"V{at}", "options": {option: value}, "stock": at})
        for at, value in enumerate(values)
    ]
    fields = {"product_id": "P", "name": "Thing", "price": "1.00", "currency": "EUR"}
    return Product.model_validate({**fields, "variants": variants})


JACKET = product("size", "S", "M", "L", "XL")
BED = product("size", "M (70 cm, dogs to 15 kg)", "L (95 cm, dogs to 30 kg)")
DESK = product("top size", "120 x 70 cm", "140 x 70 cm", "160 x 80 cm")
BAG = product("length", "Regular (to 180 cm)", "Long (to 195 cm)")
SOCKS = product("size", "36-39", "40-43", "44-46")
FOOD = product("size", "4 kg", "10 kg")
CHAIR = product("颜色", "黑", "白")
SOFA = product("颜色", "米白", "石灰", "苔绿")
CAKE = product("年份", "2017 年", "2020 年")
MATTRESS = product("床宽", "1.5 米", "1.8 米")


@pytest.mark.parametrize(
    ("thing", "text", "values"),
    [
        (JACKET, "and in large?", ["L"]),
        (SOFA, "绿色那款有吗", ["苔绿"]),
        (SOFA, "绿植放旁边好看吗", []),
        (JACKET, "do you have it in extra large", ["XL"]),
        (JACKET, "还有大号的吗", ["L"]),
        (JACKET, "S or M?", ["S", "M"]),
        (JACKET, "it's nice, isn't it", []),
        (BED, "how much is it in large", ["L (95 cm, dogs to 30 kg)"]),
        (DESK, "how much is the 140 one", ["140 x 70 cm"]),
        (DESK, "is the biggest in stock", ["160 x 80 cm"]),
        (DESK, "is the bigger one in stock", []),
        (DESK, "will 70 books fit on it", []),
        (BAG, "the long one", ["Long (to 195 cm)"]),
        (BAG, "how long is it", []),
        (SOCKS, "size 42 please", ["40-43"]),
        (FOOD, "how much is the bigger bag", ["10 kg"]),
        (FOOD, "大包的多少钱", ["10 kg"]),
        (CHAIR, "有白色的吗", ["白"]),
        (CHAIR, "白天能送吗", []),
        (MATTRESS, "1.8的多少钱", ["1.8 米"]),
        (MATTRESS, "一米八的呢", ["1.8 米"]),
        (MATTRESS, "两米外能看清吗", []),
        (CAKE, "17年的多少钱", ["2017 年"]),
        (CAKE, "存了17天", []),
        (MATTRESS, "安枕床垫1.5米的多少钱", ["1.5 米"]),
    ],
)
def test_values_are_found_in_shoppers_words(thing: Product, text: str, values: list[str]) -> None:
    assert [each.value for each in values_said(text, thing)] == values


@pytest.mark.parametrize(
    ("thing", "text", "by", "other"),
    [
        (CAKE, "2017 年的", 3, ["2020 年"]),
        (CAKE, "2017 年的", 2, []),
        (DESK, "the 120 one", 40, ["160 x 80 cm"]),
        (DESK, "the 140 one", 20, []),
    ],
)
def test_a_version_is_told_by_how_much_it_differs(
    thing: Product, text: str, by: int, other: list[str]
) -> None:
    assert [each.value for each in differing(thing, values_said(text, thing), Decimal(by))] == other


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("medium?", True),
        ("got it in L", True),
        ("what's left then?", True),
        ("还剩哪些码", True),
        ("is it large enough for a laptop", False),
        ("what is left out of the warranty?", False),
    ],
)
def test_versions_and_nothing_else_are_asked_for(text: str, expected: bool) -> None:
    assert asks_for_versions(JACKET, text) is expected


def test_nothing_counts_within_a_name() -> None:
    assert values_said("the Desk 140", DESK, [(0, 12)]) == ()


def test_versions_have_one_of_the_values_of_each_option() -> None:
    said = values_said("S or M", JACKET)
    assert [variant.variant_id for variant in picked(JACKET, said)] == ["V0", "V1"]


@pytest.mark.parametrize(
    ("question", "told"), [("what colours does it come in?", "Navy / L"), ("有哪些颜色", "Navy / L")]
)
def test_which_colours_there_are_is_told_from_the_record(desk: MakeDesk, question: str, told: str) -> None:
    jacket = desk().knowledge.catalogue.product("P6")
    assert jacket
    facts = version_facts(jacket, question, desk().knowledge.constraints(question), desk())
    assert [told in fact.text and fact.complete for fact in facts] == [True]


def test_a_version_is_told_only_where_price_or_stock_is_asked(desk: MakeDesk) -> None:
    jacket = desk().knowledge.catalogue.product("P6")
    assert jacket
    told = [
        version_facts(jacket, question, Constraints(), desk())
        for question in ("how much is the large one", "does the large one have a hood")
    ]
    assert [len(facts) for facts in told] == [1, 0]
    assert "€119.00" in told[0][0].text


def test_a_colour_is_no_version_of_what_comes_in_none(desk: MakeDesk) -> None:
    tent = desk().knowledge.catalogue.product("P1")
    assert tent
    assert not version_facts(tent, "is it white?", Constraints(colour="White"), desk())


@pytest.mark.parametrize(("step", "value"), [(1, "L"), (2, "XL"), (-1, "S"), (-2, None), (3, None)])
def test_the_value_so_many_sizes_on(step: int, value: str | None) -> None:
    (said,) = values_said("in M please", JACKET)
    assert next_value(JACKET, said, step) == value


@pytest.mark.parametrize(
    ("thing", "text", "value"),
    [
        (BED, "our lab is 22 kilos, which size?", "L (95 cm, dogs to 30 kg)"),
        (BED, "a 12 kg terrier, which one", "M (70 cm, dogs to 15 kg)"),
        (BED, "she is 44 kg, which size", None),
        (BED, "does it weigh under 2 kg?", None),
        (BAG, "which length do i need, im 183", "Long (to 195 cm)"),
        (BAG, "我身高170，选哪个", "Regular (to 180 cm)"),
        (FOOD, "which bag for a dog of 5 kg", None),
        (JACKET, "for 30 kg", None),
    ],
)
def test_a_label_says_for_what_measure_a_version_is(thing: Product, text: str, value: str | None) -> None:
    found = suited(thing, text)
    assert (next(iter(found.options.values())) if found else None) == value


@pytest.mark.parametrize(
    ("thing", "text", "values"),
    [
        (FOOD, "how much is the big sack of that", ["10 kg"]),
        (FOOD, "the small bag please", ["4 kg"]),
        (DESK, "how much is the big one", []),
        (FOOD, "the big dog likes it", []),
        (BAG, "same price as the shorter one?", ["Regular (to 180 cm)"]),
    ],
)
def test_the_big_bag_is_one_of_two(thing: Product, text: str, values: list[str]) -> None:
    assert [said.value for said in values_said(text, thing)] == values
